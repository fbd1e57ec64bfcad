// Matrices as products of simpler ones: NumPy's eigh, svd, qr and cholesky, by LAPACK.
//
// Called by users as linalg::svd(a); the forms with static element types are in array_linalg.h.
//
// Result: as of linear_solve.h. The axes before the last two count through a stack of matrices.
//   The results are structs for structured bindings; Matrix and Values are AnyArray, or Arrays of
//   static element types.
// Events: an alloc and an op for each result.
// Errors: LinAlgError where the decomposition does not converge or does not exist; ShapeError;
//   ValueError where the machine has no LAPACK.
//
//   auto [u, s, vh] = linalg::svd(a, linalg::FullMatrices::kNo);  // a == (u * s) @ vh
#ifndef TIDEMARK_ARRAY_LINALG_DECOMPOSITIONS_H_
#define TIDEMARK_ARRAY_LINALG_DECOMPOSITIONS_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark::linalg {

// Which half of a Hermitian matrix is read, the diagonal included: NumPy's UPLO.
enum class Triangle : uint8_t { kLower, kUpper };

template <class Matrix, class Values>
struct EighOf {
  Values values;   // real, ascending
  Matrix vectors;  // the columns, in the order of the values
};
using Eigh = EighOf<AnyArray, AnyArray>;

// Of symmetric and Hermitian matrices.
Eigh eigh(const AnyArray& a, Triangle triangle = Triangle::kLower,
          SourceLocation site = SourceLocation::Current());
AnyArray eigvalsh(const AnyArray& a, Triangle triangle = Triangle::kLower,
                  SourceLocation site = SourceLocation::Current());

// Whether u and vh are square, or have only the columns and rows that a singular value belongs to.
enum class FullMatrices : bool { kNo, kYes };

template <class Matrix, class Values>
struct SvdOf {
  Matrix u;
  Values s;  // real, descending
  Matrix vh;
};
using Svd = SvdOf<AnyArray, AnyArray>;

Svd svd(const AnyArray& a, FullMatrices full = FullMatrices::kYes,
        SourceLocation site = SourceLocation::Current());
// The singular values alone: NumPy's compute_uv=False.
AnyArray svdvals(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// Of an m x n matrix: q is m x k and r is k x n, where k is min(m, n), or m if complete.
enum class QrMode : uint8_t { kReduced, kComplete };

template <class Matrix>
struct QrOf {
  Matrix q;
  Matrix r;
};
using Qr = QrOf<AnyArray>;

Qr qr(const AnyArray& a, QrMode mode = QrMode::kReduced,
      SourceLocation site = SourceLocation::Current());

// The lower triangle L with L @ L^H == a. Only the lower triangle of a is read.
AnyArray cholesky(const AnyArray& a, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark::linalg

#endif  // TIDEMARK_ARRAY_LINALG_DECOMPOSITIONS_H_
