// Repeating and rotating: copies that arrange an array's elements anew.
//
// Called by users; NumPy's functions of the same names.
//
// Events: an alloc and a copy (reason broadcast for tile and repeat), one op.
// Errors: ValueError for negative counts, ShapeError for axes that do not exist.
//
//   AnyArray twice = repeat(a, 2, 0);    // a0 a0 a1 a1 ...
//   AnyArray shifted = roll(a, 1, 0);    // last row first
#ifndef TIDEMARK_ARRAY_ARRANGE_REARRANGE_H_
#define TIDEMARK_ARRAY_ARRANGE_REARRANGE_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// The whole array reps[i] times along axis i; the shorter of shape and reps is filled up with ones
// in front.
AnyArray tile(const AnyArray& a, const Dims& reps, SourceLocation site = SourceLocation::Current());

// Each element n times, along an axis or of all elements in C order.
AnyArray repeat(const AnyArray& a, Count n, std::optional<int64_t> axis = std::nullopt,
                SourceLocation site = SourceLocation::Current());

// Moves the elements by `shift` places, those that leave at the end come in at the beginning; along
// an axis, or of all elements in C order, the shape being kept.
AnyArray roll(const AnyArray& a, Count shift, std::optional<int64_t> axis = std::nullopt,
              SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRANGE_REARRANGE_H_
