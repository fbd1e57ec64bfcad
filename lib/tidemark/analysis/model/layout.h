// The layout of a view in its buffer (dtype, offset, shape, strides), copied from its alloc or view
// event.
//
// Produced by LiveState; consumed by the copy rules (equal dtype, equal layout, same extent) and by
// the rule pinned-base (which bytes a view addresses).
//
// Units: offset and strides in bytes, shape in elements.
#ifndef TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_
#define TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/strided_set.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

// Of NumPy's short codes: "f8" is 8. nullopt for anything else.
std::optional<int64_t> ItemBytes(absl::string_view dtype);

struct Layout {
  std::string dtype;   // empty: unknown
  bool known = false;  // shape and strides are; strides that were absent are C-contiguous ones
  bool strides_given = false;
  int64_t offset = 0;
  absl::InlinedVector<int64_t, 3> shape;
  absl::InlinedVector<int64_t, 3> strides;

  static Layout Of(absl::string_view dtype, std::optional<int64_t> offset,
                   const std::optional<trace::Dimensions>& shape,
                   const std::optional<trace::Dimensions>& strides);

  // The bytes addressed; nullopt where unknown or outside of the buffer.
  std::optional<StridedSet> Bytes(int64_t buffer_bytes) const;
};

// The same code, or either unknown.
bool EqualDtype(const Layout& a, const Layout& b);

// The same shape and the same strides on every axis that is stepped along, or either unknown.
bool EqualLayout(const Layout& a, const Layout& b);

// Known, and the same offset, shape and strides.
bool SameExtent(const Layout& a, const Layout& b);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_
