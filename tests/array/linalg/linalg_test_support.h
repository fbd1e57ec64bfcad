// What the tests of linear algebra have in common: they need a LAPACK, and compare within rounding.
#ifndef TESTS_ARRAY_LINALG_LINALG_TEST_SUPPORT_H_
#define TESTS_ARRAY_LINALG_LINALG_TEST_SUPPORT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tidemark/array/array.h"
#include "tidemark/array/kernels/lapack.h"

namespace tidemark::linalg_test {

// Skips where the machine has no LAPACK.
class WithLapack : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      kernels::RequireLapack();
    } catch (const ValueError& error) {
      GTEST_SKIP() << error.what();
    }
  }
};

// The largest magnitude of a difference; infinite where shapes or dtypes differ, or a NaN is there.
inline double Distance(const AnyArray& a, const AnyArray& b) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  if (a.dtype() != b.dtype() || !std::ranges::equal(a.shape(), b.shape())) return kFar;
  if (a.size() == 0) return 0;
  if (a.dtype() == DType::kBool) {
    return Distance(astype(a, DType::kInt8), astype(b, DType::kInt8));
  }
  const AnyArray gaps = unary(UnaryOp::kAbs, binary(BinaryOp::kSubtract, a, b));
  const Array<double> largest(astype(reduce(ReduceOp::kMax, gaps), DType::kFloat64));
  const double distance = *largest.data();
  return std::isnan(distance) ? kFar : distance;
}

inline AnyArray ConjugateTranspose(const AnyArray& a) {
  return swapaxes(unary(UnaryOp::kConjugate, a), -1, -2);
}

inline AnyArray Identity(DType dtype, int64_t n) { return eye(dtype, n); }

}  // namespace tidemark::linalg_test

#endif  // TESTS_ARRAY_LINALG_LINALG_TEST_SUPPORT_H_
