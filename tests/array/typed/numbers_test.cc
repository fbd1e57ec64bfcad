// Numbers beside arrays: every way in, and each of them keeps the value, promotes, or refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

constexpr double kNumberNan = std::numeric_limits<double>::quiet_NaN();

// All places where a number can enter an array of `T`, each on its own copy.
template <class T, class S>
std::vector<std::pair<std::string, std::function<void()>>> WaysIn(S number) {
  const Array<T> a = array<T>({0, 1, 1});
  const Array<bool> m = array<bool>({true, false, true});
  return {
      {"element", [=] { a.copy()(0) = number; }},
      {"assign", [=] { a.copy().assign(number); }},
      {"slice", [=] { a.copy()[Slice(0, 2)] = number; }},
      {"selection", [=] { a.copy()[m] = number; }},
      {"put_mask", [=] { put_mask(a.copy(), m, number); }},
      {"put",
       [=] {
         put(a.copy(), {0, 2}, number);
       }},
      {"pad",
       [=] {
         pad(a, {{1, 1}}, number);
       }},
      {"full_like", [=] { full_like(a.any(), Scalar(number)); }},
      {"full", [=] { full(kDTypeOf<T>, {2}, Scalar(number)); }},
  };
}

TEST(NumbersTest, WhatAnElementCannotHoldIsRefusedEverywhere) {
  const auto refused = [](const auto& ways) {
    for (const auto& [name, way] : ways) EXPECT_THROW(way(), ValueError) << name;
  };
  const auto kept = [](const auto& ways) {
    for (const auto& [name, way] : ways) EXPECT_NO_THROW(way()) << name;
  };
  refused(WaysIn<uint8_t>(256));
  refused(WaysIn<uint8_t>(-1));
  refused(WaysIn<int8_t>(128));
  refused(WaysIn<int64_t>(kNumberNan));
  refused(WaysIn<int64_t>(1e19));
  refused(WaysIn<int32_t>(-std::numeric_limits<double>::infinity()));
  refused(WaysIn<int64_t>(std::numeric_limits<uint64_t>::max()));
  refused(WaysIn<uint64_t>(-1));
  kept(WaysIn<uint8_t>(255));
  kept(WaysIn<int8_t>(-128));
  kept(WaysIn<uint64_t>(std::numeric_limits<uint64_t>::max()));
  kept(WaysIn<int64_t>(2.75));
  kept(WaysIn<double>(kNumberNan));
  kept(WaysIn<bool>(7));
}

TEST(NumbersTest, WhatIsComputedWithFitsOrIsRefused) {
  const Array<uint8_t> u = array<uint8_t>({0, 100, 250});
  const Array<bool> c = array<bool>({true, false, true});
  EXPECT_THROW(where(c, u, 300), ValueError);
  EXPECT_THROW(where(c, 300, u), ValueError);
  EXPECT_THROW(clip(u, 0, 256), ValueError);
  EXPECT_THROW(clip(u, -1, 20), ValueError);
  EXPECT_THROW(clip(array<int8_t>({1}), 0, 255), ValueError);
  EXPECT_THROW(u + 256, ValueError);
  EXPECT_THROW(maximum(u, -1), ValueError);
  EXPECT_THROW(u.copy() += 1000, ValueError);
  EXPECT_THROW(array<int64_t>({1}) + std::numeric_limits<uint64_t>::max(), ValueError);
  EXPECT_THAT(where(c, u, 255).span(), ElementsAre(0, 255, 250));
  EXPECT_THAT(clip(u, 50, 255).span(), ElementsAre(50, 100, 250));
  EXPECT_THAT((u + 5).span(), ElementsAre(5, 105, 255));
  // Compared, an integer is what it is.
  EXPECT_TRUE(all(u < 300) && all(u > -1) && !any(u == 256));
}

TEST(NumbersTest, AHigherKindPromotes) {
  const Array<int32_t> i = array<int32_t>({1, 2, 3});
  static_assert(std::is_same_v<decltype(clip(i, 0, 2.5)), Array<double>>);
  EXPECT_THAT(clip(i, 1.5, 2.5).span(), ElementsAre(1.5, 2, 2.5));
  static_assert(std::is_same_v<decltype(where(i > 1, i, 0.5)), Array<double>>);
  EXPECT_THAT(where(i > 1, i, 0.5).span(), ElementsAre(0.5, 2, 3));
  static_assert(
      std::is_same_v<decltype(i * std::complex<double>(0, 1)), Array<std::complex<double>>>);
  static_assert(std::is_same_v<decltype(array<float>({1}) * 2.5), Array<float>>);
  static_assert(std::is_same_v<decltype(where(i > 1, 1, 0)), Array<int64_t>>);
  static_assert(std::is_same_v<decltype(where(i > 1, 1.5, 0)), Array<double>>);
  static_assert(std::is_same_v<decltype(where(i > 1, true, false)), Array<bool>>);
  EXPECT_THAT(where(i > 1, 1, 0).span(), ElementsAre(0, 1, 1));
}

TEST(NumbersTest, ClipTakesOneBoundAndNanDoesNotLimit) {
  const Array<double> a = array<double>({-1, 0.5, 9});
  EXPECT_THAT(clip(a, std::nullopt, 1).span(), ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(clip(a, 0, std::nullopt).span(), ElementsAre(0, 0.5, 9));
  EXPECT_THAT(clip(a, kNumberNan, 1.0).span(), ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(clip(a, 0.0, kNumberNan).span(), ElementsAre(0, 0.5, 9));
  EXPECT_THROW(clip(a, std::nullopt, std::nullopt), ValueError);
  Array<double> out = zeros<double>({3});
  clip_into(a, 0, std::nullopt, out);
  EXPECT_THAT(out.span(), ElementsAre(0, 0.5, 9));
}

}  // namespace
}  // namespace tidemark
