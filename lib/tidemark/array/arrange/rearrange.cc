#include "tidemark/array/arrange/rearrange.h"

#include <algorithm>

#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/view_within_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/reshape.h"

namespace tidemark {

using array_internal::CheckedProduct;
using array_internal::CStrides;
using array_internal::MoveElements;
using array_internal::NewOwner;
using array_internal::NormalizeAxis;
using array_internal::NoteCopy;
using array_internal::NoteOp;
using array_internal::ThrowValueError;
using array_internal::View;

namespace {

AnyArray NewArranged(DType dtype, const Dims& shape, const char* op, SourceLocation site) {
  return AnyArray::Own(NewOwner({.dtype = dtype, .shape = shape, .op = op, .site = site}));
}

void Report(const View& from, const AnyArray& to, CopyReason reason, const char* op,
            SourceLocation site) {
  if (to.size() != 0) NoteCopy(from, to.view(), to.nbytes(), reason, op, site);
  NoteOp(op, {&from}, &to.view(), site);
}

// A shape of the result's elements in which every axis is an axis of the source or repeats it.
struct Unrolled {
  Dims shape;
  Dims from;  // the source's strides; 0 where it is repeated
};

// Fills `to`, C contiguous, with the source seen as `unrolled`.
void Fill(const AnyArray& to, const View& from, const Unrolled& unrolled) {
  const Dims strides = CStrides(unrolled.shape, to.itemsize());
  MoveElements(unrolled.shape, {to.view().data, strides.data()}, from.dtype,
               {from.data, unrolled.from.data()}, from.dtype);
}

// `from` moved along one axis, cyclically by 0 <= shift < extent.
void Rotate(const View& from, const View& to, int axis, int64_t shift) {
  const int64_t extent = from.dims[axis];
  const int64_t in_step = from.strides()[static_cast<size_t>(axis)];
  const int64_t out_step = to.strides()[static_cast<size_t>(axis)];
  Dims part(from.shape());
  part[axis] = extent - shift;
  MoveElements(part, {to.data + shift * out_step, to.strides().data()}, to.dtype,
               {from.data, from.strides().data()}, from.dtype);
  part[axis] = shift;
  MoveElements(part, {to.data, to.strides().data()}, to.dtype,
               {from.data + (extent - shift) * in_step, from.strides().data()}, from.dtype);
}

int64_t WrapShift(int64_t shift, int64_t extent) {
  if (extent == 0) return 0;
  const int64_t rest = shift % extent;
  return rest < 0 ? rest + extent : rest;
}

// How many elements lie behind one index of the axes in front of `axis`.
int64_t ItemsFrom(const View& view, int axis) {
  int64_t items = 1;
  for (int i = std::max(axis, 0); i < view.ndim; ++i) items *= view.dims[i];
  return items;
}

// A view with axes of extent 1 in front; the array itself where there are none to add.
AnyArray WithAxesInFront(const AnyArray& a, int count, SourceLocation site) {
  const View& view = a.view();
  if (count == 0) return a;
  const int64_t whole = view.ndim == 0 ? view.item_size : view.dims[0] * view.dims[view.ndim];
  Dims shape = Dims::Filled(count, 1);
  Dims strides = Dims::Filled(count, whole);
  for (const int64_t extent : view.shape()) shape.push_back(extent);
  for (const int64_t stride : view.strides()) strides.push_back(stride);
  return array_internal::ViewWithin(view, view.data, shape, strides, "tile", site);
}

}  // namespace

AnyArray tile(const AnyArray& a, const Dims& reps, SourceLocation site) {
  const View& view = a.view();
  const int ndim = std::max<int>(view.ndim, reps.size());
  const int missing_shape = ndim - view.ndim;
  const int missing_reps = ndim - reps.size();
  Dims shape;
  Unrolled unrolled;
  bool all_once = true;
  int64_t last_repeated = 1;
  for (int i = 0; i < ndim; ++i) {
    const int64_t extent = i < missing_shape ? 1 : view.dims[i - missing_shape];
    const int64_t stride = i < missing_shape ? 0 : view.dims[view.ndim + i - missing_shape];
    const int64_t count = i < missing_reps ? 1 : reps[i - missing_reps];
    if (count < 0 && extent > 0) ThrowValueError("tile: counts may not be negative");
    shape.push_back(CheckedProduct(extent, count, "tile"));
    all_once = all_once && count == 1;
    if (count != 1) {
      last_repeated = ItemsFrom(view, i - missing_shape);
      unrolled.shape.push_back(count);
      unrolled.from.push_back(0);
    }
    if (extent != 1) {
      unrolled.shape.push_back(extent);
      unrolled.from.push_back(stride);
    }
  }
  if (all_once) {
    // NumPy makes a copy in order 'K' then, with the new axes in front.
    Dims strides = array_internal::LikeStrides(view, view.item_size);
    for (int i = 0; i < missing_shape; ++i) strides.insert(0, view.nbytes());
    AnyArray same = AnyArray::Own(NewOwner(
        {.dtype = view.dtype, .shape = shape, .strides = strides, .op = "tile", .site = site}));
    MoveElements(view.shape(), {same.view().data, strides.data() + missing_shape}, view.dtype,
                 {view.data, view.strides().data()}, view.dtype);
    Report(view, same, CopyReason::kRequested, "tile", site);
    return same;
  }
  // NumPy finds nothing to copy in an array without elements and reshapes it.
  if (view.size == 0) return reshape(WithAxesInFront(a, missing_shape, site), shape, {}, site);
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    // It repeats axis after axis and reshapes what the last one left, which shows in the strides.
    const AnyArray nothing =
        NewArranged(view.dtype, Dims({int64_t{0}, last_repeated}), "tile", site);
    return reshape(nothing, shape, Copy::kIfNeeded, site);
  }
  AnyArray result = NewArranged(view.dtype, shape, "tile", site);
  Fill(result, view, unrolled);
  Report(view, result, CopyReason::kBroadcast, "tile", site);
  return result;
}

AnyArray repeat(const AnyArray& a, Count times, std::optional<int64_t> axis, SourceLocation site) {
  const View& view = a.view();
  int64_t n = times.value();
  const bool flat = !axis || (view.ndim == 0 && (*axis == 0 || *axis == -1));
  const int along = flat ? view.ndim - 1 : NormalizeAxis(*axis, view.ndim);
  Unrolled unrolled{.shape = Dims(view.shape()), .from = Dims(view.strides())};
  Dims shape(view.shape());
  int64_t extent = flat ? view.size : view.dims[along];
  if (n < 0) {
    if (extent > 0) ThrowValueError("repeat: the count may not be negative");
    n = 0;  // NumPy repeats nothing as often as one likes
  }
  extent = CheckedProduct(extent, n, "repeat");
  if (flat) {
    shape = Dims(extent);
  } else {
    shape[along] = extent;
  }
  if (n != 1) {
    unrolled.shape.insert(along + 1, n);
    unrolled.from.insert(along + 1, 0);
  }
  AnyArray result = NewArranged(view.dtype, shape, "repeat", site);
  Fill(result, view, unrolled);
  Report(view, result, CopyReason::kBroadcast, "repeat", site);
  return result;
}

AnyArray roll(const AnyArray& a, Count places, std::optional<int64_t> axis, SourceLocation site) {
  const int64_t shift = places.value();
  if (!axis) {
    // As one line; where the elements do not lie in C order that takes a copy.
    const AnyArray line = ravel(a, site);
    if (a.size() == 0) {
      return reshape(NewArranged(a.dtype(), Dims(0), "roll", site), Dims(a.shape()),
                     Copy::kIfNeeded, site);
    }
    AnyArray result = NewArranged(a.dtype(), Dims(a.shape()), "roll", site);
    const int64_t head = WrapShift(shift, a.size()) * a.itemsize();
    const std::byte* from = line.view().data;
    std::copy_n(from, a.nbytes() - head, result.view().data + head);
    std::copy_n(from + a.nbytes() - head, head, result.view().data);
    Report(line.view(), result, CopyReason::kRequested, "roll", site);
    return result;
  }
  const View& view = a.view();
  const int along = NormalizeAxis(*axis, view.ndim);
  AnyArray result =
      AnyArray::Own(NewOwner({.dtype = view.dtype,
                              .shape = view.shape(),
                              .strides = array_internal::LikeStrides(view, view.item_size),
                              .op = "roll",
                              .site = site}));
  Rotate(view, result.view(), along, WrapShift(shift, view.dims[along]));
  Report(view, result, CopyReason::kRequested, "roll", site);
  return result;
}

}  // namespace tidemark
