#include "tidemark/array/linalg/decompositions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <vector>

#include "tests/array/linalg/linalg_test_support.h"
#include "tests/support/recording_observer.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using linalg::FullMatrices;
using linalg::QrMode;
using linalg::Triangle;
using linalg_test::ConjugateTranspose;
using linalg_test::Distance;
using linalg_test::Identity;
using ::testing::ElementsAre;

class DecompositionsTest : public linalg_test::WithLapack {};

Array<double> SymmetricMatrix() { return array<double>({{4, -2, 1}, {-2, 5, 3}, {1, 3, 6}}); }

// A stack of two 4 x 3 matrices of any dtype, without structure.
AnyArray Tall(DType dtype) {
  const Array<int64_t> values = arange(0, 24).reshape({2, 4, 3});
  return astype((values * values * 7) % 11, dtype);
}

double Tolerance(DType dtype) {
  return dtype == DType::kFloat32 || dtype == DType::kComplex64 ? 1e-4 : 1e-12;
}

AnyArray InDouble(const AnyArray& a) { return astype(a, DType::kComplex128); }

// numpy.linalg.eigh in 1.24.2.
TEST_F(DecompositionsTest, EigenvaluesAreNumPys) {
  const auto [values, vectors] = linalg::eigh(SymmetricMatrix());
  const Array<double> expected =
      array<double>({0.9119319636987058, 5.473755444798529, 8.614312591502763});
  EXPECT_LT(Distance(values.any(), expected.any()), 1e-14);
  EXPECT_LT(Distance(matmul(SymmetricMatrix(), vectors).any(), (vectors * values).any()), 1e-13);
  EXPECT_LT(Distance(linalg::eigvalsh(SymmetricMatrix()).any(), expected.any()), 1e-14);
}

TEST_F(DecompositionsTest, OneTriangleIsRead) {
  const Array<double> a = array<double>({{1, 100}, {2, 1}});
  EXPECT_LT(Distance(linalg::eigvalsh(a).any(), array<double>({-1, 3}).any()), 1e-14);
  EXPECT_LT(Distance(linalg::eigvalsh(a, Triangle::kUpper).any(), array<double>({-99, 101}).any()),
            1e-12);
  const auto upper = linalg::eigh(a, Triangle::kUpper);
  EXPECT_LT(Distance(upper.values.any(), array<double>({-99, 101}).any()), 1e-12);
}

TEST_F(DecompositionsTest, HermitianMatricesHaveRealEigenvalues) {
  using C = std::complex<double>;
  const Array<C> a = array<C>({{2, C(0, 1)}, {C(0, -1), 2}});
  const auto found = linalg::eigh(a);
  static_assert(std::is_same_v<decltype(found.values), Array<double>>);
  EXPECT_LT(Distance(found.values.any(), array<double>({1, 3}).any()), 1e-14);
  EXPECT_LT(Distance(matmul(a, found.vectors).any(), (found.vectors * found.values).any()), 1e-14);
  const Array<C> l = linalg::cholesky(a);
  EXPECT_LT(Distance(matmul(l.any(), ConjugateTranspose(l)), a.any()), 1e-15);
}

TEST_F(DecompositionsTest, SvdGivesTheMatrixBackForEveryDType) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const AnyArray a = Tall(static_cast<DType>(i));
    for (const AnyArray& m : {a, swapaxes(a, -1, -2), flip(a)}) {
      const linalg::Svd thin = linalg::svd(m, FullMatrices::kNo);
      const AnyArray scaled = binary(BinaryOp::kMultiply, thin.u, expand_dims(thin.s, Dims(-2)));
      EXPECT_LT(Distance(InDouble(matmul(scaled, thin.vh)), InDouble(m)), Tolerance(a.dtype()))
          << i;
      const linalg::Svd whole = linalg::svd(m);
      EXPECT_LT(Distance(whole.s, linalg::svdvals(m)), Tolerance(a.dtype()));
      const AnyArray square = matmul(ConjugateTranspose(whole.u), whole.u);
      const AnyArray one = Identity(square.dtype(), whole.u.extent(-1));
      EXPECT_LT(Distance(square, broadcast_to(one, Dims(square.shape()))), Tolerance(a.dtype()));
    }
  }
}

TEST_F(DecompositionsTest, ShapesOfSvd) {
  const auto shapes = [](const Dims& shape, FullMatrices full) {
    const linalg::Svd found = linalg::svd(ones(DType::kFloat64, shape), full);
    std::vector<int64_t> all(found.u.shape().begin(), found.u.shape().end());
    all.insert(all.end(), found.s.shape().begin(), found.s.shape().end());
    all.insert(all.end(), found.vh.shape().begin(), found.vh.shape().end());
    return all;
  };
  EXPECT_THAT(shapes({4, 2}, FullMatrices::kYes), ElementsAre(4, 4, 2, 2, 2));
  EXPECT_THAT(shapes({4, 2}, FullMatrices::kNo), ElementsAre(4, 2, 2, 2, 2));
  EXPECT_THAT(shapes({0, 3}, FullMatrices::kYes), ElementsAre(0, 0, 0, 3, 3));
  EXPECT_THAT(shapes({3, 0}, FullMatrices::kNo), ElementsAre(3, 0, 0, 0, 0));
  EXPECT_THROW(shapes({3}, FullMatrices::kNo), ShapeError);
  // As in NumPy, what is left undetermined is the identity.
  const linalg::Svd none = linalg::svd(zeros(DType::kFloat64, {2, 0, 3}));
  EXPECT_EQ(Distance(none.vh, broadcast_to(Identity(DType::kFloat64, 3), {2, 3, 3})), 0);
}

TEST_F(DecompositionsTest, QrGivesTheMatrixBackForEveryDType) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const AnyArray a = Tall(static_cast<DType>(i));
    for (const AnyArray& m : {a, swapaxes(a, -1, -2), copy(a, Order::kFortran)}) {
      for (const QrMode mode : {QrMode::kReduced, QrMode::kComplete}) {
        const auto [q, r] = linalg::qr(m, mode);
        EXPECT_LT(Distance(InDouble(matmul(q, r)), InDouble(m)), Tolerance(a.dtype())) << i;
        const AnyArray square = matmul(ConjugateTranspose(q), q);
        const AnyArray one = Identity(square.dtype(), q.extent(-1));
        EXPECT_LT(Distance(square, broadcast_to(one, Dims(square.shape()))), Tolerance(a.dtype()));
      }
    }
  }
}

// numpy.linalg.qr in 1.24.2.
TEST_F(DecompositionsTest, QrIsNumPys) {
  const Array<double> a = array<double>({{1, 2}, {3, 4}, {5, 6}});
  const auto [q, r] = linalg::qr(a);
  EXPECT_LT(
      Distance(
          r.any(),
          array<double>({{-5.916079783099616, -7.437357441610946}, {0, 0.8280786712108248}}).any()),
      1e-14);
  EXPECT_EQ(r(1, 0), 0.0);
  EXPECT_THAT(q.shape(), ElementsAre(3, 2));
  const auto complete = linalg::qr(a, QrMode::kComplete);
  EXPECT_THAT(complete.q.shape(), ElementsAre(3, 3));
  EXPECT_THAT(complete.r.shape(), ElementsAre(3, 2));
  const auto empty_columns = linalg::qr(zeros<double>({3, 0}), QrMode::kComplete);
  EXPECT_EQ(Distance(empty_columns.q.any(), Identity(DType::kFloat64, 3)), 0);
}

// The strides of numpy.linalg.qr in 1.24.2 for a stack in Fortran order.
TEST_F(DecompositionsTest, LayoutsAreNumPys) {
  const AnyArray a = copy(ones(DType::kFloat64, {3, 4, 5, 2}), Order::kFortran);
  const auto [q, r] = linalg::qr(a);
  EXPECT_THAT(q.strides(), ElementsAre(80, 240, 16, 8));
  EXPECT_THAT(r.strides(), ElementsAre(8, 24, 192, 96));
  const AnyArray square =
      copy(broadcast_to(Identity(DType::kFloat32, 2), {3, 4, 2, 2}), Order::kFortran);
  const auto [values, vectors] = linalg::eigh(square);
  EXPECT_THAT(values.strides(), ElementsAre(8, 24, 4));
  EXPECT_THAT(vectors.strides(), ElementsAre(16, 48, 8, 4));
  EXPECT_THAT(linalg::det(square).strides(), ElementsAre(4, 12));
}

// numpy.linalg.cholesky in 1.24.2.
TEST_F(DecompositionsTest, CholeskyIsNumPys) {
  const Array<double> expected =
      array<double>({{2, 0, 0}, {-1, 2, 0}, {0.5, 1.75, 1.6393596310755}});
  EXPECT_LT(Distance(linalg::cholesky(SymmetricMatrix()).any(), expected.any()), 1e-14);
  // The upper triangle is not read.
  const Array<int32_t> a = array<int32_t>({{4, 99}, {2, 5}});
  EXPECT_EQ(Distance(linalg::cholesky(a).any(), array<double>({{2, 0}, {1, 2}}).any()), 0);
  EXPECT_THROW(linalg::cholesky(-SymmetricMatrix()), LinAlgError);
  EXPECT_THROW(linalg::cholesky(zeros<double>({2, 2})), LinAlgError);
  EXPECT_THROW(linalg::cholesky(ones<double>({2, 3})), ShapeError);
  EXPECT_EQ(linalg::cholesky(zeros<double>({0, 0})).size(), 0);
}

TEST_F(DecompositionsTest, NotFinite) {
  const Array<double> nan = full<double>({2, 2}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_THROW(linalg::svd(nan), LinAlgError);
  EXPECT_THROW(linalg::svdvals(nan), LinAlgError);
  EXPECT_TRUE(isnan(linalg::qr(nan).q).all_true());
}

TEST_F(DecompositionsTest, HostileExtents) {
  EXPECT_THROW(linalg::svd(zeros(DType::kFloat64, {0, int64_t{1} << 30})), ValueError);
  EXPECT_THROW(linalg::qr(zeros(DType::kFloat64, {int64_t{1} << 30, 0}), QrMode::kComplete),
               ValueError);
  EXPECT_THROW(linalg::svdvals(zeros(DType::kBool, {0, int64_t{1} << 32})), ValueError);
}

TEST_F(DecompositionsTest, EachResultIsAllocatedOnce) {
  const Array<int32_t> a = array<int32_t>({{3, 1}, {1, 2}});
  test_support::RecordingObserver recorded;
  const auto found = linalg::svd(a);
  EXPECT_THAT(recorded.Kinds(), ElementsAre("alloc", "alloc", "alloc", "op", "op", "op"));
}

}  // namespace
}  // namespace tidemark
