// Linear equations, inverses, determinants and least squares: NumPy's numpy.linalg, by LAPACK.
//
// Called by users as linalg::solve(a, b); the forms with static element types are in
// array_linalg.h.
//
// Result: computed in double; of float32 or complex64 where all operands are of these. The axes
//   before the last two count through a stack of matrices, and broadcast.
// Events: an alloc and an op for each result.
// Errors: LinAlgError for a singular matrix; ShapeError for shapes that do not fit; ValueError
//   where the machine has no LAPACK (TIDEMARK_LAPACK names another one).
//
//   AnyArray x = linalg::solve(a, b);  // a @ x == b
#ifndef TIDEMARK_ARRAY_LINALG_LINEAR_SOLVE_H_
#define TIDEMARK_ARRAY_LINALG_LINEAR_SOLVE_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark::linalg {

// b is a stack of vectors where it has one axis less than a, else one of matrices.
AnyArray solve(const AnyArray& a, const AnyArray& b,
               SourceLocation site = SourceLocation::Current());

AnyArray inv(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// An array of no axes for one matrix. From the logarithm of its absolute value, as NumPy does it.
AnyArray det(const AnyArray& a, SourceLocation site = SourceLocation::Current());

// What lstsq found; Matrix and Values are AnyArray, or Arrays of static element types.
template <class Matrix, class Values>
struct LstsqOf {
  Matrix x;
  Values residuals;  // the squared distance of each right side; none where the rank is not full
  int64_t rank = 0;
  Values singular_values;
};
using Lstsq = LstsqOf<AnyArray, AnyArray>;

// The x of least norm for which a @ x is closest to b. Singular values of `a` that are at most
// rcond times the largest count as 0; if absent, max(rows, columns) times the machine's epsilon, as
// NumPy's rcond=None. No stacks: a has two axes, b one or two.
Lstsq lstsq(const AnyArray& a, const AnyArray& b, std::optional<double> rcond = std::nullopt,
            SourceLocation site = SourceLocation::Current());

}  // namespace tidemark::linalg

#endif  // TIDEMARK_ARRAY_LINALG_LINEAR_SOLVE_H_
