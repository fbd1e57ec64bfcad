// Sums over products by Einstein's convention: NumPy's einsum, of one or two operands.
//
// Called by users; the forms with static element types are in array_products.h.
//
// Subscripts: a letter for each axis of each operand, the operands separated by a comma; "..." for
//   all axes that have none. After "->" the axes of the result; without it, those of the letters
//   that stand only once, in the order of ASCII. A letter twice in an operand is its diagonal; a
//   letter that is not in the result is summed over. Blanks do not count.
// Result: of the operands' common dtype (also where a sum would have a wider one), in order 'K'. Of
//   one operand without a sum: a view, writable where the operand is, unless it has no axes.
// Events: a view; or an alloc and an op, and a copy where an operand has to be cast.
// Errors: ValueError for subscripts that cannot be read or do not fit the operands; ShapeError for
//   extents that differ (1 is repeated, but not on a diagonal).
//
//   AnyArray c = einsum("ij,jk->ik", a, b);
//   AnyArray diagonal = einsum("ii->i", a);
#ifndef TIDEMARK_ARRAY_LINALG_EINSUM_H_
#define TIDEMARK_ARRAY_LINALG_EINSUM_H_

#include <string_view>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

AnyArray einsum(std::string_view subscripts, const AnyArray& a,
                SourceLocation site = SourceLocation::Current());
AnyArray einsum(std::string_view subscripts, const AnyArray& a, const AnyArray& b,
                SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LINALG_EINSUM_H_
