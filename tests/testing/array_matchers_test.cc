#include "tidemark/testing/array_matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;

constexpr double kMatchNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kMatchInfinity = std::numeric_limits<double>::infinity();

template <class Matcher>
std::string Explained(const AnyArray& actual, const Matcher& matcher) {
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(actual, listener.stream()));
  return listener.str();
}

TEST(ArrayMatchersTest, EqualInShapeAndValuesWhateverTheDtype) {
  const Array<double> a = array<double>({{1, kMatchNan}, {3, kMatchInfinity}});
  EXPECT_THAT(a, ArrayEq(a.copy()));
  EXPECT_THAT(array<int32_t>({1, 2}), ArrayEq(array<double>({1, 2})));
  EXPECT_THAT(a, Not(ArrayEq(a.t())));
  EXPECT_THAT(a[a == 3.0], ArrayEq(array<double>({3})));
  EXPECT_THAT(a[a == 3.0], Not(ArrayEq(a)));
  EXPECT_THAT(a, Not(ArrayEq(a.ravel())));
  EXPECT_THAT(array<double>({1, 2}), Not(ArrayEq(array<double>({1, 3}))));
  EXPECT_THAT(zeros<double>({0}), ArrayEq(zeros<int32_t>({0})));
  EXPECT_THAT(zeros<double>({0}), Not(ArrayEq(zeros<double>({0, 2}))));
}

TEST(ArrayMatchersTest, TellsIntegersApartThatAreOneDouble) {
  const int64_t large = (int64_t{1} << 53) + 1;
  EXPECT_THAT(array<int64_t>({large}), Not(ArrayEq(array<int64_t>({large - 1}))));
  EXPECT_THAT(array<int64_t>({large}), ArrayEq(array<int64_t>({large})));
}

TEST(ArrayMatchersTest, NearWithinTheTolerance) {
  const Array<double> a = array<double>({1.0, 1000.0});
  EXPECT_THAT(a + 1e-9, ArrayNear(a));
  EXPECT_THAT(a + 1e-3, Not(ArrayNear(a)));
  EXPECT_THAT(a + 1e-3, ArrayNear(a, {.absolute = 2e-3}));
  EXPECT_THAT(a * 1.01, ArrayNear(a, {.relative = 0.02}));
  EXPECT_THAT(a * kMatchNan, Not(ArrayNear(a)));
  EXPECT_THAT(a * kMatchInfinity, Not(ArrayNear(a)));
  EXPECT_THAT(a, Not(ArrayNear(a * kMatchInfinity)));
}

TEST(ArrayMatchersTest, SaysWhereTheFirstMismatchIs) {
  const Array<int64_t> a = arange(0, 6).reshape(2, 3);
  Array<int64_t> b = a.copy();
  b(1, 0) = 30;
  b(1, 2) = 50;
  EXPECT_EQ(Explained(a.any(), ArrayEq(b)),
            "whose element [1, 0] is 3, not 30; 2 of 6 elements differ");
  EXPECT_EQ(Explained(a.any(), ArrayEq(a.t())), "whose shape is (2,3), not (3,2)");
}

TEST(ArrayMatchersTest, ContainersOfArrays) {
  const std::vector<Array<double>> parts = split(arange(0.0, 4.0), 2);
  EXPECT_THAT(parts, ElementsAre(ArrayEq(array<double>({0, 1})), ArrayEq(array<double>({2, 3}))));
}

TEST(ArrayMatchersTest, AnEmptyHandleEqualsItself) {
  const Array<double> none;
  EXPECT_THAT(none, ArrayEq(none));
  EXPECT_THAT(none, Not(ArrayEq(zeros<double>({1}))));
}

}  // namespace
}  // namespace tidemark
