#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/indexing/resolved_selector_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"

namespace tidemark::array_internal {
namespace {

bool IsMask(const SelectorItem& item) {
  return item.array() != nullptr && item.array()->dtype() == DType::kBool;
}

bool IsSinglePosition(const SelectorItem& item) {
  if (item.basic() != nullptr) return item.basic()->kind() == IndexItem::Kind::kInteger;
  return item.array() != nullptr && item.array()->ndim() == 0 && !IsMask(item);
}

// The number in an array of no axes.
int64_t SingleInteger(const View& view) {
  const DTypeKind kind = KindOf(view.dtype);
  if (kind != DTypeKind::kSigned && kind != DTypeKind::kUnsigned) {
    ThrowIndexError(absl::StrCat("positions must be integers, not ", DTypeName(view.dtype)));
  }
  int64_t position = 0;
  kernels::FindCast(view.dtype, DType::kInt64)(view.data, 0,
                                               reinterpret_cast<std::byte*>(&position), 8, 1);
  if (view.dtype == DType::kUInt64 && position < 0) position = INT64_MAX;  // beyond every axis
  return position;
}

int AxesTaken(const SelectorItem& item) {
  if (IsSinglePosition(item) || item.list() != nullptr) return 1;
  if (item.array() != nullptr) return IsMask(item) ? item.array()->ndim() : 1;
  return item.basic()->kind() == IndexItem::Kind::kSlice ? 1 : 0;
}

// How many axes are left to an ellipsis.
int SkippedAxes(const View& view, const Selector& selector) {
  int64_t consumed = 0;
  int ellipses = 0;
  for (const SelectorItem& item : selector.items()) {
    consumed += AxesTaken(item);
    if (item.basic() != nullptr && item.basic()->kind() == IndexItem::Kind::kEllipsis) ++ellipses;
  }
  if (ellipses > 1) ThrowIndexError("an index can only have a single ellipsis ('...')");
  if (consumed > view.ndim) ThrowWrongIndexCount(view, consumed);
  return view.ndim - static_cast<int>(consumed);
}

int64_t CountTrueIn(const View& mask) {
  int64_t count = 0;
  const LoopPlan plan(mask.shape(), {{mask.data, mask.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    count += kernels::CountTrue(data[0], strides[0], n);
  });
  return count;
}

// first + i * step for each i < n where the mask is true; no more than `wanted` of them.
int64_t* ListMasked(const std::byte* mask, int64_t mask_stride, int64_t n, int64_t first,
                    int64_t step, int64_t* to, const int64_t* end) {
  for (int64_t i = 0; i < n && to != end; ++i) {
    *to = first + i * step;
    to += mask[i * mask_stride] != std::byte{0} ? 1 : 0;
  }
  return to;
}

}  // namespace

SelectorKind KindOfSelector(const View& view, const Selector& selector) {
  bool has_single = false;
  bool has_positions = false;
  for (const SelectorItem& item : selector.items()) {
    if (item.basic() != nullptr) continue;
    (IsSinglePosition(item) ? has_single : has_positions) = true;
  }
  if (!has_positions) return has_single ? SelectorKind::kSingle : SelectorKind::kBasic;
  const SelectorItem& first = selector.items()[0];
  const bool whole =
      selector.items().size() == 1 && IsMask(first) && first.array()->ndim() == view.ndim;
  return whole ? SelectorKind::kWholeMask : SelectorKind::kPositions;
}

std::vector<IndexItem> BasicItems(const Selector& selector) {
  std::vector<IndexItem> items;
  items.reserve(selector.items().size());
  for (const SelectorItem& item : selector.items()) {
    items.push_back(item.basic() != nullptr ? *item.basic()
                                            : IndexItem(SingleInteger(item.array()->view())));
  }
  return items;
}

ResolvedSelector::ResolvedSelector(const View& view, const Selector& selector, const char* op)
    : data_(view.data), op_(op), site_(selector.site()) {
  skipped_ = SkippedAxes(view, selector);
  inputs_.push_back(&view);
  for (const SelectorItem& item : selector.items()) AddItem(view, item);
  KeepAxes(view, view.ndim - axis_);
  BroadcastIndexShapes();
}

void ResolvedSelector::AddItem(const View& view, const SelectorItem& item) {
  if (item.array() != nullptr) inputs_.push_back(&item.array()->view());
  if (IsSinglePosition(item)) {
    AddInteger(view, item.basic() != nullptr ? item.basic()->position()
                                             : SingleInteger(item.array()->view()));
  } else if (item.basic() != nullptr) {
    AddBasic(view, *item.basic());
  } else if (IsMask(item)) {
    AddMask(view, item.array()->view());
  } else if (item.array() != nullptr) {
    AddArray(view, item.array()->view());
  } else {
    View& list = lists_.emplace_back();
    list.SetLayout(DType::kInt64, Dims(item.list()->size()), Dims(8));
    list.data = reinterpret_cast<std::byte*>(const_cast<int64_t*>(item.list()->data()));
    AddArray(view, list);
  }
}

void ResolvedSelector::AddBasic(const View& view, const IndexItem& item) {
  if (place_ == Place::kWithin) place_ = Place::kBehind;
  if (item.kind() == IndexItem::Kind::kEllipsis) return KeepAxes(view, skipped_);
  if (item.kind() == IndexItem::Kind::kNewAxis) {
    part_shape_.push_back(1);
    part_strides_.push_back(0);
    return;
  }
  const SliceRange range = ResolveSlice(item.slice(), view.dims[axis_]);
  const int64_t stride = view.dims[view.ndim + axis_];
  data_ += range.start * stride;
  part_shape_.push_back(range.count);
  // A step beyond the axis is only taken by a single element; its product might not fit.
  int64_t step_bytes = 0;
  if (__builtin_mul_overflow(range.step, stride, &step_bytes)) step_bytes = stride;
  part_strides_.push_back(step_bytes);
  ++axis_;
}

void ResolvedSelector::KeepAxes(const View& view, int count) {
  for (int i = 0; i < count; ++i, ++axis_) {
    part_shape_.push_back(view.dims[axis_]);
    part_strides_.push_back(view.dims[view.ndim + axis_]);
  }
}

void ResolvedSelector::JoinIndex() {
  if (place_ == Place::kBefore) {
    index_axis_ = part_shape_.size();
    place_ = Place::kWithin;
  } else if (place_ == Place::kBehind) {
    index_axis_ = 0;
    place_ = Place::kApart;
  }
}

void ResolvedSelector::AddInteger(const View& view, int64_t position) {
  JoinIndex();
  const int64_t extent = view.dims[axis_];
  if (position < -extent || position >= extent) ThrowPositionOutOfBounds(position, axis_, extent);
  if (position < 0) position += extent;
  data_ += position * view.dims[view.ndim + axis_];
  ++axis_;
}

void ResolvedSelector::AddArray(const View& view, const View& positions) {
  JoinIndex();
  const Positions of_integers(positions, 0, axis_, false);  // looks at the dtype only
  arrays_.push_back({.positions = &positions,
                     .stride = view.dims[view.ndim + axis_],
                     .extent = view.dims[axis_],
                     .axis = axis_,
                     .checked = false});
  shapes_.emplace_back(positions.shape());
  ++axis_;
}

// The positions of a mask of one axis are positions along that axis; those of a mask of several are
// the distances of the elements from the first, so that one array does for all of its axes.
void ResolvedSelector::AddMask(const View& view, const View& mask) {
  JoinIndex();
  if (mask.ndim == 0) {
    shapes_.emplace_back(*mask.data != std::byte{0} ? 1 : 0);
    return;
  }
  const int64_t* strides = view.dims + view.ndim + axis_;
  int64_t unit = view.item_size;
  for (int i = 0; i < mask.ndim; ++i) {
    if (mask.dims[i] != view.dims[axis_ + i]) {
      ThrowIndexError(absl::StrCat("a mask of extent ", mask.dims[i], " at its axis ", i,
                                   " does not match axis ", axis_ + i, " of size ",
                                   view.dims[axis_ + i]));
    }
    if (strides[i] % unit != 0) unit = 1;
  }
  const bool along_one = mask.ndim == 1;
  const int64_t one = 1;
  const int64_t count = CountTrueIn(mask);
  const View& made = Keep(AnyArray::Own(
      NewOwner({.dtype = DType::kInt64, .shape = Dims(count), .op = op_, .site = site_})));
  auto* to = reinterpret_cast<int64_t*>(made.data);
  const int64_t* end = to + count;
  const LoopPlan plan(mask.shape(),
                      {{mask.data, mask.strides().data()}, {view.data, along_one ? &one : strides}},
                      Traversal::kInOrder);
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    const int64_t divisor = along_one ? 1 : unit;
    to = ListMasked(data[0], steps[0], n, (data[1] - view.data) / divisor, steps[1] / divisor, to,
                    end);
  });
  arrays_.push_back({.positions = &made,
                     .stride = along_one ? strides[0] : unit,
                     .extent = along_one ? view.dims[axis_] : 0,
                     .axis = axis_,
                     .checked = true});
  shapes_.emplace_back(count);
  axis_ += mask.ndim;
}

void ResolvedSelector::BroadcastIndexShapes() {
  for (const Dims& shape : shapes_) {
    while (index_shape_.size() < shape.size()) index_shape_.insert(0, 1);
  }
  bool fits = true;
  for (const Dims& shape : shapes_) {
    const int extra = index_shape_.size() - shape.size();
    for (int i = 0; i < shape.size(); ++i) {
      int64_t& common = index_shape_[extra + i];
      fits = fits && (shape[i] == 1 || common == 1 || shape[i] == common);
      if (common == 1) common = shape[i];
    }
  }
  if (fits) {
    CheckedSize(index_shape_, 1);
    return;
  }
  std::string shapes;
  for (const Dims& shape : shapes_) absl::StrAppend(&shapes, " ", ShapeText(shape));
  ThrowIndexError(absl::StrCat("index arrays could not be broadcast together with shapes", shapes));
}

const View& ResolvedSelector::Keep(AnyArray made) {
  return kept_.emplace_back(std::move(made)).view();
}

Dims ResolvedSelector::Combined(const Dims& of_index, const Dims& of_part) const {
  Dims combined;
  for (int i = 0; i < index_axis_; ++i) combined.push_back(of_part[i]);
  for (const int64_t value : of_index) combined.push_back(value);
  for (int i = index_axis_; i < of_part.size(); ++i) combined.push_back(of_part[i]);
  return combined;
}

void ResolvedSelector::Separate(std::span<const int64_t> of_result, Dims& of_index,
                                Dims& of_part) const {
  const int behind = index_axis_ + index_shape_.size();
  for (int i = 0; i < static_cast<int>(of_result.size()); ++i) {
    (i < index_axis_ || i >= behind ? of_part : of_index)
        .push_back(of_result[static_cast<size_t>(i)]);
  }
}

void ResolvedSelector::CheckBounds() const {
  for (const PositionArray& array : arrays_) {
    if (array.checked) continue;
    // Where an axis only repeats the positions, one of them is enough.
    Dims shape(array.positions->shape());
    for (int i = 0; i < shape.size(); ++i) {
      if (shape[i] > 1 && array.positions->strides()[static_cast<size_t>(i)] == 0) shape[i] = 1;
    }
    const LocalView different(*array.positions, array.positions->data, shape,
                              array.positions->strides());
    const Positions within(different.view(), array.extent, array.axis);
  }
}

void ResolvedSelector::SavePositions(const View& view, const char* op, SourceLocation site) {
  for (PositionArray& array : arrays_) {
    const View& positions = *array.positions;
    if (positions.buffer == nullptr || !Disturbs(view, positions)) continue;
    array.positions =
        &Keep(CopyOf(positions, positions.dtype, LikeStrides(positions, positions.item_size),
                     CopyReason::kOverlap, op, site));
  }
}

}  // namespace tidemark::array_internal
