#include "tidemark/array/linalg/linear_solve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <cstdlib>
#include <iostream>
#include <limits>

#include "tests/array/linalg/linalg_test_support.h"
#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using linalg_test::Distance;
using linalg_test::Identity;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Complex = std::complex<double>;

class LinearSolveTest : public linalg_test::WithLapack {};

Array<double> Symmetric() { return array<double>({{4, -2, 1}, {-2, 5, 3}, {1, 3, 6}}); }

TEST_F(LinearSolveTest, SolvesVectorsAndMatrices) {
  const Array<double> a = array<double>({{3, 1}, {1, 2}});
  EXPECT_LT(Distance(linalg::solve(a, array<double>({9, 8})).any(), array<double>({2, 3}).any()),
            1e-14);
  const Array<double> x = linalg::solve(Symmetric(), eye<double>(3));
  EXPECT_LT(Distance(matmul(Symmetric().any(), x.any()), Identity(DType::kFloat64, 3)), 1e-14);
  EXPECT_LT(Distance(x.any(), linalg::inv(Symmetric()).any()), 1e-15);
}

// numpy.linalg.inv of the same in 1.24.2.
TEST_F(LinearSolveTest, InverseIsNumPys) {
  const Array<double> expected =
      array<double>({{0.4883720930232558, 0.34883720930232565, -0.2558139534883721},
                     {0.3488372093023256, 0.5348837209302326, -0.32558139534883723},
                     {-0.2558139534883721, -0.32558139534883723, 0.37209302325581395}});
  EXPECT_LT(Distance(linalg::inv(Symmetric()).any(), expected.any()), 1e-15);
}

TEST_F(LinearSolveTest, ComputesInDoubleUnlessAllIsSingle) {
  const auto type = [](DType a, DType b) {
    return linalg::solve(Identity(a, 2), ones(b, {2})).dtype();
  };
  EXPECT_EQ(type(DType::kInt8, DType::kFloat32), DType::kFloat64);
  EXPECT_EQ(type(DType::kBool, DType::kBool), DType::kFloat64);
  EXPECT_EQ(type(DType::kFloat32, DType::kFloat32), DType::kFloat32);
  EXPECT_EQ(type(DType::kFloat32, DType::kComplex64), DType::kComplex64);
  EXPECT_EQ(type(DType::kInt32, DType::kComplex64), DType::kComplex128);
  EXPECT_EQ(type(DType::kFloat64, DType::kComplex64), DType::kComplex128);
  for (int i = 0; i < kDTypeCount; ++i) {
    const AnyArray one = Identity(static_cast<DType>(i), 3);
    EXPECT_EQ(Distance(linalg::inv(one), Identity(linalg::inv(one).dtype(), 3)), 0) << i;
    EXPECT_EQ(linalg::det(one).dtype(), linalg::inv(one).dtype());
  }
  static_assert(std::is_same_v<decltype(linalg::inv(array<int8_t>({{1}}))), Array<double>>);
  static_assert(std::is_same_v<decltype(linalg::inv(array<float>({{1}}))), Array<float>>);
}

TEST_F(LinearSolveTest, IntegersAreNotCopiedAsAWhole) {
  const Array<int32_t> a = array<int32_t>({{3, 1}, {1, 2}});
  test_support::RecordingObserver recorded;
  const Array<double> x = linalg::inv(a);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "op"));
}

TEST_F(LinearSolveTest, StacksBroadcast) {
  const auto shape = [](const Dims& a, const Dims& b) {
    const AnyArray matrices = broadcast_to(Identity(DType::kFloat64, a.back()), a);
    const AnyArray x = linalg::solve(matrices, ones(DType::kFloat64, b));
    return std::vector<int64_t>(x.shape().begin(), x.shape().end());
  };
  EXPECT_THAT(shape({2, 2}, {3, 2, 1}), ElementsAre(3, 2, 1));
  EXPECT_THAT(shape({1, 2, 2}, {3, 2}), ElementsAre(3, 2));
  EXPECT_THAT(shape({4, 1, 2, 2}, {1, 3, 2, 5}), ElementsAre(4, 3, 2, 5));
  EXPECT_THAT(shape({0, 0}, {0, 2}), ElementsAre(0, 2));
  EXPECT_THAT(shape({2, 2}, {2, 0}), ElementsAre(2, 0));
  // A vector has one axis less than the matrices, here it does not: NumPy refuses it too.
  EXPECT_THROW(shape({3, 2, 2}, {2}), ShapeError);
  EXPECT_THROW(shape({3, 2, 2}, {4, 2, 1}), ShapeError);
  EXPECT_THROW(shape({2, 2}, {3}), ShapeError);
  EXPECT_THROW(shape({2, 2}, {}), ShapeError);
  EXPECT_THROW(shape({4, 1, 2, 2}, {3, 2, 5}), ShapeError);
}

TEST_F(LinearSolveTest, AnyStridesAndReadOnly) {
  const Array<double> big = zeros<double>({6, 6});
  Array<double> part = big[{Slice().by(-2), Slice().by(-2)}];
  copyto(part, Symmetric());
  const Array<const double> frozen = part;
  EXPECT_EQ(Distance(linalg::inv(frozen).any(), linalg::inv(Symmetric()).any()), 0);
  EXPECT_EQ(Distance(linalg::inv(part.t()).any(), linalg::inv(Symmetric()).any()), 0);
  const AnyArray repeated = broadcast_to(Symmetric(), {2, 3, 3});
  const Array<double> inverses(linalg::inv(repeated));
  EXPECT_EQ(Distance(inverses[{1}].any(), linalg::inv(Symmetric()).any()), 0);
}

TEST_F(LinearSolveTest, SingularMatricesAreAnError) {
  const Array<double> zero = zeros<double>({2, 2});
  EXPECT_THROW(linalg::inv(zero), LinAlgError);
  EXPECT_THROW(linalg::solve(zero, ones<double>({2})), LinAlgError);
  EXPECT_EQ(linalg::det(zero), 0);
  // One of a stack is enough.
  const Array<double> stack_of_two = stack({eye<double>(2), zero});
  EXPECT_THROW(linalg::inv(stack_of_two), LinAlgError);
  EXPECT_THROW(linalg::inv(ones<double>({2, 3})), ShapeError);
  EXPECT_THROW(linalg::inv(ones<double>({3})), ShapeError);
  EXPECT_THROW(linalg::det(ones<double>({2, 1})), ShapeError);
}

TEST_F(LinearSolveTest, NotFiniteIsNoError) {
  const Array<double> nan = full<double>({2, 2}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(isnan(linalg::inv(nan)).all_true());
  EXPECT_TRUE(linalg::det(nan) != linalg::det(nan));
}

// numpy.linalg.det in 1.24.2.
TEST_F(LinearSolveTest, DeterminantIsNumPys) {
  EXPECT_DOUBLE_EQ(linalg::det(array<int32_t>({{1, 2}, {3, 4}})), -2.0000000000000004);
  EXPECT_DOUBLE_EQ(linalg::det(Symmetric()), 43.0);
  EXPECT_EQ(linalg::det(array<double>({{0, 1}, {1, 0}})), -1);
  EXPECT_EQ(linalg::det(array<double>({{-1e200, 0}, {0, 1e200}})), -linalg::kInfinity);
  EXPECT_DOUBLE_EQ(linalg::det(array<double>({{1e200, 0}, {0, 1e-200}})), 1);
  EXPECT_EQ(linalg::det(zeros<double>({0, 0})), 1);
  const Complex d = linalg::det(array<Complex>({{1, Complex(0, 2)}, {3, 4}}));
  EXPECT_LT(std::abs(d - Complex(4, -6)), 1e-14);
}

TEST_F(LinearSolveTest, ANumberIsOfOneMatrix) {
  const Array<double> two = ones<double>({2, 1, 1});
  EXPECT_THROW(linalg::det(two), ShapeError);
  EXPECT_THAT(linalg::dets(two).span(), ElementsAre(1, 1));
  EXPECT_EQ(linalg::dets(zeros<double>({0, 2, 2})).size(), 0);
}

// numpy.linalg.lstsq in 1.24.2, rcond=None.
TEST_F(LinearSolveTest, LeastSquaresIsNumPys) {
  const Array<double> a = array<double>({{1, 2}, {3, 4}, {5, 6}});
  const auto [x, residuals, rank, values] = linalg::lstsq(a, array<double>({1, 2, 4}));
  EXPECT_LT(Distance(x.any(), array<double>({0.6666666666666666, 0.08333333333333325}).any()),
            1e-14);
  EXPECT_LT(Distance(residuals.any(), array<double>({0.16666666666666677}).any()), 1e-14);
  EXPECT_EQ(rank, 2);
  EXPECT_LT(Distance(values.any(), array<double>({9.525518091565107, 0.5143005806586441}).any()),
            1e-14);
}

TEST_F(LinearSolveTest, LeastSquaresWithoutFullRank) {
  const Array<double> a = array<double>({{1, 2}, {2, 4}, {3, 6}});
  const auto found = linalg::lstsq(a, array<double>({1, 2, 4}));
  EXPECT_EQ(found.rank, 1);
  EXPECT_EQ(found.residuals.size(), 0);
  EXPECT_LT(
      Distance(found.x.any(), array<double>({0.24285714285714274, 0.48571428571428565}).any()),
      1e-14);
  // The smallest singular value is 0.106 times the largest.
  EXPECT_EQ(linalg::lstsq(Symmetric(), ones<double>({3}), 0.2).rank, 2);
  EXPECT_EQ(linalg::lstsq(Symmetric(), ones<double>({3}), 0.1).rank, 3);
}

TEST_F(LinearSolveTest, LeastSquaresOfNothing) {
  const auto none = linalg::lstsq(zeros<double>({0, 2}), zeros<double>({0, 3}));
  EXPECT_THAT(none.x.shape(), ElementsAre(2, 3));
  EXPECT_EQ(none.x.sum(), 0);
  const auto all = linalg::lstsq(zeros<float>({2, 0}), ones<float>({2}));
  EXPECT_EQ(all.x.size(), 0);
  EXPECT_THAT(all.residuals.span(), ElementsAre(2));
  const auto no_sides =
      linalg::lstsq(array<int8_t>({{1, 0}, {0, 1}, {0, 0}}), ones<double>({3, 0}));
  EXPECT_EQ(no_sides.rank, 2);
  EXPECT_THROW(linalg::lstsq(ones<double>({3, 2}), ones<double>({2})), ShapeError);
  EXPECT_THROW(linalg::lstsq(ones<double>({3}), ones<double>({3})), ShapeError);
  EXPECT_THROW(linalg::lstsq(ones<double>({3, 2}), ones<double>({1, 3, 2})), ShapeError);
}

TEST_F(LinearSolveTest, HostileExtents) {
  const int64_t many = int64_t{1} << 31;
  const AnyArray huge = broadcast_to(zeros(DType::kBool, {}), {many, many});
  EXPECT_THROW(linalg::inv(huge), ValueError);
  EXPECT_THROW(linalg::det(huge), ValueError);
  EXPECT_THROW(linalg::solve(huge, huge), ValueError);
  EXPECT_THROW(linalg::lstsq(huge, huge), ValueError);
  EXPECT_THAT(linalg::inv(zeros(DType::kInt8, {0, 1 << 20, 1 << 20})).shape(),
              ElementsAre(0, 1 << 20, 1 << 20));
}

TEST_F(LinearSolveTest, MessagesNameTheShapes) {
  try {
    linalg::solve(ones<double>({2, 2}), ones<double>({3}));
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("(2,2) and (3,)"));
  }
}

// In a process of its own, for a LAPACK stays loaded.
TEST(LinearSolveDeathTest, WithoutLapackTheErrorSaysWhatToInstall) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto solve = [] {
    setenv("TIDEMARK_LAPACK", "none", 1);
    try {
      linalg::inv(ones<double>({1, 1}));
    } catch (const ValueError& error) {
      std::cerr << error.what();
      std::_Exit(matmul(ones<double>({1, 1}), ones<double>({1, 1}))(0, 0) == 1.0 ? 7 : 8);
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(solve(), ::testing::ExitedWithCode(7), "apt install liblapack3.*TIDEMARK_LAPACK");
}

}  // namespace
}  // namespace tidemark
