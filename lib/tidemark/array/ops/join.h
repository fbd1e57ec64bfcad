// Putting arrays side by side in a new one.
//
// Called by users; NumPy's concatenate and stack.
//
// Result: of the result_type of all, in order 'K' of the inputs.
// Events: an alloc, and a copy with reason concat for each input.
// Errors: ValueError for no arrays, ShapeError for shapes that do not fit and axes that do not
//   exist.
//
//   AnyArray rows = concatenate(parts, 0);
#ifndef TIDEMARK_ARRAY_OPS_JOIN_H_
#define TIDEMARK_ARRAY_OPS_JOIN_H_

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

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_JOIN_H_
