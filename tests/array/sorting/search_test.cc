// nonzero, searchsorted, put_mask, powers and divisions as users call them, against loops over the
// elements.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

// 0, 0, 3, 0, 0, 6, …
Array<int32_t> EveryThird(int64_t n) {
  Array<int32_t> a = zeros<int32_t>(n);
  for (int64_t i = 2; i < n; i += 3) a.mutable_data()[i] = static_cast<int32_t>(i + 1);
  return a;
}

TEST(NonzeroPositionsTest, OfThreeAxesAndOfViews) {
  const Array<int32_t> whole = EveryThird(5 * 7 * 9).reshape({5, 7, 9});
  const auto check = [](const Array<int32_t>& a) {
    const std::vector<Array<int64_t>> positions = nonzero(a);
    ASSERT_EQ(positions.size(), 3u);
    int64_t next = 0;
    for (int64_t i = 0; i < a.extent(0); ++i) {
      for (int64_t j = 0; j < a.extent(1); ++j) {
        for (int64_t k = 0; k < a.extent(2); ++k) {
          if (a(i, j, k) == 0) continue;
          ASSERT_EQ(positions[0](next), i);
          ASSERT_EQ(positions[1](next), j);
          ASSERT_EQ(positions[2](next), k);
          ++next;
        }
      }
    }
    EXPECT_EQ(positions[0].size(), next);
  };
  check(whole);
  check(whole.t());
  check(whole[Slice().by(-1)]);
  check(zeros<int32_t>({2, 3, 4}));
  check(zeros<int32_t>({2, 0, 4}));
}

TEST(NonzeroPositionsTest, LongLinesOfEveryKind) {
  const Array<int32_t> a = EveryThird(10000);
  const Array<int64_t> positions = nonzero(a)[0];
  ASSERT_EQ(positions.size(), 3333);
  for (int64_t i = 0; i < positions.size(); ++i) ASSERT_EQ(positions(i), 3 * i + 2);
  EXPECT_TRUE((nonzero(a != 0)[0] == positions).all_true());
  EXPECT_TRUE((nonzero(a.astype<double>())[0] == positions).all_true());
  EXPECT_EQ(nonzero(a[Slice().by(3)])[0].size(), 0);
  EXPECT_EQ(nonzero(a[Slice(2, 10000, 3)])[0].size(), 3333);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(nonzero(array<double>({-0.0, nan, 0.0, 5e-324}))[0].span(), ElementsAre(1, 3));
}

TEST(SearchSortedPositionsTest, ConvertsChunkAfterChunk) {
  const Array<int32_t> sorted = arange<int32_t>(0, 5000);
  const Array<double> values = arange<double>(0, 3000) - 0.5;
  const Array<int64_t> positions = searchsorted(sorted, values);
  for (int64_t i = 0; i < 3000; ++i) ASSERT_EQ(positions(i), i);
  const Array<int64_t> reversed = searchsorted(sorted, values[Slice().by(-1)]);
  for (int64_t i = 0; i < 3000; ++i) ASSERT_EQ(reversed(i), 2999 - i);
  EXPECT_THAT(searchsorted(zeros<double>(0), array<double>({1, 2})).span(), ElementsAre(0, 0));
}

TEST(PutMaskTest, OneValueIntoViewsOfAllSizes) {
  for (const int64_t n : {1, 7, 64, 1000}) {
    const Array<double> a = arange<double>(0, static_cast<double>(2 * n));
    const Array<double> even = a[Slice().by(2)];
    const Array<bool> chosen = even > static_cast<double>(n);
    put_mask(even, chosen, -1.0);
    for (int64_t i = 0; i < 2 * n; ++i) {
      const bool is_put = i % 2 == 0 && i > n;
      ASSERT_EQ(a(i), is_put ? -1.0 : static_cast<double>(i));
    }
    const Array<int16_t> narrow = ones<int16_t>(n);
    put_mask(narrow, narrow == int16_t{1}, int16_t{7});
    EXPECT_EQ(narrow.sum(), 7 * n);
    const Array<bool> own = arange<int64_t>(0, n) > 2;
    put_mask(own, own, false);
    EXPECT_FALSE(own.any_true());
  }
}

TEST(WhereTest, OneSideIsANumber) {
  for (const int64_t n : {1, 8, 100}) {
    const Array<double> a = arange<double>(0, static_cast<double>(n));
    const Array<bool> small = a < 5.0;
    const Array<double> x = where(small, 1.5, a);
    const Array<double> y = where(small, a, 1.5);
    for (int64_t i = 0; i < n; ++i) {
      ASSERT_EQ(x(i), i < 5 ? 1.5 : static_cast<double>(i));
      ASSERT_EQ(y(i), i < 5 ? static_cast<double>(i) : 1.5);
    }
  }
}

// numpy.power and // of the same numbers in NumPy 1.24.2.
TEST(PowerOfOneNumberTest, AsNumPy) {
  const double inf = std::numeric_limits<double>::infinity();
  const Array<double> a = array<double>({-inf, -2.0, -0.0, 0.0, 4.0});
  EXPECT_EQ(repr(power(a, 2.0)), "array([inf,  4.,  0.,  0., 16.])");
  EXPECT_EQ(repr(power(a, 0.0)), "array([1., 1., 1., 1., 1.])");
  EXPECT_EQ(repr(power(a, -1.0)), "array([-0.  , -0.5 ,  -inf,   inf,  0.25])");
  EXPECT_EQ(repr(power(a, 0.5)), "array([inf, nan,  0.,  0.,  2.])");
  EXPECT_EQ(repr(power(array<int8_t>({3, -3, 100}), 3)), "array([ 27, -27,  64], dtype=int8)");
  EXPECT_THROW(power(array<int32_t>({3}), -1), ValueError);
  EXPECT_EQ(repr(power(array<int32_t>({3, 4}), 0)), "array([1, 1], dtype=int32)");
}

TEST(FloorDivideByOneNumberTest, AsNumPy) {
  const int32_t least = std::numeric_limits<int32_t>::min();
  const Array<int32_t> a = array<int32_t>({least, -8, -7, -1, 0, 1, 6, 7, 8});
  EXPECT_THAT(floor_divide(a, 7).span(), ElementsAre(-306783379, -2, -1, -1, 0, 0, 0, 1, 1));
  EXPECT_THAT(floor_divide(a, -1).span(), ElementsAre(least, 8, 7, 1, 0, -1, -6, -7, -8));
  EXPECT_THAT(floor_divide(a, 0).span(), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT((a % 7).span(), ElementsAre(5, 6, 0, 6, 0, 1, 6, 0, 1));
  EXPECT_THAT((a % -7).span(), ElementsAre(-2, -1, 0, -1, 0, -6, -1, 0, -6));
  EXPECT_THAT((a % 0).span(), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace tidemark
