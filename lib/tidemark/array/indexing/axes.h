// Views that only rearrange, add, drop, reverse or repeat axes. None of them copies an element.
//
// Called by users; NumPy's functions of the same names.
//
// Events: one view each; where NumPy returns the array itself (squeeze without axes to drop), so do
//   these.
// Errors: ShapeError for axes that do not exist or extents that do not fit, ValueError for repeated
//   axes.
//
//   AnyArray t = transpose(a);
//   AnyArray rows = broadcast_to(v, {1000, 3});  // read-only, no memory
#ifndef TIDEMARK_ARRAY_INDEXING_AXES_H_
#define TIDEMARK_ARRAY_INDEXING_AXES_H_

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// The axes reversed, or in the order given: result axis i is axis axes[i] of a.
AnyArray transpose(const AnyArray& a, const std::optional<Dims>& axes = std::nullopt,
                   SourceLocation site = SourceLocation::Current());
AnyArray swapaxes(const AnyArray& a, int64_t x, int64_t y,
                  SourceLocation site = SourceLocation::Current());
// Moves the axes `source` to the positions `destination`; the others keep their order.
AnyArray moveaxis(const AnyArray& a, const Dims& source, const Dims& destination,
                  SourceLocation site = SourceLocation::Current());
// Drops the axes of extent 1: all, or those given, which must be of extent 1.
AnyArray squeeze(const AnyArray& a, const std::optional<Dims>& axes = std::nullopt,
                 SourceLocation site = SourceLocation::Current());
// Inserts axes of extent 1 so that they stand at the given positions of the result.
AnyArray expand_dims(const AnyArray& a, const Dims& axes,
                     SourceLocation site = SourceLocation::Current());
// Repeats axes of extent 1, and new leading ones, without memory; read-only.
AnyArray broadcast_to(const AnyArray& a, const Dims& shape,
                      SourceLocation site = SourceLocation::Current());
// All arrays broadcast against each other; read-only where that repeats elements.
std::vector<AnyArray> broadcast_arrays(std::span<const AnyArray> arrays,
                                       SourceLocation site = SourceLocation::Current());
// Reverses all axes, or those given.
AnyArray flip(const AnyArray& a, const std::optional<Dims>& axes = std::nullopt,
              SourceLocation site = SourceLocation::Current());
// The diagonal over two axes as a new last axis; read-only.
AnyArray diagonal(const AnyArray& a, int64_t offset = 0, int64_t axis1 = 0, int64_t axis2 = 1,
                  SourceLocation site = SourceLocation::Current());

// Views of consecutive parts along an axis: equal ones (ValueError if they cannot be), or cut at
// the given positions (as slices: negative ones count from the end, ones beyond give empty parts).
std::vector<AnyArray> split(const AnyArray& a, int64_t sections, int64_t axis = 0,
                            SourceLocation site = SourceLocation::Current());
std::vector<AnyArray> split_at(const AnyArray& a, const Dims& positions, int64_t axis = 0,
                               SourceLocation site = SourceLocation::Current());
// A list holds positions, also one of a single number.
inline std::vector<AnyArray> split(const AnyArray& a, std::initializer_list<int64_t> positions,
                                   int64_t axis = 0,
                                   SourceLocation site = SourceLocation::Current()) {
  return split_at(a, Dims(positions), axis, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_INDEXING_AXES_H_
