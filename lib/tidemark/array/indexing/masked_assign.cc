#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {
namespace {

// to[i] = the next value where mask[i]; returns what is next then. Without a branch to mispredict:
// elsewhere the element is written to itself. No value behind the last one is read.
template <class Item>
const std::byte* SpreadItems(const std::byte* next, int64_t step, const std::byte* mask,
                             int64_t mask_stride, std::byte* to, int64_t to_stride, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const bool wanted = mask[i * mask_stride] != std::byte{0};
    std::byte* element = to + i * to_stride;
    Item item;
    std::memcpy(&item, wanted ? next : element, sizeof(Item));
    std::memcpy(element, &item, sizeof(Item));
    next += wanted ? step : 0;
  }
  return next;
}

struct Item16Bytes {
  uint64_t low;
  uint64_t high;
};

const std::byte* Spread(const std::byte* next, int64_t step, const std::byte* mask,
                        int64_t mask_stride, std::byte* to, int64_t to_stride, int64_t n,
                        int64_t item_size) {
  switch (item_size) {
    case 1:
      return SpreadItems<uint8_t>(next, step, mask, mask_stride, to, to_stride, n);
    case 2:
      return SpreadItems<uint16_t>(next, step, mask, mask_stride, to, to_stride, n);
    case 4:
      return SpreadItems<uint32_t>(next, step, mask, mask_stride, to, to_stride, n);
    case 8:
      return SpreadItems<uint64_t>(next, step, mask, mask_stride, to, to_stride, n);
    default:
      return SpreadItems<Item16Bytes>(next, step, mask, mask_stride, to, to_stride, n);
  }
}

LoopPlan AlongMask(const View& view, const View& mask) {
  return LoopPlan(view.shape(),
                  {{view.data, view.strides().data()}, {mask.data, mask.strides().data()}},
                  Traversal::kInOrder);
}

int64_t CountWanted(const View& view, const View& mask) {
  int64_t count = 0;
  AlongMask(view, mask).Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    count += kernels::CountTrue(data[1], strides[1], n);
  });
  return count;
}

// Values of one axis, cast in pieces on the stack where they are of another dtype.
void SpreadValues(const View& view, const View& mask, const View& values) {
  const int64_t item = view.item_size;
  const int64_t step = values.strides()[0];
  const std::byte* next = values.data;
  const bool same = values.dtype == view.dtype;
  const kernels::UnaryLoop cast = kernels::FindCast(values.dtype, view.dtype);
  AlongMask(view, mask).Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (same) {
      next = Spread(next, step, data[1], strides[1], data[0], strides[0], n, item);
      return;
    }
    alignas(kMaxItemSize) std::byte converted[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t places = std::min(kChunk, n - done);
      const std::byte* chosen = data[1] + done * strides[1];
      const int64_t wanted = kernels::CountTrue(chosen, strides[1], places);
      cast(next, step, converted, item, wanted);
      Spread(converted, item, chosen, strides[1], data[0] + done * strides[0], strides[0], places,
             item);
      next += wanted * step;
    }
  });
}

}  // namespace

void AssignMasked(const View& view, const AnyArray& mask, const AnyArray& values,
                  SourceLocation site) {
  constexpr const char* kOp = "setitem";
  CheckMask(view, mask.view());
  const int64_t count = CountWanted(view, mask.view());
  if (values.ndim() > 1 || (values.size() != 1 && values.size() != count)) {
    ThrowShapeError(absl::StrCat("values of shape ", ShapeText(values.shape()),
                                 " cannot be assigned to the ", count,
                                 " elements at which the mask is true"));
  }
  if (count == 0) return;
  const AnyArray chosen = UndisturbedMask(view, mask, kOp, site);
  NoteRead(values.view(), site);
  if (values.size() == 1) {
    alignas(kMaxItemSize) std::byte item[kMaxItemSize];
    kernels::FindCast(values.dtype(), view.dtype)(values.view().data, 0, item, 0, 1);
    return FillMasked(view, chosen.view(), item, site);
  }
  AnyArray saved;
  if (Disturbs(view, values.view())) {
    saved = CopyOf(values.view(), values.dtype(), CStrides(values.shape(), values.itemsize()),
                   CopyReason::kOverlap, kOp, site);
  }
  NoteRead(chosen.view(), site);
  NoteWrite(view, site);
  SpreadValues(view, chosen.view(), saved.has_value() ? saved.view() : values.view());
}

}  // namespace tidemark::array_internal
