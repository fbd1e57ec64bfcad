#include "tidemark/array/layout/windows.h"

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/layout/overlap.h"

namespace tidemark {

using array_internal::View;

AnyArray as_strided(const AnyArray& a, const Dims& shape, const Dims& strides,
                    SourceLocation site) {
  const View& view = a.view();
  if (shape.size() != strides.size()) {
    array_internal::ThrowShapeError("as_strided: shape and strides must be of one length");
  }
  array_internal::CheckedSize(shape, view.item_size);
  array_internal::CheckAligned(view.data, shape, strides, view.dtype);
  // Reckoned wide: the strides may be anything.
  __int128 low = view.data - view.buffer->data;
  __int128 high = low + view.item_size;
  bool empty = false;
  for (int i = 0; i < shape.size(); ++i) {
    empty = empty || shape[i] == 0;
    const __int128 span = static_cast<__int128>(shape[i] - 1) * strides[i];
    (span < 0 ? low : high) += span;
  }
  if (!empty && (low < 0 || high > view.buffer->bytes)) {
    array_internal::ThrowValueError(
        absl::StrCat("as_strided: shape ", array_internal::ShapeText(shape), " with strides ",
                     array_internal::ShapeText(strides), " leaves the buffer of ",
                     view.buffer->bytes, " bytes"));
  }
  return array_internal::ViewWithin(view, view.data, shape, strides, "as_strided", site);
}

AnyArray sliding_window_view(const AnyArray& a, const Dims& window, const std::optional<Dims>& axes,
                             SourceLocation site) {
  const View& view = a.view();
  Dims shape(view.shape());
  Dims strides(view.strides());
  if (window.size() != (axes ? axes->size() : view.ndim)) {
    array_internal::ThrowShapeError("sliding_window_view: one extent for each axis is needed");
  }
  for (int i = 0; i < window.size(); ++i) {
    const int axis = axes ? array_internal::NormalizeAxis((*axes)[i], view.ndim) : i;
    if (window[i] < 0) array_internal::ThrowValueError("a window cannot be of negative extent");
    if (window[i] > shape[axis]) {
      array_internal::ThrowShapeError(absl::StrCat("sliding_window_view: a window of ", window[i],
                                                   " along axis ", axis, " of shape ",
                                                   array_internal::ShapeText(view.shape())));
    }
    shape[axis] = array_internal::CheckedSum(shape[axis] - window[i], 1, "sliding_window_view");
    shape.push_back(window[i]);
    strides.push_back(view.strides()[static_cast<size_t>(axis)]);
  }
  return array_internal::ViewWithin(view, view.data, shape, strides, "sliding_window_view", site,
                                    array_internal::Writable::kNo);
}

}  // namespace tidemark
