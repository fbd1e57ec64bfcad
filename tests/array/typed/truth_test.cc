// What an array means where a truth value is wanted: that of its only element, and nothing else.
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

TEST(TruthTest, OfOneElementIsItsOwn) {
  EXPECT_TRUE(full<double>({1, 1}, 0.5));
  EXPECT_FALSE(full<double>({1}, 0.0));
  EXPECT_FALSE(full<double>({}, -0.0));
  EXPECT_TRUE(full<double>({}, std::numeric_limits<double>::quiet_NaN()));
  EXPECT_TRUE(full<int32_t>({1}, 1 << 24));
  EXPECT_FALSE(zeros<bool>({1}));
  EXPECT_TRUE(full<std::complex<double>>({1}, std::complex<double>(0, 1)));
  EXPECT_FALSE(full<std::complex<float>>({1}, std::complex<float>(-0.0f, 0)));
  EXPECT_TRUE(full<double>({1}, 2.0).any());
}

TEST(TruthTest, OfMoreOrNoneIsAnError) {
  Array<double> a = array<double>({1, 2});
  Array<double> b = array<double>({1, 3});
  const auto branch = [](auto&& condition) { return condition ? 1 : 2; };
  EXPECT_THROW(branch(a), ValueError);
  EXPECT_THROW(branch(a == b), ValueError);
  EXPECT_THROW(branch(a < b), ValueError);
  EXPECT_THROW(branch(zeros<double>({0})), ValueError);
  EXPECT_THROW(branch(a.any()), ValueError);
  EXPECT_THROW(static_cast<void>(!a), ValueError);
  EXPECT_THROW(static_cast<void>(a && b), ValueError);
  EXPECT_THROW(static_cast<void>(branch(Array<double>())), ValueError);
}

TEST(TruthTest, TheFirstOperandOfAndDecidesAsInPython) {
  const Array<double> zero = zeros<double>({1});
  const Array<double> many = zeros<double>({3});
  EXPECT_FALSE(zero && many);  // the second one is not asked
  EXPECT_TRUE(full<double>({1}, 1.0) || many);
  EXPECT_THROW(static_cast<void>(many && zero), ValueError);
}

TEST(TruthTest, WhatPeopleWriteDecides) {
  const Array<double> x = array<double>({1, 2, 3});
  const Array<double> y = array<double>({1, 2, 4});
  EXPECT_FALSE(all(x == y));
  EXPECT_TRUE(any(x == y));
  EXPECT_FALSE(max(abs(x - y)) < 1e-6);
  EXPECT_TRUE(max(abs(x - x)) < 1e-6);
  static_assert(std::is_same_v<decltype(all(x == y)), bool>);
  static_assert(std::is_same_v<decltype(max(x)), double>);
}

TEST(TruthTest, HasValueAsksForTheHandle) {
  Array<double> none;
  EXPECT_FALSE(none.has_value());
  EXPECT_FALSE(none.any().has_value());
  EXPECT_TRUE(zeros<double>({0}).has_value());
}

// Generic code compares const lvalues and takes the result for a truth value: there is none.
template <class A, class B>
concept ComparesToTruth = requires(const A& a, const B& b) {
  {a == b ? 1 : 2};
};
static_assert(!ComparesToTruth<Array<int>, Array<int>>);
static_assert(!ComparesToTruth<Array<int>, Array<double>>);
static_assert(!ComparesToTruth<Array<double>, Array<int>>);
static_assert(!ComparesToTruth<Array<const int>, Array<int>>);
static_assert(ComparesToTruth<Array<int>, int>);  // of one element perhaps; else it throws
static_assert(!std::equality_comparable<Array<int>>);
static_assert(!std::totally_ordered<Array<int>>);
static_assert(!std::is_convertible_v<Array<bool>, bool>);

TEST(TruthTest, TheComparisonOfConstArraysIsAnArrayAllTheSame) {
  const Array<int> a = array<int>({1, 2, 3});
  const Array<int> b = array<int>({1, 5, 3});
  EXPECT_EQ((a == b).sum(), 2);
  EXPECT_EQ(sum(a != b), 1);
  const Array<bool> kept = a == b;
  EXPECT_EQ(kept.sum(), 2);
  EXPECT_EQ(((a == b) & (a < 3)).sum(), 1);
  EXPECT_EQ((~(a == b)).sum(), 1);
  EXPECT_EQ(where(a == b, a, 0).sum(), 4);
  EXPECT_EQ(mask(a, a == b).size(), 2);
  auto direct = a == b;
  EXPECT_EQ(direct(1), false);
}

}  // namespace
}  // namespace tidemark
