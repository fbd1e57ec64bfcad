// Triangles and diagonals of matrices, and matrices made of them.
//
// Called by users; NumPy's functions of the same names.
//
// `k` counts diagonals from the main one: above it where positive, below it where negative.
// Events: an alloc; a copy of the elements of the source, one op. diag of a matrix is a view.
// Errors: ShapeError for arrays of too few axes (diag: of more than two); ValueError for a matrix
//   that is too big.
//
//   Array<double> lower = tril(covariance);
//   Array<const double> variances = diag(covariance);  // a view, read-only
#ifndef TIDEMARK_ARRAY_ARRANGE_DIAGONALS_H_
#define TIDEMARK_ARRAY_ARRANGE_DIAGONALS_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Ones on and below the k-th diagonal of rows x columns (rows if absent), zeros above.
AnyArray tri(DType dtype, Count rows, std::optional<Count> columns = std::nullopt, Count k = 0,
             SourceLocation site = SourceLocation::Current());

// Copies of the last two axes in which what lies above (tril) or below (triu) the k-th diagonal is
// zero. An array of one axis is taken as the row of a square matrix, over and over.
AnyArray tril(const AnyArray& a, Count k = 0, SourceLocation site = SourceLocation::Current());
AnyArray triu(const AnyArray& a, Count k = 0, SourceLocation site = SourceLocation::Current());

// Of an array of two axes, its k-th diagonal: a view, read-only. Of an array of one axis, a square
// matrix of zeros with these elements on the k-th diagonal.
AnyArray diag(const AnyArray& a, Count k = 0, SourceLocation site = SourceLocation::Current());
// A square matrix of zeros with all elements in C order on the k-th diagonal.
AnyArray diagflat(const AnyArray& a, Count k = 0, SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRANGE_DIAGONALS_H_
