// a[mask] and a[positions]: a copy where it is read, the elements where it is assigned.
#include "tidemark/array/typed/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;

TEST(SelectionTest, OfALambda) {
  const auto positive = [](const Array<double>& of) { return of[of > 0.0]; };
  const Array<double> kept = positive(array<double>({1, -2, 3}));
  EXPECT_EQ(kept.size(), 2);
  EXPECT_EQ(kept(1), 3);
  EXPECT_EQ(sum(positive(array<double>({1, -2, 3}))), 4);
  const Array<double> a = array<double>({1, -2, 3});
  positive(a) = 0.0;
  EXPECT_EQ(a.sum(), -2);
}

TEST(SelectionTest, ReadIsACopy) {
  const Array<double> a = array<double>({1, -2, 3, -4});
  Array<double> positive = a[a > 0.0];
  EXPECT_THAT(positive.span(), ElementsAre(1, 3));
  positive(0) = 9;
  EXPECT_EQ(a(0), 1);
  const Array<double> picked = a[array<int>({3, 0, 0})];
  EXPECT_THAT(picked.span(), ElementsAre(-4, 1, 1));
  const Array<double> listed = a[std::vector<int>{1, -1}];
  EXPECT_THAT(listed.span(), ElementsAre(-2, -4));
  EXPECT_EQ(a[a < 0.0].sum(), -6);
  EXPECT_EQ(a[a > 0.0].mean(), 2);
  EXPECT_EQ(a[a > 0.0].max(), 3);
  EXPECT_THAT(a.reshape(2, 2)[array<bool>({true, true})].mean(0).span(), ElementsAre(2, -3));
  EXPECT_EQ(sum(a[a > 0.0]), 4);
  EXPECT_THAT((a[a > 0.0] * 2.0).span(), ElementsAre(2, 6));
  EXPECT_THAT((1.0 - a[a > 0.0]).span(), ElementsAre(0, -2));
  EXPECT_THAT(sqrt(a[a > 0.0] - 1.0).size(), 2);
  EXPECT_THAT((a[a > 0.0] + a[a < 0.0]).span(), ElementsAre(-1, -1));
  EXPECT_THAT((a[a > 0.0] == 3.0).span(), ElementsAre(false, true));
  EXPECT_EQ(a[a > 0.0](1), 3);
  EXPECT_EQ(a[a > 0.0].size(), 2);
}

TEST(SelectionTest, EveryFamilyOfFunctionsTakesOne) {
  const Array<double> a = array<double>({4, -1, 2, -3, 6});
  const Array<bool> m = a > 0.0;
  EXPECT_EQ(median(a[m]), 4);
  EXPECT_THAT(quantile(a[m], {0.0, 1.0}).span(), ElementsAre(2, 6));
  EXPECT_EQ(percentile(a[m], 50), 4);
  EXPECT_EQ(nansum(a[m]), 12);
  EXPECT_THAT(nanmax(a[m], 0).item(), 6);
  EXPECT_EQ(nanvar(a[m], Ddof(1)), 4);
  EXPECT_THAT(append(a[m], 1.0).span(), ElementsAre(4, 2, 6, 1));
  EXPECT_THAT(sort(a[m]).span(), ElementsAre(2, 4, 6));
  EXPECT_TRUE(allclose(a[m], a[m]));
  EXPECT_EQ(count_nonzero(a[m]), 3);
  EXPECT_EQ(linalg::norm(a[array<int>({0})]), 4);
  EXPECT_THAT(diff(a[m]).span(), ElementsAre(-2, 4));
  EXPECT_THAT(unique(a[m]).span(), ElementsAre(2, 4, 6));
  EXPECT_EQ(dot(a[m], a[m]).item(), 56);
  EXPECT_THAT(where(m[m], a[m], 0.0).span(), ElementsAre(4, 2, 6));
  EXPECT_THAT(clip(a[m], 3.0, 5.0).span(), ElementsAre(4, 3, 5));
  EXPECT_THAT(reshape(a[m], {3, 1}).shape(), ElementsAre(3, 1));
}

TEST(SelectionTest, AssignedItWritesTheElements) {
  Array<double> a = array<double>({1, -2, 3, -4});
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): another name of the same array
  const Array<double> same = a;
  a[a < 0.0] = 0.0;
  EXPECT_THAT(same.span(), ElementsAre(1, 0, 3, 0));
  a[array<int>({0, 1})] = array<double>({7, 8});
  a[a > 7.0] += 0.5;
  a[array<int>({3, 3})] -= 1;  // once, as in NumPy
  EXPECT_THAT(same.span(), ElementsAre(7, 8.5, 3, -1));
  a[array<int>({0, 1})] = a[array<int>({1, 0})];
  EXPECT_THAT(same.span(), ElementsAre(8.5, 7, 3, -1));
  const Array<int32_t> b = array<int32_t>({1, 2, 3});
  b[b > 1] *= 2;
  EXPECT_THAT(b.span(), ElementsAre(1, 4, 6));
  EXPECT_THROW(b[b > 1] = 3e9, ValueError);
  EXPECT_THROW((b[array<int>({0, 3})] = 1), IndexError);
  EXPECT_THAT(b.span(), ElementsAre(1, 4, 6));
}

TEST(SelectionTest, RowsColumnsAndPairs) {
  const Array<int64_t> m = arange(0, 12).reshape(3, 4);
  const Array<bool> rows = array<bool>({true, false, true});
  EXPECT_THAT(Array<int64_t>(m[rows]).shape(), ElementsAre(2, 4));
  const Array<int64_t> columns = m[{Slice(), array<int>({3, 0})}];
  EXPECT_THAT(columns.copy().span(), ElementsAre(3, 0, 7, 4, 11, 8));
  const Array<int64_t> pairs = m[{array<int>({0, 2}), array<int>({1, 3})}];
  EXPECT_THAT(pairs.span(), ElementsAre(1, 11));
  m[rows] = 0;
  m[{1, array<int>({0, 1})}] = array<int>({-1, -2});
  EXPECT_THAT(m.span(), ElementsAre(0, 0, 0, 0, -1, -2, 6, 7, 0, 0, 0, 0));
}

TEST(SelectionTest, AnAssignmentGathersNothing) {
  const Array<double> a = arange(0.0, 100.0);
  const Array<bool> half = a < 50.0;
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  a[half] = 1.0;
  recorded.Stop();
  EXPECT_TRUE(recorded.Of("alloc").empty());
  EXPECT_TRUE(recorded.Of("copy").empty());
  RecordingObserver reading;
  const Array<double> copied = a[half];
  reading.Stop();
  ASSERT_EQ(reading.Of("alloc").size(), 1u);
  EXPECT_EQ(reading.Of("alloc")[0].line, line + 5);
}

template <class S>
concept ReadsKept = requires(S& s) {
  static_cast<Array<double>>(s);
};
template <class S>
concept SumsKept = requires(S& s) {
  sum(s);
};
template <class S>
concept WritesKept = requires(S& s) {
  s = 1.0;
};
using Chosen = Selection<double>;
static_assert(!ReadsKept<Chosen> && !SumsKept<Chosen> && !WritesKept<Chosen>);
static_assert(!SumsKept<const Chosen> && !std::is_copy_constructible_v<Chosen>);
template <class A>
concept AssignsMask = requires(const A& a, const Array<bool>& m) {
  a[m] = 1.0;
};
static_assert(AssignsMask<Array<double>> && !AssignsMask<Array<const double>>);

}  // namespace
}  // namespace tidemark
