#include "tidemark/array/indexing/scalar.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "tidemark/array/core/element_type.h"
#include "tidemark/array/core/error.h"

namespace tidemark {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr uint64_t kWideMax = std::numeric_limits<uint64_t>::max();
constexpr double kScalarNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kScalarInfinity = std::numeric_limits<double>::infinity();

TEST(ScalarTest, FitsByValueWhateverTypeItCameIn) {
  EXPECT_TRUE(Scalar(127).Fits(DType::kInt8));
  EXPECT_FALSE(Scalar(128).Fits(DType::kInt8));
  EXPECT_TRUE(Scalar(-128).Fits(DType::kInt8));
  EXPECT_FALSE(Scalar(-129).Fits(DType::kInt8));
  EXPECT_TRUE(Scalar(255).Fits(DType::kUInt8));
  EXPECT_FALSE(Scalar(256).Fits(DType::kUInt8));
  EXPECT_FALSE(Scalar(-1).Fits(DType::kUInt64));
  EXPECT_TRUE(Scalar(kMin).Fits(DType::kInt64));
  EXPECT_TRUE(Scalar(kWideMax).Fits(DType::kUInt64));
  EXPECT_FALSE(Scalar(kWideMax).Fits(DType::kInt64));
  EXPECT_FALSE(Scalar(kWideMax).Fits(DType::kUInt32));
  EXPECT_TRUE(Scalar(uint64_t{100}).Fits(DType::kInt8));
}

template <class T>
T Assigned(const Scalar& scalar) {
  alignas(16) std::byte item[16];
  scalar.AssignTo(kDTypeOf<T>, item);
  T value;
  std::memcpy(&value, item, sizeof(value));
  return value;
}

TEST(ScalarTest, AnIntegerThatDoesNotFitIsRefused) {
  EXPECT_EQ(Assigned<int8_t>(-128), -128);
  EXPECT_EQ(Assigned<uint8_t>(255), 255);
  EXPECT_EQ(Assigned<uint64_t>(kWideMax), kWideMax);
  EXPECT_THROW(Assigned<int8_t>(300), ValueError);
  EXPECT_THROW(Assigned<uint8_t>(-1), ValueError);
  EXPECT_THROW(Assigned<int32_t>(kMax), ValueError);
  EXPECT_THROW(Assigned<uint32_t>(kWideMax), ValueError);
  EXPECT_THROW(Assigned<uint64_t>(-1), ValueError);
  EXPECT_THROW(Assigned<int64_t>(kWideMax), ValueError);
  EXPECT_THROW(Assigned<uint16_t>(kWideMax), ValueError);
}

TEST(ScalarTest, FloatsAreCutTowardZeroWhereTheElementReachesAsFar) {
  EXPECT_EQ(Assigned<int8_t>(-2.75), -2);
  EXPECT_EQ(Assigned<uint8_t>(-0.75), 0);
  EXPECT_EQ(Assigned<uint8_t>(255.9), 255);
  EXPECT_EQ(Assigned<int64_t>(-0x1p63), kMin);
  EXPECT_EQ(Assigned<uint64_t>(9.3e18), 9300000000000000000u);
  EXPECT_THROW(Assigned<uint8_t>(-2.75), ValueError);
  EXPECT_THROW(Assigned<uint8_t>(256.0), ValueError);
  EXPECT_THROW(Assigned<int32_t>(3e9), ValueError);
  for (const double value :
       {9.3e18, -9.3e18, 1e300, kScalarNan, kScalarInfinity, -kScalarInfinity}) {
    EXPECT_THROW(Assigned<int8_t>(value), ValueError) << value;
    EXPECT_THROW(Assigned<int64_t>(value), ValueError) << value;
  }
  EXPECT_THROW(Assigned<uint64_t>(1.9e19), ValueError);
  EXPECT_THROW(Assigned<uint64_t>(-9.3e18), ValueError);
}

TEST(ScalarTest, MessagesNameTheNumberAsItWasGiven) {
  EXPECT_EQ(Scalar(kWideMax).ToText(), "18446744073709551615");
  EXPECT_EQ(Scalar(-1).ToText(), "-1");
  EXPECT_EQ(Scalar(2.5).ToText(), "2.5");
  EXPECT_EQ(Scalar(true).ToText(), "true");
  EXPECT_EQ(Scalar(std::complex<double>(1, -2)).ToText(), "(1-2j)");
  try {
    ScalarOperandType("add", DType::kInt64, Scalar(kWideMax));
    FAIL();
  } catch (const ValueError& e) {
    EXPECT_STREQ(e.what(), "add: the integer 18446744073709551615 is out of bounds for int64");
  }
}

TEST(ScalarTest, TruthAndFloatsTakeEverything) {
  EXPECT_TRUE(Assigned<bool>(kScalarNan));
  EXPECT_TRUE(Assigned<bool>(std::complex<double>(0, 1)));
  EXPECT_EQ(Assigned<float>(1e300), std::numeric_limits<float>::infinity());
  EXPECT_EQ(Assigned<int16_t>(true), 1);
  EXPECT_THROW(Assigned<double>(std::complex<double>(1, 0)), DTypeError);
  EXPECT_THROW(Assigned<int64_t>(std::complex<double>(1, 0)), DTypeError);
}

}  // namespace
}  // namespace tidemark
