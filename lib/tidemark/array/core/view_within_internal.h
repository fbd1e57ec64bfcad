// Another view of what a view sees: elsewhere in the buffer, of another shape.
//
// Called by everything that makes views: indexing, reshaping, turning, windows.
//
// Ownership: the result shares the buffer. Events: a view event at `site`; `op` is a literal.
//
//   ViewWithin(view, view.data, shape, strides, "reshape", site);
#ifndef TIDEMARK_ARRAY_CORE_VIEW_WITHIN_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_VIEW_WITHIN_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/buffer.h"
#include "tidemark/base/source_location.h"

namespace tidemark::array_internal {

enum class Writable : bool { kNo, kAsParent };

inline AnyArray ViewWithin(const View& view, std::byte* data, std::span<const int64_t> shape,
                           std::span<const int64_t> strides, const char* op,
                           const SourceLocation& site, Writable writable = Writable::kAsParent) {
  return AnyArray::Own(
      NewViewOf(view, {.data = data,
                       .dtype = view.dtype,
                       .shape = shape,
                       .strides = strides,
                       .writable = writable == Writable::kAsParent && view.writable,
                       .op = op,
                       .site = site}));
}

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_VIEW_WITHIN_INTERNAL_H_
