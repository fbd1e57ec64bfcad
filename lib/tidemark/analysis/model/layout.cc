#include "tidemark/analysis/model/layout.h"

#include <algorithm>
#include <cstddef>

namespace tidemark::analysis {

std::optional<int64_t> ItemBytes(absl::string_view dtype) {
  if (dtype.size() < 2 || dtype.size() > 3) return std::nullopt;
  if (absl::string_view("biufc").find(dtype[0]) == absl::string_view::npos) return std::nullopt;
  int64_t bytes = 0;
  for (char c : dtype.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    bytes = bytes * 10 + (c - '0');
  }
  return bytes > 0 ? std::optional<int64_t>(bytes) : std::nullopt;
}

Layout Layout::Of(absl::string_view dtype, std::optional<int64_t> offset,
                  const std::optional<trace::Dimensions>& shape,
                  const std::optional<trace::Dimensions>& strides) {
  Layout layout;
  layout.dtype = std::string(dtype);
  layout.offset = offset.value_or(0);
  if (!shape.has_value()) return layout;
  layout.shape.assign(shape->begin(), shape->end());
  if (strides.has_value()) {
    layout.strides.assign(strides->begin(), strides->end());
    layout.strides_given = true;
    layout.known = layout.strides.size() == layout.shape.size();
    return layout;
  }
  const std::optional<int64_t> item = ItemBytes(dtype);
  if (!item.has_value()) return layout;
  layout.strides.resize(layout.shape.size());
  int64_t stride = *item;
  for (size_t i = layout.shape.size(); i-- > 0;) {
    layout.strides[i] = stride;
    if (__builtin_mul_overflow(stride, std::max<int64_t>(layout.shape[i], 1), &stride)) {
      return layout;
    }
  }
  layout.known = true;
  return layout;
}

std::optional<StridedSet> Layout::Bytes(int64_t buffer_bytes) const {
  const std::optional<int64_t> item = ItemBytes(dtype);
  if (!known || !item.has_value()) return std::nullopt;
  return StridedSet::Make(offset, shape, strides, *item, buffer_bytes);
}

bool EqualDtype(const Layout& a, const Layout& b) {
  return a.dtype.empty() || b.dtype.empty() || a.dtype == b.dtype;
}

bool EqualLayout(const Layout& a, const Layout& b) {
  if (!a.known || !b.known) return true;
  if (a.shape != b.shape) return false;
  if (std::find(a.shape.begin(), a.shape.end(), 0) != a.shape.end()) return true;
  for (size_t i = 0; i < a.shape.size(); ++i) {
    if (a.shape[i] > 1 && a.strides[i] != b.strides[i]) return false;
  }
  return true;
}

bool SameExtent(const Layout& a, const Layout& b) {
  return a.known && b.known && a.offset == b.offset && a.shape == b.shape && a.strides == b.strides;
}

}  // namespace tidemark::analysis
