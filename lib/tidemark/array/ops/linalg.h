// Products of vectors and matrices.
//
// Called by users; NumPy's functions of the same names.
//
// Events: an alloc and one op; a copy where an operand has to be cast.
// Errors: ShapeError for shapes that do not fit or have too few axes.
//
//   AnyArray y = matmul(weights, x);
#ifndef TIDEMARK_ARRAY_OPS_LINALG_H_
#define TIDEMARK_ARRAY_OPS_LINALG_H_

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Over the last two axes, the others broadcast; a vector counts as a row on the left and as a
// column on the right, and that axis is dropped from the result.
AnyArray matmul(const AnyArray& a, const AnyArray& b,
                SourceLocation site = SourceLocation::Current());

// matmul of arrays of at most two axes; with a 0-d operand, the product with it.
AnyArray dot(const AnyArray& a, const AnyArray& b, SourceLocation site = SourceLocation::Current());

// result(i, j) = a(i) * b(j), of all elements in C order.
AnyArray outer(const AnyArray& a, const AnyArray& b,
               SourceLocation site = SourceLocation::Current());

// The sum along a diagonal of the first two axes.
AnyArray trace(const AnyArray& a, int64_t offset = 0,
               SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_LINALG_H_
