#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"

namespace tidemark {
namespace array_internal {

void CheckMask(const View& view, const View& mask) {
  if (mask.dtype != DType::kBool) {
    ThrowIndexError(absl::StrCat("a mask must be of bools, not ", DTypeName(mask.dtype)));
  }
  if (!std::ranges::equal(view.shape(), mask.shape())) {
    ThrowIndexError(absl::StrCat("a mask of shape ", ShapeText(mask.shape()),
                                 " does not match the array's shape ", ShapeText(view.shape())));
  }
}

namespace {

LoopPlan InOrder(const View& view, const View& mask) {
  return LoopPlan(view.shape(),
                  {{view.data, view.strides().data()}, {mask.data, mask.strides().data()}},
                  Traversal::kInOrder);
}

// The address of the element at a position among all elements in C order.
std::byte* AddressOf(const View& view, int64_t position) {
  if (view.c_contiguous) return view.data + position * view.item_size;
  std::byte* address = view.data;
  for (int axis = view.ndim - 1; axis >= 0; --axis) {
    address += position % view.dims[axis] * view.dims[view.ndim + axis];
    position /= view.dims[axis];
  }
  return address;
}

bool IsTrue(const View& mask, int64_t position) {
  return *AddressOf(mask, position) != std::byte{0};
}

// The first place at or behind `position` where the mask is true; there is one.
int64_t NextTrue(const View& mask, int64_t position) {
  constexpr int64_t kWord = sizeof(uint64_t);
  uint64_t word = 0;
  while (mask.c_contiguous && word == 0 && position + kWord <= mask.size) {
    std::memcpy(&word, mask.data + position, kWord);
    if (word == 0) position += kWord;
  }
  while (!IsTrue(mask, position)) ++position;
  return position;
}

// Whether the `count` places where the mask is true follow each other or keep a distance: whether
// there are as many at the distance of the first two.
GatherIndex KindOfMask(const View& mask, int64_t count) {
  if (count < 2) return GatherIndex::kRun;
  const int64_t first = NextTrue(mask, 0);
  const int64_t step = NextTrue(mask, first + 1) - first;
  if (step > (mask.size - 1 - first) / (count - 1)) return GatherIndex::kIrregular;
  // Most masks that are no progression show it soon.
  const int64_t looked_at = mask.c_contiguous ? std::min<int64_t>(count, 64) : count;
  for (int64_t i = 2; i < looked_at; ++i) {
    if (!IsTrue(mask, first + i * step)) return GatherIndex::kIrregular;
  }
  if (mask.c_contiguous && kernels::CountTrue(mask.data + first, step, count) != count) {
    return GatherIndex::kIrregular;
  }
  return step == 1 ? GatherIndex::kRun : GatherIndex::kProgression;
}

}  // namespace
}  // namespace array_internal

using array_internal::CheckMask;
using array_internal::InOrder;
using array_internal::KindOfMask;
using array_internal::kMaxItemSize;
using array_internal::LoopPlan;
using array_internal::NewOwner;
using array_internal::NoteRead;
using array_internal::NoteWrite;
using array_internal::ThrowReadOnlyError;
using array_internal::View;

AnyArray mask(const AnyArray& a, const AnyArray& mask, SourceLocation site) {
  const View& view = a.view();
  CheckMask(view, mask.view());
  const LoopPlan plan = InOrder(view, mask.view());
  int64_t count = 0;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    count += kernels::CountTrue(data[1], strides[1], n);
  });
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = view.dtype, .shape = Dims(count), .op = "mask", .site = site}));
  std::byte* to = out.view().data;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    to += kernels::Compress(data[0], strides[0], data[1], strides[1], to, n, view.item_size) *
          view.item_size;
  });
  if (count != 0) NoteCopy(view, out.view(), out.nbytes(), CopyReason::kGather, "mask", site);
  const GatherIndex kind = HooksActive() ? KindOfMask(mask.view(), count) : GatherIndex::kNone;
  NoteOp("mask", {&view, &mask.view()}, &out.view(), site, false, kind);
  return out;
}

namespace array_internal {

AnyArray UndisturbedMask(const View& view, const AnyArray& mask, const char* op,
                         SourceLocation site) {
  const Alias alias = ClassifyAlias(view.shape(), {view.data, view.strides().data()},
                                    view.item_size, {mask.view().data, mask.strides().data()}, 1);
  if (alias == Alias::kDisjoint || alias == Alias::kSame) return mask;
  return CopyOf(mask.view(), DType::kBool, LikeStrides(mask.view(), 1), CopyReason::kOverlap, op,
                site);
}

void FillMasked(const View& view, const View& mask, const std::byte* item, SourceLocation site) {
  NoteRead(mask, site);
  NoteWrite(view, site);
  InOrder(view, mask).Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    kernels::Select(data[1], strides[1], item, 0, data[0], strides[0], data[0], strides[0], n,
                    view.item_size);
  });
}

namespace {

// value(i) is the address of the i-th value, of view's dtype.
template <class Value>
void PutAt(const View& view, const Positions& where, Value&& value) {
  int64_t next = 0;
  where.ForEachChunk([&](const int64_t* chunk, int64_t n) {
    for (int64_t i = 0; i < n; ++i, ++next) {
      std::memcpy(AddressOf(view, chunk[i]), value(next), view.item_size);
    }
  });
}

// The values in C order and of view's dtype, so that they can be repeated; themselves where they
// are so already and stay as they are.
AnyArray LineOf(const View& view, const AnyArray& values, SourceLocation site) {
  const bool cast = values.dtype() != view.dtype;
  const bool disturbed = Disturbs(view, values.view());
  if (!cast && !disturbed && values.is_c_contiguous()) return values;
  const CopyReason reason = cast        ? CopyReason::kDtype
                            : disturbed ? CopyReason::kOverlap
                                        : CopyReason::kLayout;
  return CopyOf(values.view(), view.dtype, CStrides(values.shape(), view.item_size), reason, "put",
                site);
}

}  // namespace
}  // namespace array_internal

using array_internal::Disturbs;
using array_internal::FillMasked;
using array_internal::LineOf;
using array_internal::Positions;
using array_internal::PutAt;
using array_internal::UndisturbedMask;

void put_mask(const AnyArray& a, const AnyArray& mask, const Scalar& value, SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) ThrowReadOnlyError("put_mask");
  CheckMask(view, mask.view());
  alignas(kMaxItemSize) std::byte item[kMaxItemSize];
  value.AssignTo(view.dtype, item);
  const AnyArray chosen = UndisturbedMask(view, mask, "put_mask", site);
  FillMasked(view, chosen.view(), item, site);
}

void put(const AnyArray& a, const AnyArray& positions, const AnyArray& values,
         SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) ThrowReadOnlyError("put");
  if (values.size() == 0) return;
  AnyArray saved;
  if (Disturbs(view, positions.view())) {
    saved = CopyOf(positions.view(), positions.dtype(),
                   LikeStrides(positions.view(), positions.itemsize()), CopyReason::kOverlap, "put",
                   site);
  }
  const View& at = saved.has_value() ? saved.view() : positions.view();
  const Positions where(at, view.size, 0);
  if (where.count() == 0) return;
  const AnyArray line = LineOf(view, values, site);
  PutAt(view, where,
        [&](int64_t i) { return line.view().data + i % line.size() * view.item_size; });
  NoteRead(at, site);
  NoteRead(line.view(), site);
  NoteWrite(view, site);
}

void put(const AnyArray& a, std::span<const int64_t> positions, const Scalar& value,
         SourceLocation site) {
  const View& view = a.view();
  if (!view.writable) ThrowReadOnlyError("put");
  alignas(kMaxItemSize) std::byte item[kMaxItemSize];
  value.AssignTo(view.dtype, item);
  View list;  // over the caller's memory, which is no array of ours
  list.SetLayout(DType::kInt64, Dims(positions.size()), Dims(8));
  list.data = reinterpret_cast<std::byte*>(const_cast<int64_t*>(positions.data()));
  const Positions where(list, view.size, 0);
  if (where.count() == 0) return;
  PutAt(view, where, [&](int64_t) { return item; });
  NoteWrite(view, site);
}

}  // namespace tidemark
