#include "tidemark/array/typed/any_operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;

TEST(AnyOperatorsTest, TakeArraysOfEitherKindAndNumbers) {
  AnyArray a = arange(0, 3, 1, DType::kInt32);
  const Array<double> d = array<double>({0.5, 1.5, 2.5});
  EXPECT_EQ(to_string(a + a), "[0 2 4]");
  EXPECT_EQ(to_string(a + d), "[0.5 2.5 4.5]");
  EXPECT_EQ(to_string(d - a), "[0.5 0.5 0.5]");
  EXPECT_EQ(to_string(a * 2.5), "[0.  2.5 5. ]");
  EXPECT_EQ(to_string(10 - a), "[10  9  8]");
  EXPECT_EQ(to_string(a * d(1)), "[0.  1.5 3. ]");
  EXPECT_EQ(to_string(-a % 2), "[0 1 0]");
  EXPECT_EQ(to_string(~a & 1), "[1 0 1]");
  EXPECT_EQ(to_string(a < 2), "[ True  True False]");
  EXPECT_EQ(to_string(a == d), "[False False False]");
  EXPECT_EQ(to_string(1 != a), "[ True False  True]");
  EXPECT_THROW(a + 300000000000, ValueError);
}

TEST(AnyOperatorsTest, FunctionsAndReductionsByName) {
  const AnyArray a = arange(0, 4, 1, DType::kFloat64);
  const Array<double> d = array<double>({2, 2, 2, 2});
  EXPECT_EQ(to_string(sqrt(a * a)), "[0. 1. 2. 3.]");
  EXPECT_EQ(to_string(maximum(a, 1)), "[1. 1. 2. 3.]");
  EXPECT_EQ(to_string(power(2, a)), "[1. 2. 4. 8.]");
  EXPECT_EQ(to_string(minimum(d, a)), "[0. 1. 2. 2.]");
  EXPECT_EQ(to_string(minimum(a, d)), "[0. 1. 2. 2.]");
  EXPECT_EQ(to_string(sum(a)), "6.0");
  EXPECT_TRUE(any(a > 2) && !all(a > 2));
  EXPECT_EQ(to_string(max(reshape(a, {2, 2}), 0)), "[2. 3.]");
  EXPECT_EQ(to_string(isnan(a)), "[False False False False]");
  EXPECT_EQ(to_string(arange(0, 3, 1, DType::kInt64) << 2), "[0 4 8]");
  Array<int> shifted = array<int>({1, 2}) << 3;
  shifted >>= 1;
  EXPECT_EQ(to_string(+shifted), "[4 8]");
  shifted.fill(7);
  EXPECT_EQ(to_string(shifted), "[7 7]");
}

TEST(AnyOperatorsTest, InPlaceAndByTheirLine) {
  AnyArray a = arange(0, 3, 1, DType::kFloat64);
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): another name of the same array
  const AnyArray same = a;
  a += 1;
  a *= a;
  basic_index(a, Slice(0, 1)) -= 5;
  EXPECT_EQ(to_string(same), "[-4.  4.  9.]");
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  const AnyArray b = a + 1.0 + 2.0;
  recorded.Stop();
  ASSERT_EQ(recorded.Of("alloc").size(), 1u);  // the buffer of the first sum is reused
  EXPECT_EQ(recorded.Of("op").at(1).line, line);
}

TEST(AnyOperatorsTest, AComparisonIsNoTruthValue) {
  AnyArray a = arange(0, 3, 1, DType::kInt32);
  EXPECT_THROW(static_cast<bool>(a == a), ValueError);
  static_assert(!std::equality_comparable<AnyArray>);
  const auto generic = [](const auto& x, const auto& y) {
    return requires { x == y ? 1 : 2; };
  };
  EXPECT_FALSE(generic(a, a));
  EXPECT_TRUE(generic(1, 2));
}

}  // namespace
}  // namespace tidemark
