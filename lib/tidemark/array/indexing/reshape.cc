#include "tidemark/array/indexing/reshape.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/assign_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

[[noreturn]] void ThrowCannotReshape(const View& view, std::span<const int64_t> shape) {
  ThrowShapeError(absl::StrCat("cannot reshape array of size ", view.size, " with shape ",
                               ShapeText(view.shape()), " into shape ", ShapeText(shape)));
}

// `shape` with its one negative extent replaced by what the size demands.
Dims ResolveShape(const View& view, const Dims& shape) {
  Dims resolved = shape;
  int unknown = -1;
  int64_t known = 1;
  for (int i = 0; i < shape.size(); ++i) {
    if (shape[i] < 0) {
      if (unknown >= 0) ThrowShapeError("reshape: only one extent can be left to be found");
      unknown = i;
    } else if (__builtin_mul_overflow(known, shape[i], &known)) {
      ThrowCannotReshape(view, shape);
    }
  }
  if (unknown >= 0) {
    if (known == 0 || view.size % known != 0) ThrowCannotReshape(view, shape);
    resolved[unknown] = view.size / known;
  } else if (known != view.size) {
    ThrowCannotReshape(view, shape);
  }
  return resolved;
}

// A new C ordered array of `shape` with view's elements in C order.
AnyArray CopyAs(const View& view, std::span<const int64_t> shape, CopyReason reason, const char* op,
                SourceLocation site) {
  AnyArray copy =
      AnyArray::Own(NewOwner({.dtype = view.dtype, .shape = shape, .op = op, .site = site}));
  const Dims flat = CStrides(view.shape(), view.item_size);
  MoveElements(view.shape(), {copy.view().data, flat.data()}, view.dtype,
               {view.data, view.strides().data()}, view.dtype);
  NoteCopy(view, copy.view(), copy.nbytes(), reason, op, site);
  return copy;
}

}  // namespace

// The axes of both shapes are matched in groups of equal size, from the left; within a group the
// old axes must run on into each other, and then the new ones divide it as they like.
std::optional<Dims> ReshapeStrides(const View& view, std::span<const int64_t> shape) {
  if (view.c_contiguous) return CStrides(shape, view.item_size);
  Dims old_shape;
  Dims old_strides;
  for (int i = 0; i < view.ndim; ++i) {
    if (view.dims[i] == 1) continue;
    old_shape.push_back(view.dims[i]);
    old_strides.push_back(view.dims[view.ndim + i]);
  }
  const Dims new_shape(shape);
  Dims strides = Dims::Filled(new_shape.size(), view.item_size);
  int from = 0;
  int to = 0;
  while (from < old_shape.size() && to < new_shape.size()) {
    int from_end = from + 1;
    int to_end = to + 1;
    int64_t old_size = old_shape[from];
    int64_t new_size = new_shape[to];
    while (old_size != new_size) {
      if (new_size < old_size) {
        new_size *= new_shape[to_end++];
      } else {
        old_size *= old_shape[from_end++];
      }
    }
    for (int i = from; i + 1 < from_end; ++i) {
      if (old_strides[i] != old_shape[i + 1] * old_strides[i + 1]) return std::nullopt;
    }
    int64_t stride = old_strides[from_end - 1];
    for (int i = to_end - 1; i >= to; --i) {
      strides[i] = stride;
      stride *= new_shape[i];
    }
    from = from_end;
    to = to_end;
  }
  for (; to < new_shape.size(); ++to) strides[to] = to > 0 ? strides[to - 1] : view.item_size;
  return strides;
}

}  // namespace array_internal

AnyArray reshape(const AnyArray& a, const Dims& shape, Copy copy, SourceLocation site) {
  const array_internal::View& view = a.view();
  const Dims resolved = array_internal::ResolveShape(view, shape);
  if (copy != Copy::kAlways) {
    // As in NumPy, only a shape that was given in full can be found to be the array's own.
    if (std::ranges::equal(shape, view.shape())) {
      return array_internal::ViewWithin(view, view.data, resolved, view.strides(), "reshape", site);
    }
    const std::optional<Dims> strides = array_internal::ReshapeStrides(view, resolved);
    if (strides) {
      return array_internal::ViewWithin(view, view.data, resolved, *strides, "reshape", site);
    }
    if (copy == Copy::kNever) {
      array_internal::ThrowShapeError(absl::StrCat(
          "reshape: an array of shape ", array_internal::ShapeText(view.shape()), " and strides ",
          array_internal::ShapeText(view.strides()), " has no view of shape ",
          array_internal::ShapeText(resolved), ", and Copy::kNever forbids a copy"));
    }
  }
  return array_internal::CopyAs(
      view, resolved, copy == Copy::kAlways ? CopyReason::kRequested : CopyReason::kLayout,
      "reshape", site);
}

AnyArray ravel(const AnyArray& a, SourceLocation site) {
  const array_internal::View& view = a.view();
  const Dims flat(view.size);
  if (view.c_contiguous) {
    return array_internal::ViewWithin(view, view.data, flat, Dims(a.itemsize()), "ravel", site);
  }
  return array_internal::CopyAs(view, flat, CopyReason::kLayout, "ravel", site);
}

AnyArray flatten(const AnyArray& a, SourceLocation site) {
  return array_internal::CopyAs(a.view(), Dims(a.size()), CopyReason::kRequested, "flatten", site);
}

}  // namespace tidemark
