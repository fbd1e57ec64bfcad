#include "tidemark/record/events/value_scan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::record {
namespace {

template <class T>
std::string Fits(const std::vector<T>& values, std::string_view dtype) {
  const std::optional<ValueScan> scan =
      ScanValues(values.data(), static_cast<int64_t>(values.size() * sizeof(T)), dtype);
  return scan.has_value() ? scan->fits : "none";
}

// All integer dtypes by width, signed ones first; the first one that holds each value.
template <class T>
std::string SlowFits(const std::vector<T>& values) {
  std::string found;
  const auto try_type = [&]<class N>(N /*narrow*/, const char* name) {
    if (!found.empty()) return;
    if (std::is_unsigned_v<T> && std::is_signed_v<N>) return;
    for (const T value : values) {
      if (!std::in_range<N>(value)) return;
    }
    found = name;
  };
  try_type(int8_t{}, "i1");
  try_type(uint8_t{}, "u1");
  try_type(int16_t{}, "i2");
  try_type(uint16_t{}, "u2");
  try_type(int32_t{}, "i4");
  try_type(uint32_t{}, "u4");
  try_type(int64_t{}, "i8");
  try_type(uint64_t{}, "u8");
  return found;
}

template <class T>
void CompareIntegers(std::string_view dtype) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 4000; ++round) {
    const int bits = static_cast<int>(random() % (8 * sizeof(T) + 1));
    std::vector<T> values;
    const size_t count = 1 + random() % 70;
    while (values.size() < count) {
      const uint64_t magnitude = bits == 0 ? 0 : random() >> (64 - bits);
      values.push_back(static_cast<T>(random() % 8 == 0 ? 0 - magnitude : magnitude));
    }
    ASSERT_EQ(Fits(values, dtype), SlowFits(values)) << dtype << " round " << round;
  }
}

TEST(ValueScan, IntegersAsASlowSearchSays) {
  CompareIntegers<int16_t>("i2");
  CompareIntegers<uint16_t>("u2");
  CompareIntegers<int32_t>("i4");
  CompareIntegers<uint32_t>("u4");
  CompareIntegers<int64_t>("i8");
  CompareIntegers<uint64_t>("u8");
}

TEST(ValueScan, TheLimitsOfEachInteger) {
  EXPECT_EQ(Fits<int64_t>({-128, 127}, "i8"), "i1");
  EXPECT_EQ(Fits<int64_t>({0, 128}, "i8"), "u1");
  EXPECT_EQ(Fits<int64_t>({-1, 128}, "i8"), "i2");
  EXPECT_EQ(Fits<int64_t>({0, 255}, "i8"), "u1");
  EXPECT_EQ(Fits<int64_t>({0, 256}, "i8"), "i2");
  EXPECT_EQ(Fits<int64_t>({0, 4294967295}, "i8"), "u4");
  EXPECT_EQ(Fits<int64_t>({0, 4294967296}, "i8"), "i8");
  EXPECT_EQ(Fits<uint64_t>({0, 127}, "u8"), "u1");
  EXPECT_EQ(Fits<uint64_t>({std::numeric_limits<uint64_t>::max()}, "u8"), "u8");
}

TEST(ValueScan, TellsTheRangeWhereItIsWithinASignedInteger) {
  const std::vector<int32_t> some = {5, -3, 9};
  const std::optional<ValueScan> scan = ScanValues(some.data(), 12, "i4");
  ASSERT_TRUE(scan.has_value());
  EXPECT_EQ(scan->min, -3);
  EXPECT_EQ(scan->max, 9);
  const std::vector<uint64_t> large = {1, uint64_t{1} << 63};
  EXPECT_FALSE(ScanValues(large.data(), 16, "u8")->max.has_value());
}

TEST(ValueScan, FloatsThatAreExact) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Fits<double>({0.0, -0.0, 1.5, -16777216.0, inf, -inf, nan}, "f8"), "f4");
  EXPECT_EQ(Fits<double>({0x1p-149, 0x1.fffffep127}, "f8"), "f4");
  EXPECT_EQ(Fits<double>({0.1}, "f8"), "f8");
  EXPECT_EQ(Fits<double>({16777217.0}, "f8"), "f8");
  EXPECT_EQ(Fits<double>({1e39}, "f8"), "f8");   // becomes infinite
  EXPECT_EQ(Fits<double>({1e-60}, "f8"), "f8");  // becomes 0
  EXPECT_EQ(Fits<double>({0x1p-150}, "f8"), "f8");
  EXPECT_EQ(Fits<double>({1.0, 0.5}, "c16"), "c8");
  EXPECT_EQ(Fits<double>({1.0, 0.1}, "c16"), "c16");
}

// Wherever it is: at the first element, the last one, and at the limits of a block.
TEST(ValueScan, OneElementThatNeedsTheWidthIsSeen) {
  for (const size_t at : {0, 1, 4095, 4096, 4097, 9999}) {
    std::vector<double> floats(10000, 1.0);
    EXPECT_EQ(Fits(floats, "f8"), "f4");
    floats[at] = 0.1;
    EXPECT_EQ(Fits(floats, "f8"), "f8") << at;
    std::vector<int64_t> integers(10000, 1);
    integers[at] = -1;
    EXPECT_EQ(Fits(integers, "i8"), "i1") << at;
    integers[at] = int64_t{1} << 40;
    EXPECT_EQ(Fits(integers, "i8"), "i8") << at;
  }
}

TEST(ValueScan, WhatIsNotLookedAt) {
  EXPECT_EQ(Fits<double>({}, "f8"), "none");
  EXPECT_EQ(Fits<float>({1}, "f4"), "none");
  EXPECT_EQ(Fits<uint8_t>({1}, "u1"), "none");
  EXPECT_EQ(Fits<uint8_t>({1}, "b1"), "none");
  EXPECT_EQ(Fits<int64_t>({1}, ""), "none");
  EXPECT_EQ(Fits<int64_t>({1}, "M8"), "none");
  EXPECT_FALSE(ScanValues(nullptr, 8, "i8").has_value());
  const int64_t half = 1;
  EXPECT_FALSE(ScanValues(&half, 4, "i8").has_value());
}

}  // namespace
}  // namespace tidemark::record
