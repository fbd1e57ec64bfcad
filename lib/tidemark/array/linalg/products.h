// Products of vectors and matrices.
//
// Called by users; NumPy's functions of the same names.
//
// Result: of the operands' common dtype, in C order (matmul: its batch axes in order 'K').
// Events: an alloc and one op; a copy where an operand has to be cast. No operand is rearranged.
// Errors: ShapeError for shapes that do not fit or have too few axes; ValueError for repeated axes.
//
//   AnyArray y = matmul(weights, x);
#ifndef TIDEMARK_ARRAY_LINALG_PRODUCTS_H_
#define TIDEMARK_ARRAY_LINALG_PRODUCTS_H_

#include <concepts>
#include <type_traits>
#include <utility>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Over the last two axes, the others broadcast; a vector counts as a row on the left and as a
// column on the right, and that axis is dropped from the result.
AnyArray matmul(const AnyArray& a, const AnyArray& b,
                SourceLocation site = SourceLocation::Current());

// The sum over the last axis of a and the second to last, or only one, of b; with a 0-d operand,
// the product with it. The result has the other axes of a, then those of b.
AnyArray dot(const AnyArray& a, const AnyArray& b, SourceLocation site = SourceLocation::Current());

// The same over the last axes of both.
AnyArray inner(const AnyArray& a, const AnyArray& b,
               SourceLocation site = SourceLocation::Current());

// The sum of products of all elements in C order, those of a conjugated; without axes.
AnyArray vdot(const AnyArray& a, const AnyArray& b,
              SourceLocation site = SourceLocation::Current());

// The sum over the axes a_axes of a, paired with b_axes of b, of any order; or over the last
// `count` axes of a and the first of b. The result has the other axes of a, then those of b. A
// negative count is refused (NumPy takes it for 0).
AnyArray tensordot(const AnyArray& a, const AnyArray& b, const Axes& a_axes, const Axes& b_axes,
                   SourceLocation site = SourceLocation::Current());
// A template, so that braces are never taken for the count.
template <std::integral I>
requires(!std::is_same_v<I, bool>) AnyArray
    tensordot(const AnyArray& a, const AnyArray& b, I count,
              SourceLocation site = SourceLocation::Current());
AnyArray tensordot(const AnyArray& a, const AnyArray& b,
                   SourceLocation site = SourceLocation::Current());

// result(i, j) = a(i) * b(j), of all elements in C order.
AnyArray outer(const AnyArray& a, const AnyArray& b,
               SourceLocation site = SourceLocation::Current());

// The sum along a diagonal of the first two axes.
AnyArray trace(const AnyArray& a, int64_t offset = 0,
               SourceLocation site = SourceLocation::Current());

namespace array_internal {
AnyArray TensorDot(const AnyArray& a, const AnyArray& b, int64_t count, SourceLocation site);
}  // namespace array_internal

template <std::integral I>
requires(!std::is_same_v<I, bool>) AnyArray
    tensordot(const AnyArray& a, const AnyArray& b, I count, SourceLocation site) {
  // A count that does not fit is more than there are axes.
  const bool fits = std::in_range<int64_t>(count);
  return array_internal::TensorDot(a, b, fits ? static_cast<int64_t>(count) : kMaxDims + 1, site);
}
inline AnyArray tensordot(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  return array_internal::TensorDot(a, b, 2, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LINALG_PRODUCTS_H_
