// Views with strides of the caller's choice: any strides at all, and sliding windows.
//
// Called by users; numpy.lib.stride_tricks. Several elements of such a view may be one element of
// the array (has_internal_overlap tells), so that sliding windows are read-only.
//
// Events: a view. Errors: ValueError when an element would lie outside the buffer or misaligned,
//   which NumPy does not check; ShapeError for windows larger than the array.
//
//   AnyArray smooth = mean(sliding_window_view(a, {5}, {0}), {.axes = Dims{-1}});
#ifndef TIDEMARK_ARRAY_LAYOUT_WINDOWS_H_
#define TIDEMARK_ARRAY_LAYOUT_WINDOWS_H_

#include <optional>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// a's buffer seen from a's first element in `shape`, with strides in bytes.
AnyArray as_strided(const AnyArray& a, const Dims& shape, const Dims& strides,
                    SourceLocation site = SourceLocation::Current());

// Every window of the given extents along the given axes (without axes: all, in order), as new last
// axes.
AnyArray sliding_window_view(const AnyArray& a, const Dims& window,
                             const std::optional<Dims>& axes = std::nullopt,
                             SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LAYOUT_WINDOWS_H_
