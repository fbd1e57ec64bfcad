// Putting arrays side by side in a new one.
//
// Called by users; NumPy's functions of the same names.
//
// Result: of the result_type of all, in order 'K' of the inputs.
// Events: an alloc, and a copy with reason concat for each input.
// Errors: ValueError for no arrays, ShapeError for shapes that do not fit and axes that do not
//   exist.
//
//   AnyArray rows = concatenate(parts, 0);
#ifndef TIDEMARK_ARRAY_ARRANGE_JOIN_H_
#define TIDEMARK_ARRAY_ARRANGE_JOIN_H_

#include <optional>
#include <span>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// Along an existing axis; without one, all elements in C order one after the other.
AnyArray concatenate(std::span<const AnyArray> arrays, std::optional<int64_t> axis = 0,
                     SourceLocation site = SourceLocation::Current());

// Along a new axis; all shapes must be equal.
AnyArray stack(std::span<const AnyArray> arrays, int64_t axis = 0,
               SourceLocation site = SourceLocation::Current());

// Arrays of one axis as rows of a matrix, one below the other; others along axis 0.
AnyArray vstack(std::span<const AnyArray> arrays, SourceLocation site = SourceLocation::Current());
// Arrays of one axis one after the other; others along axis 1.
AnyArray hstack(std::span<const AnyArray> arrays, SourceLocation site = SourceLocation::Current());
// Along a third axis, which arrays of fewer have with extent 1.
AnyArray dstack(std::span<const AnyArray> arrays, SourceLocation site = SourceLocation::Current());
// Arrays of one axis as columns of a matrix, side by side with others.
AnyArray column_stack(std::span<const AnyArray> arrays,
                      SourceLocation site = SourceLocation::Current());

// A new array, for an array does not grow: all elements of both in C order, or both along an axis.
AnyArray append(const AnyArray& a, const AnyArray& values,
                std::optional<int64_t> axis = std::nullopt,
                SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRANGE_JOIN_H_
