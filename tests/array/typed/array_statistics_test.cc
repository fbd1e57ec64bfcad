// Comparison, order statistics, reductions without NaN, histograms, interpolation. The expected
// numbers are NumPy 1.24's.
#include "tidemark/array/typed/array_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNan;
using ::testing::NanSensitiveDoubleEq;
using ::testing::Pointwise;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

// The elements in C order.
std::vector<double> Listed(const AnyArray& a) {
  const AnyArray line = copy(astype(a, DType::kFloat64));
  const auto* elements = reinterpret_cast<const double*>(line.data());
  return {elements, elements + line.size()};
}

std::vector<int64_t> ShapeOf(const AnyArray& a) { return {a.shape().begin(), a.shape().end()}; }

Array<double> Matrix() { return array<double>({{3, 1, 2, 8}, {7, 5, 6, 4}}); }
Array<double> WithGaps() { return array<double>({{kNan, 1, 2}, {kNan, 4, kNan}}); }

TEST(ArrayStatisticsTest, CloseToANumber) {
  const Array<double> a = array<double>({0, 1, 1.000001, kNan});
  EXPECT_THAT(isclose(a, 1).span(), ElementsAre(false, true, true, false));
  EXPECT_THAT(isclose(a, a(1)).span(), ElementsAre(false, true, true, false));
  EXPECT_THAT(isclose(a, kNan, {.equal_nan = EqualNan::kYes}).span(),
              ElementsAre(false, false, false, true));
  EXPECT_TRUE(allclose(a[a < 0.5], 0.0));
  EXPECT_FALSE(allclose(a, 0.0));
}

TEST(ArrayCompareTest, CloseIsMeasuredByTheSecond) {
  const Array<double> a = array<double>({1.0, 1.1, kInf, -kInf, kNan, kInf});
  const Array<double> b = array<double>({1.0 + 1e-6, 1.0, kInf, kInf, kNan, 1.0});
  EXPECT_THAT(Listed(isclose(a, b)), ElementsAre(1, 0, 1, 0, 0, 0));
  EXPECT_THAT(Listed(isclose(a, b, {.equal_nan = EqualNan::kYes})), ElementsAre(1, 0, 1, 0, 1, 0));
  const Array<double> ten = array<double>({10});
  const Array<double> eleven = array<double>({11});
  const CloseOptions tenth{.equal_nan = EqualNan::kNo, .relative = 0.095, .absolute = 0};
  EXPECT_TRUE(allclose(ten, eleven, tenth));
  EXPECT_FALSE(allclose(eleven, ten, tenth));
}

TEST(ArrayCompareTest, AllCloseBroadcastsAndEqualDoesNot) {
  const Array<double> row = array<double>({1, 2});
  const Array<double> rows = array<double>({{1, 2}, {1, 2}});
  EXPECT_TRUE(allclose(rows, row));
  EXPECT_FALSE(array_equal(rows, row));
  EXPECT_TRUE(array_equal(rows, array<int32_t>({{1, 2}, {1, 2}})));
  EXPECT_FALSE(array_equal(rows, array<double>({{1, 2}, {1, 2.0000001}})));
  EXPECT_THROW(allclose(rows, array<double>({1, 2, 3})), ShapeError);
  EXPECT_TRUE(array_equal(zeros<double>({0, 3}), zeros<double>({0, 3})));
  EXPECT_FALSE(array_equal(zeros<double>({0, 3}), zeros<double>({3, 0})));
  EXPECT_TRUE(allclose(zeros<double>({0, 3}), row[Slice(0, 1)]));
}

TEST(ArrayCompareTest, NanIsEqualOnlyIfAskedFor) {
  const Array<double> a = array<double>({1, kNan});
  EXPECT_FALSE(array_equal(a, a));
  EXPECT_TRUE(array_equal(a, a, EqualNan::kYes));
  EXPECT_FALSE(array_equal(a, array<double>({kNan, 1}), EqualNan::kYes));
}

TEST(ArrayCompareTest, ADifferenceIsFoundInAnyPieceAndStride) {
  for (const int64_t at : {0, 511, 512, 1023, 1999}) {
    const Array<double> a = zeros<double>(4000);
    const Array<double> b = zeros<double>(2000);
    const Array<double> every_other = a[Slice().by(-2)];
    EXPECT_TRUE(array_equal(every_other, b));
    put(b, {at}, 1.0);
    EXPECT_FALSE(array_equal(every_other, b)) << at;
    EXPECT_FALSE(allclose(every_other, b)) << at;
  }
}

TEST(ArrayCompareTest, CountNonzero) {
  const Array<double> a = array<double>({{0, kNan, -0.0}, {1, 0, 2}});
  EXPECT_EQ(count_nonzero(a), 3);
  EXPECT_THAT(Listed(count_nonzero(a, 0)), ElementsAre(1, 1, 1));
  EXPECT_THAT(Listed(count_nonzero(a, 1, KeepDims::kYes)), ElementsAre(1, 2));
  EXPECT_THAT(ShapeOf(count_nonzero(a, {0, 1}, KeepDims::kYes)), ElementsAre(1, 1));
  EXPECT_EQ(count_nonzero(zeros<bool>({3, 0})), 0);
  EXPECT_THROW(count_nonzero(a, 2), ShapeError);
}

TEST(MedianTest, OfEverythingANumberAlongAxesAnArray) {
  EXPECT_EQ(median(Matrix()), 4.5);
  EXPECT_THAT(Listed(median(Matrix(), 0)), ElementsAre(5, 3, 4, 6));
  EXPECT_THAT(Listed(median(Matrix(), 1)), ElementsAre(2.5, 5.5));
  EXPECT_THAT(ShapeOf(median(Matrix(), {0, 1}, KeepDims::kYes)), ElementsAre(1, 1));
  EXPECT_EQ(median(array<int8_t>({127, 126})), 126.5);
  static_assert(std::is_same_v<decltype(median(array<int8_t>({1}))), double>);
  static_assert(std::is_same_v<decltype(median(array<float>({1}))), float>);
  EXPECT_EQ(median(Matrix().any()), 4.5);
  EXPECT_EQ(median(array<bool>({true, false})), 0.5);
}

TEST(MedianTest, OfLongLinesAndWithNan) {
  const Array<double> a = arange(0.0, 1001.0);
  EXPECT_EQ(median(a[Slice().by(-1)]), 500);
  EXPECT_EQ(median(a[Slice(0, 1000)]), 499.5);
  EXPECT_THAT(median(WithGaps()), IsNan());
  EXPECT_EQ(nanmedian(WithGaps()), 2);
  EXPECT_THAT(Listed(nanmedian(WithGaps(), 1)), ElementsAre(1.5, 4));
  EXPECT_THAT(Listed(nanmedian(WithGaps(), 0)),
              Pointwise(NanSensitiveDoubleEq(), std::vector<double>{kNan, 2.5, 2}));
  EXPECT_THAT(median(zeros<double>(0)), IsNan());
  EXPECT_THAT(Listed(median(zeros<double>({0, 2}), 0)), ElementsAre(IsNan(), IsNan()));
  EXPECT_EQ(a.extent(0), 1001);  // what is put in order is a copy
  EXPECT_EQ(Listed(a)[7], 7);
}

TEST(MedianTest, OfComplexNumbersTheTypeIsKnownOnlyToTheTyped) {
  using C = std::complex<double>;
  const Array<C> a = array<C>({C(1, 2), C(1, 0), C(3, 0)});
  EXPECT_EQ(median(a), C(1, 2));
  EXPECT_THROW(median(a.any()), DTypeError);
  EXPECT_THROW(median(array<double>({1}).any(), 1), ShapeError);
  EXPECT_THROW(median(Matrix(), {0, 0}), ValueError);
}

TEST(QuantileTest, NumbersListsAndAxes) {
  EXPECT_DOUBLE_EQ(percentile(Matrix(), 40), 3.8);
  EXPECT_THAT(Listed(quantile(Matrix(), {0.25, 0.75})), ElementsAre(2.75, 6.25));
  const Array<double> quartiles = quantile(Matrix(), {0.25, 0.5, 0.75}, 0);
  EXPECT_THAT(ShapeOf(quartiles), ElementsAre(3, 4));
  EXPECT_THAT(Listed(quartiles), ElementsAre(4, 2, 3, 5, 5, 3, 4, 6, 6, 4, 5, 7));
  EXPECT_THAT(ShapeOf(quantile(Matrix(), {0.5}, 1, KeepDims::kYes)), ElementsAre(1, 2, 1));
  EXPECT_THAT(Listed(nanquantile(WithGaps(), {0.5, 0.25}, 1)), ElementsAre(1.5, 4, 1.25, 4));
  EXPECT_EQ(quantile(array<int64_t>({1, 2}), 0.5), 1.5);
  EXPECT_THAT(quantile(WithGaps(), 0.5), IsNan());
}

TEST(QuantileTest, EveryMethod) {
  const Array<double> a = array<double>({16, 1, 25, 4, 9});
  const std::pair<double, double> expected[] = {
      {5, 7}, {4, 4},   {9, 9},   {6.5, 6.5}, {4, 9},          {4, 4},       {4, 6.5},
      {1, 4}, {2.5, 4}, {4, 6.5}, {3.4, 6},   {3.8, 19.0 / 3}, {3.85, 6.375}};
  for (int i = 0; i < 13; ++i) {
    const QuantileMethod method{static_cast<uint8_t>(i)};
    EXPECT_DOUBLE_EQ(quantile(a, 0.3, method), expected[i].first) << i;
    EXPECT_DOUBLE_EQ(quantile(a, 0.4, method), expected[i].second) << i;
  }
  const AnyArray lower = quantile(array<int8_t>({1, 2}).any(), {0.5}, QuantileMethod::kLower);
  EXPECT_EQ(lower.dtype(), DType::kInt8);
}

TEST(QuantileTest, ManyAtOnceAgreeWithOneByOne) {
  const Array<double> a = sin(arange(0.0, 3000.0));
  std::vector<double> q;
  for (int i = 0; i <= 40; ++i) q.push_back(i / 40.0);
  const std::vector<double> together = Listed(quantile(a, q));
  for (size_t i = 0; i < q.size(); ++i) EXPECT_EQ(together[i], quantile(a, q[i])) << i;
  EXPECT_EQ(together.front(), a.min());
  EXPECT_EQ(together.back(), a.max());
}

TEST(QuantileTest, IntegersDoNotWrapAndErrorsAreErrors) {
  EXPECT_EQ(quantile(array<int8_t>({-128, 127}), 0.25), -64.25);  // NumPy's difference wraps
  EXPECT_THROW(quantile(Matrix(), 1.5), ValueError);
  EXPECT_THROW(quantile(Matrix(), kNan), ValueError);
  EXPECT_THROW(percentile(Matrix(), {50, 101}), ValueError);
  EXPECT_THROW(quantile(zeros<double>(0), 0.5), IndexError);
  EXPECT_THAT(nanquantile(zeros<double>(0), 0.5), IsNan());
  EXPECT_THROW(quantile(array<bool>({true}), 0.5), DTypeError);
  EXPECT_EQ(quantile(zeros<double>({3, 0}), 0.5, 0).size(), 0);
}

TEST(AverageTest, OfEverythingAndAlongAxes) {
  const Array<int32_t> a = array<int32_t>({{1, 2}, {3, 4}, {5, 9}});
  EXPECT_DOUBLE_EQ(average(a, array<double>({{1, 0}, {0, 0}, {0, 3}})), 7);
  EXPECT_THAT(Listed(average(a, array<int64_t>({1, 3}), 1)), ElementsAre(1.75, 3.75, 8));
  EXPECT_THAT(Listed(average(a, array<int8_t>({1, 1, 2}), 0, KeepDims::kYes)), ElementsAre(3.5, 6));
  EXPECT_THROW(average(a, array<double>({1, 2})), ShapeError);
  EXPECT_THROW(average(a, array<double>({1, 2}), 0), ShapeError);
  EXPECT_THROW(average(a, array<double>({1, -1}), 1), ValueError);
  static_assert(std::is_same_v<decltype(average(array<float>({1}), array<float>({1}))), float>);
}

TEST(NanReductionTest, EverythingAndColumns) {
  const Array<double> a = WithGaps();
  EXPECT_EQ(nansum(a), 7);
  EXPECT_EQ(nanprod(a), 8);
  EXPECT_EQ(nanmin(a), 1);
  EXPECT_EQ(nanmax(a), 4);
  EXPECT_DOUBLE_EQ(nanmean(a), 7.0 / 3);
  EXPECT_DOUBLE_EQ(nanvar(a), 14.0 / 9);
  EXPECT_DOUBLE_EQ(nanvar(a, Ddof(1)), 7.0 / 3);
  EXPECT_DOUBLE_EQ(nanstd(a), std::sqrt(14.0 / 9));
  EXPECT_THAT(Listed(nansum(a, 0)), ElementsAre(0, 5, 2));
  EXPECT_THAT(Listed(nanprod(a, 0)), ElementsAre(1, 4, 2));
  EXPECT_THAT(Listed(nanmin(a, 0)), ElementsAre(IsNan(), 1, 2));
  EXPECT_THAT(Listed(nanmax(a, 0)), ElementsAre(IsNan(), 4, 2));
  EXPECT_THAT(Listed(nanmean(a, 0)), ElementsAre(IsNan(), 2.5, 2));
  EXPECT_THAT(Listed(nanvar(a, 0)), ElementsAre(IsNan(), 2.25, 0));
  EXPECT_THAT(Listed(nanvar(a, 0, KeepDims::kNo, Ddof(1))), ElementsAre(IsNan(), 4.5, IsNan()));
  EXPECT_THAT(Listed(nanstd(a, {0, 1}, KeepDims::kYes)), ElementsAre(std::sqrt(14.0 / 9)));
  EXPECT_EQ(nansum(a.any()), 7);
}

TEST(NanReductionTest, IntegersAreReducedAsAlways) {
  const Array<int32_t> a = array<int32_t>({1, 2, 4});
  static_assert(std::is_same_v<decltype(nansum(a)), int64_t>);
  static_assert(std::is_same_v<decltype(nanmin(a)), int32_t>);
  EXPECT_EQ(nansum(a), 7);
  EXPECT_EQ(nanmax(a), 4);
  EXPECT_DOUBLE_EQ(nanmean(a), 7.0 / 3);
  EXPECT_DOUBLE_EQ(nanvar(a), 14.0 / 9);
  EXPECT_THAT(Listed(nancumsum(a)), ElementsAre(1, 3, 7));
}

TEST(NanReductionTest, NothingAndOnlyNan) {
  const Array<double> nothing = zeros<double>(0);
  EXPECT_EQ(nansum(nothing), 0);
  EXPECT_EQ(nanprod(nothing), 1);
  EXPECT_THAT(nanmean(nothing), IsNan());
  EXPECT_THROW(nanmin(nothing), ValueError);
  EXPECT_THROW(nanargmin(nothing), ValueError);
  EXPECT_THROW(nanargmin(full<double>(3, kNan)), ValueError);
  EXPECT_THROW(nanargmax(WithGaps(), 0), ValueError);
  EXPECT_THAT(nanmin(full<double>(3, kNan)), IsNan());
}

TEST(NanReductionTest, PositionsAndRunningSums) {
  const Array<double> a = WithGaps();
  EXPECT_EQ(nanargmin(a), 1);
  EXPECT_EQ(nanargmax(a), 4);
  EXPECT_THAT(Listed(nanargmax(a, 1)), ElementsAre(2, 1));
  EXPECT_EQ(nanargmin(array<double>({kNan, kInf})), 0);  // NumPy's: NaN counts as infinity
  EXPECT_THAT(Listed(nancumsum(a)), ElementsAre(0, 1, 3, 3, 7, 7));
  EXPECT_THAT(Listed(nancumprod(a, 1)), ElementsAre(1, 1, 2, 1, 4, 4));
  const Array<double> turned = a.t();
  EXPECT_THAT(Listed(nancumsum(turned, 0)), ElementsAre(0, 0, 1, 4, 3, 4));
}

TEST(NanReductionTest, LongLinesInPieces) {
  const Array<double> a = arange(0.0, 2000.0);
  put(a, {3, 700, 1999}, kNan);
  EXPECT_EQ(nansum(a), 1999000.0 - 3 - 700 - 1999);
  EXPECT_EQ(nanmax(a), 1998);
  EXPECT_DOUBLE_EQ(nanmean(a), (1999000.0 - 2702) / 1997);
  const Array<double> columns = a.reshape({1000, 2});
  EXPECT_THAT(Listed(nanmax(columns, 0)), ElementsAre(1998, 1997));
}

TEST(HistogramTest, EqualBins) {
  const auto [counts, edges] = histogram(array<int32_t>({1, 2, 1, 4, 9}), 4);
  EXPECT_THAT(Listed(counts), ElementsAre(3, 1, 0, 1));
  EXPECT_THAT(Listed(edges), ElementsAre(1, 3, 5, 7, 9));
  static_assert(std::is_same_v<decltype(counts), const Array<int64_t>>);
  static_assert(std::is_same_v<decltype(histogram(array<float>({1})).edges), Array<float>>);
  const auto narrow = histogram(array<double>({0, 1, 2, 3, kNan, 1.5}), 2, {{1.0, 2.0}});
  EXPECT_THAT(Listed(narrow.counts), ElementsAre(1, 2));
  const auto same = histogram(array<double>({2, 2}), 2);
  EXPECT_THAT(Listed(same.edges), ElementsAre(1.5, 2, 2.5));
  EXPECT_THAT(Listed(histogram(zeros<double>(0), 2).edges), ElementsAre(0, 0.5, 1));
}

TEST(HistogramTest, GivenEdgesIncludeTheLast) {
  const Array<double> a = array<double>({0.5, 1, 2.5, 3, 3.5, -1, kNan});
  const auto [counts, edges] = histogram(a, {0, 1, 2, 3});
  EXPECT_THAT(Listed(counts), ElementsAre(1, 1, 2));
  EXPECT_EQ(edges.size(), 4);
  EXPECT_THAT(Listed(histogram(a, {0, 3, 3}).counts), ElementsAre(3, 1));
  EXPECT_EQ(histogram(a, array<double>({1})).counts.size(), 0);
  EXPECT_THROW(histogram(a, {0, 2, 1}), ValueError);
}

TEST(HistogramTest, WeightsAndDensity) {
  const AnyArray weights = array<double>({0.5, 1, 2, 4}).any();
  const Array<int32_t> a = array<int32_t>({1, 2, 2, 3});
  const Histogram weighted =
      histogram(a.any(), 2, {.density = Density::kNo, .range = {{1.0, 3.0}}, .weights = &weights});
  EXPECT_THAT(Listed(weighted.counts), ElementsAre(0.5, 7));
  const Histogram density =
      histogram(a.any(), 2, {.density = Density::kYes, .range = {}, .weights = nullptr});
  EXPECT_THAT(Listed(density.counts), ElementsAre(0.25, 0.75));
  const AnyArray few = array<double>({1}).any();
  EXPECT_THROW(histogram(a.any(), 2, {.density = Density::kNo, .range = {}, .weights = &few}),
               ShapeError);
}

TEST(HistogramTest, HostileBins) {
  const Array<double> a = array<double>({1, 2});
  EXPECT_THROW(histogram(a, 0), ValueError);
  EXPECT_THROW(histogram(a, std::numeric_limits<int64_t>::max()), ArrayError);
  EXPECT_ANY_THROW(histogram(a, std::numeric_limits<int64_t>::max() - 1));
  EXPECT_THROW(histogram(a, 2, {{2.0, 1.0}}), ValueError);
  EXPECT_THROW(histogram(a, 2, {{0.0, kInf}}), ValueError);
  EXPECT_THROW(histogram(array<double>({1, kNan}), 2), ValueError);
  EXPECT_THROW(histogram(array<std::complex<double>>({{1, 2}}).any(), 2), DTypeError);
}

TEST(BincountTest, CountsAndWeights) {
  EXPECT_THAT(Listed(bincount(array<uint8_t>({3, 1, 1, 0}))), ElementsAre(1, 2, 0, 1));
  const Array<double> weighted =
      bincount(array<int64_t>({3, 1, 1, 0}), array<double>({1, 0.5, 0.25, 2}));
  EXPECT_THAT(Listed(weighted), ElementsAre(2, 0.75, 0, 1));
  EXPECT_THAT(Listed(bincount(array<int64_t>({1}).any(), {.weights = nullptr, .min_length = 4})),
              ElementsAre(0, 1, 0, 0));
  EXPECT_EQ(bincount(zeros<int64_t>(0), zeros<double>(0)).size(), 0);
  EXPECT_THROW(bincount(array<int64_t>({1, -1})), ValueError);
  EXPECT_THROW(bincount(array<int64_t>({{1, 1}})), ShapeError);
  EXPECT_THROW(bincount(array<uint64_t>({1})), DTypeError);
  EXPECT_THROW(bincount(array<double>({1}).any()), DTypeError);
  EXPECT_THROW(bincount(array<int64_t>({1, 1}), array<double>({1})), ShapeError);
  EXPECT_ANY_THROW(bincount(array<int64_t>({std::numeric_limits<int64_t>::max()})));
  EXPECT_ANY_THROW(bincount(array<int64_t>({std::numeric_limits<int64_t>::max() - 1})));
}

TEST(BincountTest, Digitize) {
  const Array<double> edges = array<double>({0, 1, 2.5, 4, 10});
  EXPECT_THAT(Listed(digitize(array<double>({0.2, 6.4, 3.0, 1.6}), edges)),
              ElementsAre(1, 4, 3, 2));
  const Array<double> falling = array<double>({4, 2.5, 1});
  EXPECT_THAT(Listed(digitize(array<double>({1, 2.5}), falling)), ElementsAre(2, 1));
  EXPECT_THAT(Listed(digitize(array<double>({1, 2.5}), falling, ClosedSide::kUpper)),
              ElementsAre(3, 2));
  EXPECT_THROW(digitize(edges, array<double>({1, 3, 2})), ValueError);
}

TEST(DifferencesTest, DiffAndPtp) {
  const Array<int64_t> a = array<int64_t>({1, 2, 4, 7, 0});
  EXPECT_THAT(Listed(diff(a)), ElementsAre(1, 2, 3, -7));
  EXPECT_THAT(Listed(diff(a, 2)), ElementsAre(1, 1, -10));
  EXPECT_EQ(diff(a, 5).size(), 0);
  EXPECT_EQ(diff(a, std::numeric_limits<int64_t>::max()).size(), 0);
  EXPECT_TRUE(diff(a, 0).is(a));
  EXPECT_THAT(Listed(diff(array<int32_t>({{1, 3, 6}, {0, 5, 6}}), 1, 0)), ElementsAre(-1, 2, 0));
  EXPECT_THAT(Listed(diff(array<bool>({true, true, false}))), ElementsAre(0, 1));
  EXPECT_THROW(diff(a, -1), ValueError);
  EXPECT_EQ(ptp(a), 7);
  EXPECT_THAT(Listed(ptp(Matrix(), 1)), ElementsAre(7, 3));
  EXPECT_THROW(ptp(array<bool>({true})), DTypeError);
  EXPECT_THROW(ptp(zeros<double>(0)), ValueError);
}

TEST(DifferencesTest, Interp) {
  const Array<double> xp = array<double>({1, 2, 3});
  const Array<double> fp = array<double>({3, 2, 0});
  const Array<double> x = array<double>({0, 1, 1.5, 2.72, 3.14, kNan});
  EXPECT_THAT(Listed(interp(x, xp, fp)),
              Pointwise(NanSensitiveDoubleEq(), std::vector<double>{3, 3, 2.5, 0.56, 0, kNan}));
  EXPECT_THAT(Listed(interp(array<double>({0, 4}), xp, fp, {.left = -1.0, .right = 9.0})),
              ElementsAre(-1, 9));
  const Array<int32_t> angles = array<int32_t>({-180, -170, -185, 185, -10, -5, 0, 365});
  EXPECT_THAT(Listed(interp(angles, array<double>({190, -190, 350, -350}),
                            array<double>({5, 10, 3, 4}), {.period = 360.0})),
              ElementsAre(7.5, 5, 8.75, 6.25, 3, 3.25, 3.5, 3.75));
  EXPECT_THROW(interp(x, xp, array<double>({1})), ShapeError);
  EXPECT_THROW(interp(x, zeros<double>(0), zeros<double>(0)), ValueError);
  EXPECT_THROW(interp(x, xp, fp, {.period = 0.0}), ValueError);
}

}  // namespace
}  // namespace tidemark
