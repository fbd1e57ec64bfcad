#include "tidemark/array/indexing/indexing.h"

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {
namespace array_internal {

void ThrowPositionOutOfBounds(int64_t position, int axis, int64_t extent) {
  ThrowIndexError(
      absl::StrCat("index ", position, " is out of bounds for axis ", axis, " with size ", extent));
}

void ThrowElementDividedByZero() { ThrowValueError("an element of integers divided by zero"); }

void ThrowWrongIndexCount(const View& view, int64_t count) {
  ThrowIndexError(absl::StrCat(
      count > view.ndim ? "too many" : "too few", " indices for array: array is ", int{view.ndim},
      "-dimensional, but ", count, " were indexed; its shape is ", ShapeText(view.shape())));
}

namespace {

int64_t Position(int64_t position, int axis, int64_t extent) {
  if (position < -extent || position >= extent) ThrowPositionOutOfBounds(position, axis, extent);
  return position < 0 ? position + extent : position;
}

// The part of an array that an index selects.
struct Selection {
  std::byte* data = nullptr;
  Dims shape;
  Dims strides;
};

// How many axes the items consume; checks that they are not too many.
int CountConsumed(const View& view, std::span<const IndexItem> items) {
  int64_t consumed = 0;
  int ellipses = 0;
  for (const IndexItem& item : items) {
    if (item.kind() == IndexItem::Kind::kEllipsis) ++ellipses;
    if (item.kind() == IndexItem::Kind::kInteger || item.kind() == IndexItem::Kind::kSlice) {
      ++consumed;
    }
  }
  if (ellipses > 1) ThrowIndexError("an index can only have a single ellipsis ('...')");
  if (consumed > view.ndim) ThrowWrongIndexCount(view, consumed);
  return static_cast<int>(consumed);
}

Selection Select(const View& view, std::span<const IndexItem> items) {
  const int skipped = view.ndim - CountConsumed(view, items);
  Selection part{.data = view.data, .shape = {}, .strides = {}};
  int axis = 0;
  const auto keep = [&](int count) {
    for (int i = 0; i < count; ++i, ++axis) {
      part.shape.push_back(view.dims[axis]);
      part.strides.push_back(view.dims[view.ndim + axis]);
    }
  };
  for (const IndexItem& item : items) {
    switch (item.kind()) {
      case IndexItem::Kind::kEllipsis:
        keep(skipped);
        break;
      case IndexItem::Kind::kNewAxis:
        part.shape.push_back(1);
        part.strides.push_back(0);
        break;
      case IndexItem::Kind::kInteger:
        part.data += Position(item.position(), axis, view.dims[axis]) * view.dims[view.ndim + axis];
        ++axis;
        break;
      case IndexItem::Kind::kSlice: {
        const SliceRange range = ResolveSlice(item.slice(), view.dims[axis]);
        const int64_t stride = view.dims[view.ndim + axis];
        part.data += range.start * stride;
        part.shape.push_back(range.count);
        // A step beyond the axis is only taken by a single element; its product might not fit.
        int64_t step_bytes = 0;
        if (__builtin_mul_overflow(range.step, stride, &step_bytes)) step_bytes = stride;
        part.strides.push_back(step_bytes);
        ++axis;
        break;
      }
    }
  }
  keep(view.ndim - axis);
  return part;
}

}  // namespace

void AssignScalar(const View& dst, const Scalar& value, const char* op, SourceLocation site) {
  if (!dst.writable) ThrowReadOnlyError(op);
  alignas(16) std::byte item[kMaxItemSize];
  value.AssignTo(dst.dtype, item);
  if (dst.size == 0) return;
  NoteWrite(dst, site);
  FillElements(dst, item);
}

}  // namespace array_internal

AnyArray basic_index(const AnyArray& a, const Index& index) {
  const array_internal::View& view = a.view();
  const array_internal::Selection part = array_internal::Select(view, index.items());
  return array_internal::ViewWithin(view, part.data, part.shape, part.strides, "slice",
                                    index.site());
}

void setitem(const AnyArray& a, const Index& index, const AnyArray& value, SourceLocation site) {
  const array_internal::View& view = a.view();
  const array_internal::Selection chosen = array_internal::Select(view, index.items());
  const array_internal::LocalView part(view, chosen.data, chosen.shape, chosen.strides);
  array_internal::AssignArray(part.view(), value.view(), CopyReason::kAssign, "setitem", site);
}

void setitem(const AnyArray& a, const Index& index, const Scalar& value, SourceLocation site) {
  const array_internal::View& view = a.view();
  const array_internal::Selection chosen = array_internal::Select(view, index.items());
  const array_internal::LocalView part(view, chosen.data, chosen.shape, chosen.strides);
  array_internal::AssignScalar(part.view(), value, "setitem", site);
}

}  // namespace tidemark
