#include "tidemark/array/sorting/sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <limits>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

constexpr double kSortNan = std::numeric_limits<double>::quiet_NaN();

// numpy.searchsorted of the same numbers in NumPy 1.24.2.
TEST(SearchSortedTest, FollowsTheOrderOfSortWithNanInIt) {
  const Array<double> a = array<double>({-1, 0, 0, 3, kSortNan});
  EXPECT_THAT(searchsorted(a, array<double>({0, kSortNan, 9, -5})).span(), ElementsAre(1, 4, 4, 0));
  EXPECT_THAT(searchsorted(a, array<double>({0, kSortNan, 9}), Side::kRight).span(),
              ElementsAre(3, 5, 4));
  const Array<std::complex<double>> z =
      sort(array<std::complex<double>>(
               {{std::complex<double>(kSortNan, 1), std::complex<double>(kSortNan, kSortNan),
                 std::complex<double>(2, kSortNan), std::complex<double>(2, 5)}}),
           1)[{0}];
  EXPECT_THAT(searchsorted(z, z).span(), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(searchsorted(z, z, Side::kRight).span(), ElementsAre(1, 2, 3, 4));
}

TEST(SearchSortedTest, MeetsInTheCommonType) {
  EXPECT_THAT(searchsorted(array<int32_t>({1, 2, 3}), array<double>({1.5, 3.5})).span(),
              ElementsAre(1, 3));
  EXPECT_THROW(searchsorted(ones<double>({2, 2}), ones<double>({1})), ShapeError);
}

TEST(NonzeroTest, PositionsAxisByAxis) {
  const Array<double> a = array<double>({{0, 2, 0}, {3, 0, kSortNan}});
  const std::vector<Array<int64_t>> positions = nonzero(a);
  ASSERT_EQ(positions.size(), 2u);
  EXPECT_THAT(positions[0].span(), ElementsAre(0, 1, 1));
  EXPECT_THAT(positions[1].span(), ElementsAre(1, 0, 2));
}

TEST(UniqueTest, CountsEveryNanOnce) {
  const Array<double> a = array<double>({3, kSortNan, 1, 3, kSortNan});
  EXPECT_EQ(repr(unique(a)), "array([ 1.,  3., nan])");
}

}  // namespace
}  // namespace tidemark
