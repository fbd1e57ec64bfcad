// NumPy's variable arguments mean here what they mean there, and no number is taken for an option.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OptionsTest, ReshapeTakesExtents) {
  const Array<int64_t> a = arange(0, 6);
  RecordingObserver recorded;
  const Array<int64_t> column = a.reshape(-1, 1);
  EXPECT_THAT(column.shape(), ElementsAre(6, 1));
  EXPECT_THAT(a.reshape(2, 3).shape(), ElementsAre(2, 3));
  EXPECT_THAT(a.reshape({3, 2}).shape(), ElementsAre(3, 2));
  EXPECT_THAT(a.reshape(6).shape(), ElementsAre(6));
  recorded.Stop();
  EXPECT_THAT(recorded.Of("alloc"), IsEmpty());  // views, all of them
  EXPECT_FALSE(a.reshape({6}, Copy::kAlways).base().is(a));
  EXPECT_THROW(a.reshape(2, 3).t().reshape({6}, Copy::kNever), ShapeError);
  EXPECT_THROW(a.astype<double>(Copy::kNever), ValueError);
  EXPECT_THROW(a.reshape({6}, 5), ShapeError);  // one more extent
  EXPECT_TRUE(a.astype<int64_t>(Copy::kIfNeeded).is(a));
}
template <class A, class... Options>
concept Reshapes = requires(const A& a, Options... options) {
  a.reshape({6}, options...);
};
static_assert(Reshapes<Array<double>, Copy>);
static_assert(!Reshapes<Array<double>, bool>);
template <class A, class Option>
concept CastsWith = requires(const A& a, Option option) {
  a.template astype<float>(option);
};
static_assert(CastsWith<Array<double>, Copy>);
static_assert(!CastsWith<Array<double>, bool>);

TEST(OptionsTest, ReductionsTakeAxes) {
  const Array<int64_t> m = arange(0, 24).reshape(2, 3, 4);
  EXPECT_EQ(sum(m), 276);
  EXPECT_THAT(sum(m, {0, 1}).shape(), ElementsAre(4));
  EXPECT_THAT(m.sum({0, 1}).span(), ElementsAre(60, 66, 72, 78));
  EXPECT_THAT(sum(m, 1).shape(), ElementsAre(2, 4));
  EXPECT_THAT(sum(m, {0}).shape(), ElementsAre(3, 4));
  EXPECT_THAT(sum(m, {0, 1}, KeepDims::kYes).shape(), ElementsAre(1, 1, 4));
  EXPECT_THAT(sum(m, KeepDims::kYes).shape(), ElementsAre(1, 1, 1));
  EXPECT_THAT(mean(m, {0, 2}).span(), ElementsAre(7.5, 11.5, 15.5));
  EXPECT_THAT(max(m, {-1, 0}).span(), ElementsAre(15, 19, 23));
  EXPECT_THAT(min(m, {2, 1}).span(), ElementsAre(0, 12));
  EXPECT_THAT(any(m > 20, {1, 2}).span(), ElementsAre(false, true));
  EXPECT_THAT(all(m > 3, {2}).shape(), ElementsAre(2, 3));
  EXPECT_THAT(prod(m, {0, 1}).span(), ElementsAre(0, 208845, 665280, 1514205));
  EXPECT_THAT(var(m, {0, 1}).shape(), ElementsAre(4));
  EXPECT_DOUBLE_EQ(var(m, Ddof{1}), 50.0);
  EXPECT_DOUBLE_EQ(var(array<double>({1, 3})), 1.0);
  EXPECT_THAT(stddev(array<double>({{1, 3}, {2, 8}}), 1).span(), ElementsAre(1, 3));
  EXPECT_EQ(argmax(m), 23);
  EXPECT_THAT(argmax(m, 2).shape(), ElementsAre(2, 3));
  EXPECT_THAT(argmin(m, 0, KeepDims::kYes).shape(), ElementsAre(1, 3, 4));
  EXPECT_THROW(sum(m, {0, 0}), ValueError);
  EXPECT_THROW(sum(m, 3), ShapeError);
}
template <class... Arguments>
concept Sums = requires(const Array<double>& a, Arguments... arguments) {
  sum(a, arguments...);
};
static_assert(Sums<int> && Sums<Axes, KeepDims> && Sums<KeepDims>);
static_assert(!Sums<int, bool> && !Sums<int, int> && !Sums<bool> && !Sums<double>);

TEST(OptionsTest, SplitTakesSectionsOrPositions) {
  const Array<int64_t> a = arange(0, 6);
  EXPECT_EQ(split(a, 3).size(), 3u);
  const std::vector<Array<int64_t>> parts = split(a, {3});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_THAT(parts[0].span(), ElementsAre(0, 1, 2));
  EXPECT_EQ(split(a, {1, 2}).size(), 3u);
  EXPECT_EQ(split(a, std::vector<int64_t>{5}).at(1).size(), 1);
  EXPECT_EQ(split(a.reshape(2, 3), {1}, 1).at(0).size(), 2);
  EXPECT_EQ(split(a.any(), 3).size(), 3u);
  EXPECT_EQ(split(a.any(), {3}).at(0).size(), 3);
  EXPECT_EQ(split(a.any(), {1, 2}).size(), 3u);
}

TEST(OptionsTest, TransposeAndFlipTakeAxes) {
  const Array<int64_t> m = arange(0, 24).reshape(2, 3, 4);
  EXPECT_THAT(m.transpose({2, 0, 1}).shape(), ElementsAre(4, 2, 3));
  EXPECT_THAT(m.transpose(2, 0, 1).shape(), ElementsAre(4, 2, 3));
  EXPECT_THAT(m.transpose().shape(), ElementsAre(4, 3, 2));
  EXPECT_EQ(flip(m, {0, 2})(0, 0, 0), 15);
  EXPECT_EQ(flip(m, 1)(0, 0, 0), 8);
  EXPECT_EQ(flip(m)(0, 0, 0), 23);
  EXPECT_THAT(m.reshape(1, 24, 1).squeeze({0, 2}).shape(), ElementsAre(24));
  EXPECT_THAT(m.reshape(1, 24, 1).squeeze(0).shape(), ElementsAre(24, 1));
  EXPECT_THAT(searchsorted(array<int>({1, 2, 2, 3}), array<int>({2}), Side::kRight).span(),
              ElementsAre(3));
  EXPECT_THAT((sliding_window_view(m, {2}, 2)).shape(), ElementsAre(2, 3, 3, 2));
}

TEST(OptionsTest, ShapesCanBeTakenApart) {
  const Array<double> m = zeros<double>({3, 4});
  const auto [rows, columns] = m.shape<2>();
  EXPECT_EQ(rows * 10 + columns, 34);
  EXPECT_THROW(m.shape<3>(), ShapeError);
}

TEST(OptionsTest, IterationIsOverTheFirstAxis) {
  const Array<int64_t> m = arange(0, 6).reshape(3, 2);
  int64_t rows = 0;
  for (const Array<int64_t>& row : m) {
    EXPECT_TRUE(row.base().is(m.base()));
    rows += row.sum() * 10;
  }
  EXPECT_EQ(rows, 150);
  for (Array<int64_t> row : m) row += 1;
  EXPECT_EQ(m(2, 1), 6);
  EXPECT_EQ(std::vector<Array<int64_t>>(m.begin(), m.end()).size(), 3u);
  EXPECT_EQ(std::ranges::count_if(m, [](const Array<int64_t>& row) { return row.sum() > 4; }), 2);
  int64_t total = 0;
  for (auto x : arange(0, 4)) total += x.item();  // of a temporary too
  EXPECT_EQ(total, 6);
}

}  // namespace
}  // namespace tidemark
