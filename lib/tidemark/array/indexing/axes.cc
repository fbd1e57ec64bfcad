#include "tidemark/array/indexing/axes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/layout/slice.h"

namespace tidemark {

using array_internal::NormalizeAxes;
using array_internal::NormalizeAxis;
using array_internal::ThrowShapeError;
using array_internal::ThrowValueError;
using array_internal::View;
using array_internal::ViewWithin;
using array_internal::Writable;

namespace {

AnyArray Permuted(const View& view, const Dims& axes, const char* op, SourceLocation site) {
  Dims shape;
  Dims strides;
  for (const int64_t axis : axes) {
    shape.push_back(view.dims[axis]);
    strides.push_back(view.dims[view.ndim + axis]);
  }
  return ViewWithin(view, view.data, shape, strides, op, site);
}

bool Contains(const Dims& axes, int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

Dims Counting(int ndim) {
  Dims axes;
  for (int i = 0; i < ndim; ++i) axes.push_back(i);
  return axes;
}

// The part [start, start + count) along an axis.
AnyArray PartOf(const View& view, int axis, int64_t start, int64_t count, SourceLocation site) {
  Dims shape(view.shape());
  shape[axis] = count;
  std::byte* data = view.data + (count > 0 ? start * view.dims[view.ndim + axis] : 0);
  return ViewWithin(view, data, shape, Dims(view.strides()), "split", site);
}

}  // namespace

AnyArray transpose(const AnyArray& a, const std::optional<Dims>& axes, SourceLocation site) {
  const View& view = a.view();
  Dims order = Counting(view.ndim);
  if (axes) {
    if (axes->size() != view.ndim) {
      ThrowShapeError(absl::StrCat("transpose: ", axes->size(),
                                   " axes given for an array of shape ",
                                   array_internal::ShapeText(view.shape())));
    }
    order = NormalizeAxes(*axes, view.ndim, "transpose");
  } else {
    std::reverse(order.begin(), order.end());
  }
  return Permuted(view, order, "transpose", site);
}

AnyArray swapaxes(const AnyArray& a, int64_t x, int64_t y, SourceLocation site) {
  Dims order = Counting(a.ndim());
  std::swap(order[NormalizeAxis(x, a.ndim())], order[NormalizeAxis(y, a.ndim())]);
  return Permuted(a.view(), order, "swapaxes", site);
}

AnyArray moveaxis(const AnyArray& a, const Dims& source, const Dims& destination,
                  SourceLocation site) {
  const Dims from = NormalizeAxes(source, a.ndim(), "moveaxis");
  const Dims to = NormalizeAxes(destination, a.ndim(), "moveaxis");
  if (from.size() != to.size()) {
    ThrowValueError("moveaxis: source and destination must have the same number of axes");
  }
  Dims order = Dims::Filled(a.ndim(), -1);
  for (int i = 0; i < from.size(); ++i) order[static_cast<int>(to[i])] = from[i];
  int64_t next = 0;
  for (int64_t& axis : order) {
    if (axis >= 0) continue;
    while (Contains(from, next)) ++next;
    axis = next++;
  }
  return Permuted(a.view(), order, "moveaxis", site);
}

AnyArray squeeze(const AnyArray& a, const std::optional<Dims>& axes, SourceLocation site) {
  const View& view = a.view();
  Dims dropped;
  // NumPy lets an array of no axes be squeezed along axis 0.
  const bool of_no_axes = axes && view.ndim == 0 && axes->size() == 1;
  if (of_no_axes && ((*axes)[0] == 0 || (*axes)[0] == -1)) return a;
  if (axes) {
    dropped = NormalizeAxes(*axes, view.ndim, "squeeze");
    for (const int64_t axis : dropped) {
      if (view.dims[axis] == 1) continue;
      ThrowShapeError(absl::StrCat("squeeze: axis ", axis, " of shape ",
                                   array_internal::ShapeText(view.shape()), " is not of extent 1"));
    }
  } else {
    for (int i = 0; i < view.ndim; ++i) {
      if (view.dims[i] == 1) dropped.push_back(i);
    }
  }
  if (dropped.empty()) return a;
  Dims kept;
  for (int i = 0; i < view.ndim; ++i) {
    if (!Contains(dropped, i)) kept.push_back(i);
  }
  return Permuted(view, kept, "squeeze", site);
}

AnyArray expand_dims(const AnyArray& a, const Dims& axes, SourceLocation site) {
  const View& view = a.view();
  const int ndim = view.ndim + axes.size();
  if (ndim > kMaxDims) ThrowShapeError("an array has at most 32 dimensions");
  const Dims inserted = NormalizeAxes(axes, ndim, "expand_dims");
  Dims shape;
  Dims strides;
  int axis = 0;
  for (int i = 0; i < ndim; ++i) {
    const bool fresh = Contains(inserted, i);
    shape.push_back(fresh ? 1 : view.dims[axis]);
    strides.push_back(fresh ? 0 : view.dims[view.ndim + axis]);
    if (!fresh) ++axis;
  }
  // NumPy reshapes here, which shows in the strides of axes that hold at most one element.
  if (const auto reshaped = array_internal::ReshapeStrides(view, shape)) strides = *reshaped;
  return ViewWithin(view, view.data, shape, strides, "expand_dims", site);
}

AnyArray broadcast_to(const AnyArray& a, const Dims& shape, SourceLocation site) {
  const View& view = a.view();
  array_internal::CheckedSize(shape, view.item_size);
  bool fits = view.ndim <= shape.size();
  const int missing = shape.size() - view.ndim;
  for (int i = 0; fits && i < view.ndim; ++i) {
    fits = view.dims[i] == 1 || view.dims[i] == shape[missing + i];
  }
  if (!fits) {
    ThrowShapeError(absl::StrCat("an array of shape ", array_internal::ShapeText(view.shape()),
                                 " cannot be broadcast to shape ",
                                 array_internal::ShapeText(shape)));
  }
  return ViewWithin(view, view.data, shape, array_internal::BroadcastStrides(view, shape),
                    "broadcast_to", site, Writable::kNo);
}

std::vector<AnyArray> broadcast_arrays(std::span<const AnyArray> arrays, SourceLocation site) {
  std::vector<const View*> views;
  for (const AnyArray& a : arrays) views.push_back(&a.view());
  const Dims shape = array_internal::BroadcastShapes(views);
  std::vector<AnyArray> result;
  for (const AnyArray& a : arrays) {
    result.push_back(std::ranges::equal(a.shape(), shape) ? a : broadcast_to(a, shape, site));
  }
  return result;
}

AnyArray flip(const AnyArray& a, const std::optional<Dims>& axes, SourceLocation site) {
  const View& view = a.view();
  const Dims flipped = axes ? NormalizeAxes(*axes, view.ndim, "flip") : Counting(view.ndim);
  std::byte* data = view.data;
  Dims strides(view.strides());
  for (const int64_t axis : flipped) {
    const int i = static_cast<int>(axis);
    if (view.dims[i] == 0) continue;
    data += strides[i] * (view.dims[i] - 1);
    strides[i] = -strides[i];
  }
  return ViewWithin(view, data, Dims(view.shape()), strides, "flip", site);
}

AnyArray diagonal(const AnyArray& a, int64_t offset, int64_t axis1, int64_t axis2,
                  SourceLocation site) {
  const View& view = a.view();
  if (view.ndim < 2) ThrowShapeError("diagonal: an array of at least two dimensions is needed");
  const int x = NormalizeAxis(axis1, view.ndim);
  const int y = NormalizeAxis(axis2, view.ndim);
  if (x == y) ThrowValueError("diagonal: axis1 and axis2 cannot be the same");
  const int64_t* stride = view.dims + view.ndim;
  // An offset skips columns, a negative one rows.
  const int64_t skip = std::abs(std::max(offset, -INT64_MAX));
  const int64_t room = offset < 0 ? std::min(view.dims[x] - skip, view.dims[y])
                                  : std::min(view.dims[x], view.dims[y] - skip);
  Dims shape;
  Dims strides;
  for (int i = 0; i < view.ndim; ++i) {
    if (i == x || i == y) continue;
    shape.push_back(view.dims[i]);
    strides.push_back(stride[i]);
  }
  shape.push_back(std::max(room, int64_t{0}));
  strides.push_back(stride[x] + stride[y]);
  std::byte* data = view.data;
  if (room >= 0) data += skip * (offset < 0 ? stride[x] : stride[y]);
  return ViewWithin(view, data, shape, strides, "diagonal", site, Writable::kNo);
}

std::vector<AnyArray> split(const AnyArray& a, int64_t sections, int64_t axis,
                            SourceLocation site) {
  const View& view = a.view();
  const int i = NormalizeAxis(axis, view.ndim);
  if (sections <= 0 || view.dims[i] % sections != 0) {
    ThrowValueError(absl::StrCat("split: axis ", i, " of shape ",
                                 array_internal::ShapeText(view.shape()),
                                 " cannot be divided into ", sections, " equal parts"));
  }
  const int64_t count = view.dims[i] / sections;
  std::vector<AnyArray> parts;
  for (int64_t part = 0; part < sections; ++part) {
    parts.push_back(PartOf(view, i, part * count, count, site));
  }
  return parts;
}

std::vector<AnyArray> split_at(const AnyArray& a, const Dims& positions, int64_t axis,
                               SourceLocation site) {
  const View& view = a.view();
  const int i = NormalizeAxis(axis, view.ndim);
  std::vector<AnyArray> parts;
  int64_t start = 0;
  for (int part = 0; part <= positions.size(); ++part) {
    const bool last = part == positions.size();
    const auto range = array_internal::ResolveSlice(
        last ? Slice::From(start) : Slice(start, positions[part]), view.dims[i]);
    parts.push_back(PartOf(view, i, range.start, range.count, site));
    if (!last) start = positions[part];
  }
  return parts;
}

}  // namespace tidemark
