#include <algorithm>
#include <utility>

#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/indexing/slices_internal.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark::array_internal {

Slices::Slices(const View& view, const std::optional<Dims>& axes) : view_(view), data_(view.data) {
  if (!axes) {
    std::fill_n(reduced_, view.ndim, true);
  } else {
    for (const int64_t axis : NormalizeAxes(*axes, view.ndim, "axis")) reduced_[axis] = true;
  }
  for (int i = 0; i < view.ndim; ++i) {
    (reduced_[i] ? gone_ : kept_).push_back(view.dims[i]);
    (reduced_[i] ? gone_strides_ : kept_strides_).push_back(view.dims[view.ndim + i]);
  }
  // Parts of a shape whose size is checked: neither product overflows unless another extent is 0.
  count_ = CheckedSize(gone_, view.item_size);
  results_ = CheckedSize(kept_, view.item_size);
}

Dims Slices::WithAxes(const Dims& of_kept, int64_t filler, KeepDims keepdims) const {
  if (keepdims == KeepDims::kNo) return of_kept;
  Dims all;
  int next = 0;
  for (int i = 0; i < view_.ndim; ++i) all.push_back(reduced_[i] ? filler : of_kept[next++]);
  return all;
}

Dims Slices::ResultShape(KeepDims keepdims) const { return WithAxes(kept_, 1, keepdims); }

Dims Slices::CStridesOf(int64_t item, KeepDims keepdims) const {
  return WithAxes(CStrides(kept_, item), 0, keepdims);
}

Dims Slices::KeptOrderStrides(int64_t item, KeepDims keepdims) const {
  // NumPy swaps the axes that stay to the front, makes one axis of the rest, copying where it must,
  // and takes its copy to be sorted of that, in order 'K'.
  Dims shape(view_.shape());
  Dims strides(view_.strides());
  int axis = 0;
  if (gone_.size() == 1) {
    axis = static_cast<int>(std::find(reduced_, reduced_ + view_.ndim, true) - reduced_);
  } else {
    int front = 0;
    for (int i = 0; i < view_.ndim; ++i) {
      if (reduced_[i]) continue;
      std::swap(shape[front], shape[i]);
      std::swap(strides[front], strides[i]);
      ++front;
    }
    const LocalView swapped(view_, view_.data, shape, strides);
    Dims merged = kept_;
    merged.push_back(count_);
    const std::optional<Dims> viewed =
        view_.size == 0 ? std::nullopt : ReshapeStrides(swapped.view(), merged);
    strides = viewed ? *viewed : CStrides(merged, view_.item_size);
    shape = merged;
    axis = kept_.size();
  }
  const LocalView source(view_, view_.data, shape, strides);
  Dims copied = LikeStrides(source.view(), view_.item_size);
  for (int i = 0; i < shape.size(); ++i) {
    if (shape[i] == 1) copied[i] = 0;
  }
  const int64_t* const rows[] = {copied.data()};
  const Dims order = KOrder(shape, rows);
  Dims placed = Dims::Filled(shape.size(), item);
  int64_t stride = item;
  for (int i = shape.size() - 1; i >= 0; --i) {
    const int at = static_cast<int>(order[i]);
    placed[at] = stride;
    if (at != axis && shape[at] != 0) stride *= shape[at];
  }
  placed.erase(axis);
  return WithAxes(placed, 0, keepdims);
}

void Slices::Gather(const std::byte* slice, std::byte* line) const {
  const int64_t item = view_.item_size;
  if (gone_.size() == 1) {
    kernels::CopyStrided(slice, gone_strides_[0], line, item, count_, item);
    return;
  }
  const Dims flat = CStrides(gone_, item);
  MoveElements(gone_, {line, flat.data()}, view_.dtype,
               {const_cast<std::byte*>(slice), gone_strides_.data()}, view_.dtype);
}

}  // namespace tidemark::array_internal
