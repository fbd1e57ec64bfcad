#include "tidemark/array/indexing/orient.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/axes.h"

namespace tidemark {

using array_internal::View;

namespace {

AnyArray FlipAxis(const AnyArray& a, int axis, const char* op, SourceLocation site) {
  if (a.ndim() <= axis) {
    array_internal::ThrowShapeError(
        absl::StrCat(op, ": an array of at least ", axis + 1, " axes is needed"));
  }
  return flip(a, Dims(axis), site);
}

}  // namespace

AnyArray rot90(const AnyArray& a, Count times, const Axes& plane, SourceLocation site) {
  const View& view = a.view();
  if (plane.dims().size() != 2) {
    array_internal::ThrowValueError("rot90: a plane has two axes");
  }
  const Dims axes = array_internal::NormalizeAxes(plane.dims(), view.ndim, "rot90");
  const int from = static_cast<int>(axes[0]);
  const int to = static_cast<int>(axes[1]);
  Dims shape(view.shape());
  Dims strides(view.strides());
  std::byte* data = view.data;
  const auto reverse = [&](int axis) {
    if (shape[axis] == 0) return;
    data += strides[axis] * (shape[axis] - 1);
    strides[axis] = -strides[axis];
  };
  const int64_t turns = ((times.value() % 4) + 4) % 4;
  if (turns == 1 || turns == 2) reverse(to);
  if (turns == 2 || turns == 3) reverse(from);
  if (turns == 1 || turns == 3) {
    std::swap(shape[from], shape[to]);
    std::swap(strides[from], strides[to]);
  }
  return array_internal::ViewWithin(view, data, shape, strides, "rot90", site);
}

AnyArray flipud(const AnyArray& a, SourceLocation site) { return FlipAxis(a, 0, "flipud", site); }

AnyArray fliplr(const AnyArray& a, SourceLocation site) { return FlipAxis(a, 1, "fliplr", site); }

AnyArray atleast_1d(const AnyArray& a, SourceLocation site) {
  return a.ndim() >= 1 ? a : expand_dims(a, 0, site);
}

AnyArray atleast_2d(const AnyArray& a, SourceLocation site) {
  if (a.ndim() >= 2) return a;
  return a.ndim() == 1 ? expand_dims(a, 0, site) : expand_dims(a, {0, 1}, site);
}

AnyArray atleast_3d(const AnyArray& a, SourceLocation site) {
  if (a.ndim() >= 3) return a;
  if (a.ndim() == 2) return expand_dims(a, 2, site);
  return a.ndim() == 1 ? expand_dims(a, {0, 2}, site) : expand_dims(a, {0, 1, 2}, site);
}

}  // namespace tidemark
