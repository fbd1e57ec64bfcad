#include "tidemark/array/typed/array_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <cmath>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;

// All expectations are what NumPy 1.24.2 prints.
TEST(JoinTest, AlongTheAxesThatTheirNamesSay) {
  const Array<int64_t> x = arange(2);
  const Array<int64_t> m = arange(4).reshape({2, 2});
  EXPECT_EQ(to_string(vstack({x, x})), "[[0 1]\n [0 1]]");
  EXPECT_EQ(to_string(vstack({m, x.reshape({1, 2})})), "[[0 1]\n [2 3]\n [0 1]]");
  EXPECT_EQ(to_string(hstack({x, x})), "[0 1 0 1]");
  EXPECT_EQ(to_string(hstack({m, m})), "[[0 1 0 1]\n [2 3 2 3]]");
  EXPECT_EQ(to_string(column_stack({x, x})), "[[0 0]\n [1 1]]");
  EXPECT_EQ(to_string(column_stack({x, m})), "[[0 0 1]\n [1 2 3]]");
  EXPECT_EQ(to_string(dstack({x, x})), "[[[0 0]\n  [1 1]]]");
  EXPECT_THROW(vstack({x, arange(3)}), ShapeError);
  EXPECT_THROW(hstack({m, x}), ShapeError);
  EXPECT_THROW(vstack(std::vector<Array<double>>()), ValueError);
}

TEST(JoinTest, AppendIsFlatWithoutAnAxis) {
  const Array<int64_t> m = arange(4).reshape({2, 2});
  EXPECT_EQ(to_string(append(m, 7)), "[0 1 2 3 7]");
  EXPECT_EQ(to_string(append(m, array<double>({0.5}))), "[0.  1.  2.  3.  0.5]");
  EXPECT_EQ(to_string(append(m, m, 1)), "[[0 1 0 1]\n [2 3 2 3]]");
  EXPECT_THROW(append(m, arange(2), 0), ShapeError);
}

TEST(DiagonalsTest, OfMatricesAndToMatrices) {
  Array<int64_t> m = arange(1, 10).reshape({3, 3});
  EXPECT_EQ(to_string(triu(m, 1)), "[[0 2 3]\n [0 0 6]\n [0 0 0]]");
  EXPECT_EQ(to_string(tril(m, -1)), "[[0 0 0]\n [4 0 0]\n [7 8 0]]");
  EXPECT_EQ(to_string(tril(arange(1, 4))), "[[1 0 0]\n [1 2 0]\n [1 2 3]]");
  EXPECT_EQ(to_string(tri(3, 4, -1)), "[[0. 0. 0. 0.]\n [1. 0. 0. 0.]\n [1. 1. 0. 0.]]");
  EXPECT_EQ(to_string(diag(array<int64_t>({1, 2}), -1)), "[[0 0 0]\n [1 0 0]\n [0 2 0]]");
  EXPECT_EQ(to_string(diagflat(m[{Slice(0, 2), Slice(0, 1)}], 1)), "[[0 1 0]\n [0 0 4]\n [0 0 0]]");
  const Array<const int64_t> diagonal = diag(m, 1);
  EXPECT_EQ(to_string(diagonal), "[2 6]");
  EXPECT_TRUE(shares_memory(diagonal, m));
  EXPECT_FALSE(diagonal.flags().writable);
  EXPECT_THROW(diag(m.reshape({1, 3, 3})), ShapeError);
  EXPECT_THROW(triu(zeros<double>(Dims{})), ShapeError);
}

TEST(GridsTest, MeshgridInBothIndexings) {
  const auto [x, y] = meshgrid(arange(3), array<double>({0.5, 1.5}));
  EXPECT_EQ(to_string(x), "[[0 1 2]\n [0 1 2]]");
  EXPECT_EQ(to_string(y), "[[0.5 0.5 0.5]\n [1.5 1.5 1.5]]");
  const auto [i, j] = meshgrid(arange(3), arange(2), GridIndexing::kIJ);
  EXPECT_EQ(to_string(i), "[[0 0]\n [1 1]\n [2 2]]");
  EXPECT_EQ(to_string(j), "[[0 1]\n [0 1]\n [0 1]]");
  EXPECT_THAT(meshgrid({arange(2), arange(3), arange(4)})[2].shape(), ElementsAre(3, 2, 4));
  EXPECT_EQ(to_string(indices({2, 2})), "[[[0 0]\n  [1 1]]\n\n [[0 1]\n  [0 1]]]");
}

TEST(GridsTest, GeometricRanges) {
  EXPECT_EQ(to_string(geomspace(-1, -1000, 4)), "[   -1.   -10.  -100. -1000.]");
  EXPECT_EQ(to_string(logspace(0, 3, 4, Endpoint::kIncluded, 2.0)), "[1. 2. 4. 8.]");
  EXPECT_THROW(geomspace(0, 1, 3), ValueError);
}

TEST(OrientTest, TurnsWithoutCopying) {
  Array<int64_t> m = arange(6).reshape({2, 3});
  EXPECT_EQ(to_string(rot90(m)), "[[2 5]\n [1 4]\n [0 3]]");
  EXPECT_EQ(to_string(rot90(m, -1)), "[[3 0]\n [4 1]\n [5 2]]");
  EXPECT_EQ(to_string(rot90(m, 2)), "[[5 4 3]\n [2 1 0]]");
  EXPECT_EQ(to_string(rot90(m, 1, {1, 0})), to_string(rot90(m, 3)));
  EXPECT_EQ(to_string(rot90(m, INT64_MIN)), to_string(m));
  EXPECT_TRUE(shares_memory(rot90(m), m));
  EXPECT_EQ(to_string(flipud(m)), "[[3 4 5]\n [0 1 2]]");
  EXPECT_EQ(to_string(fliplr(m)), "[[2 1 0]\n [5 4 3]]");
  EXPECT_THAT(atleast_3d(arange(3)).shape(), ElementsAre(1, 3, 1));
  EXPECT_THAT(atleast_3d(m).shape(), ElementsAre(2, 3, 1));
  EXPECT_THAT(atleast_2d(full(Dims{}, 1)).shape(), ElementsAre(1, 1));
  EXPECT_TRUE(atleast_2d(m).is(m));
  EXPECT_THROW(rot90(m, 1, {0, 0}), ValueError);
  EXPECT_THROW(rot90(m, 1, {0, 2}), ShapeError);
  EXPECT_THROW(fliplr(arange(3)), ShapeError);
}

TEST(RoundTest, ToDecimals) {
  EXPECT_EQ(repr(round(array<double>({1.25, 2.675, -0.005}), Decimals(2))),
            "array([ 1.25,  2.68, -0.  ])");
  EXPECT_EQ(repr(round(array<int64_t>({15, 25, -35, 149}), Decimals(-1))),
            "array([ 20,  20, -40, 150])");
  const Array<int32_t> whole = array<int32_t>({15});
  EXPECT_TRUE(round(whole, Decimals(3)).is(whole));
  EXPECT_EQ(round(array<double>({0.5}), Decimals(0)).item(), 0);
  EXPECT_TRUE(std::isnan(round(array<double>({1.0}), Decimals(INT_MIN)).item()));
  EXPECT_THROW(round(ones(DType::kBool, 1), Decimals(1)), DTypeError);
}

}  // namespace
}  // namespace tidemark
