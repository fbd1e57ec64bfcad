#include <algorithm>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/advanced.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/indexing/indexing.h"
#include "tidemark/array/indexing/position_loop_internal.h"
#include "tidemark/array/indexing/resolved_selector_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

constexpr const char* kName = "setitem";

// What is written, seen through the shape of the selection.
struct Values {
  const std::byte* data = nullptr;
  DType dtype = DType::kBool;
  Dims of_index;  // strides
  Dims of_part;
};

// to[at[i] * unit] = from[where[i]], where the latter counts bytes.
template <size_t kSize>
void ScatterItems(const std::byte* from, const int64_t* where, std::byte* to, const int64_t* at,
                  int64_t unit, int64_t n) {
  for (int64_t i = 0; i < n; ++i) std::memcpy(to + at[i] * unit, from + where[i], kSize);
}

void Scatter(const std::byte* from, const int64_t* where, std::byte* to, const int64_t* at,
             int64_t unit, int64_t n, int64_t item_size) {
  switch (item_size) {
    case 1:
      return ScatterItems<1>(from, where, to, at, unit, n);
    case 2:
      return ScatterItems<2>(from, where, to, at, unit, n);
    case 4:
      return ScatterItems<4>(from, where, to, at, unit, n);
    case 8:
      return ScatterItems<8>(from, where, to, at, unit, n);
    default:
      return ScatterItems<16>(from, where, to, at, unit, n);
  }
}

template <size_t kSize>
void ScatterRunItems(const PositionLoop::Run& run, const std::byte* from, std::byte* to) {
  for (int64_t i = 0; i < run.count; ++i) {
    int64_t position = run.positions[i];
    position += position < 0 ? run.extent : 0;
    std::memcpy(to + position * run.stride, from + i * run.other_step, kSize);
  }
}

void ScatterRun(const PositionLoop::Run& run, const std::byte* from, std::byte* to,
                int64_t item_size) {
  switch (item_size) {
    case 1:
      return ScatterRunItems<1>(run, from, to);
    case 2:
      return ScatterRunItems<2>(run, from, to);
    case 4:
      return ScatterRunItems<4>(run, from, to);
    case 8:
      return ScatterRunItems<8>(run, from, to);
    default:
      return ScatterRunItems<16>(run, from, to);
  }
}

// Writes single elements: a chunk of values is cast on the stack where that is needed.
void ScatterElements(const View& view, std::byte* to, const Values& values,
                     const PositionLoop& loop) {
  const int64_t item = view.item_size;
  if (values.dtype == view.dtype) {
    const PositionLoop::Run run = loop.OnlyRun();
    if (run.positions != nullptr) return ScatterRun(run, values.data + run.other, to, item);
    return loop.ForEachChunk([&](const int64_t* at, const int64_t* where, int64_t n) {
      Scatter(values.data, where, to, at, loop.unit(), n, item);
    });
  }
  const int64_t from_item = ItemSize(values.dtype);
  const kernels::UnaryLoop cast = kernels::FindCast(values.dtype, view.dtype);
  int64_t packed[kChunk];
  for (int64_t i = 0; i < kChunk; ++i) packed[i] = i;
  loop.ForEachChunk([&](const int64_t* at, const int64_t* where, int64_t n) {
    alignas(kMaxItemSize) std::byte raw[kChunk * kMaxItemSize];
    alignas(kMaxItemSize) std::byte converted[kChunk * kMaxItemSize];
    Scatter(values.data, where, raw, packed, from_item, n, from_item);
    cast(raw, from_item, converted, item, n);
    for (int64_t i = 0; i < n; ++i) {
      std::memcpy(to + at[i] * loop.unit(), converted + i * item, static_cast<size_t>(item));
    }
  });
}

// Writes a part of the array for each place.
void ScatterParts(const View& view, const ResolvedSelector& selector, const Values& values,
                  const PositionLoop& loop) {
  const int64_t item = view.item_size;
  const bool same = values.dtype == view.dtype;
  const kernels::UnaryLoop cast = kernels::FindCast(values.dtype, view.dtype);
  const LoopPlan plan(selector.part_shape(),
                      {{selector.data(), selector.part_strides().data()},
                       {const_cast<std::byte*>(values.data), values.of_part.data()}});
  loop.ForEachChunk([&](const int64_t* at, const int64_t* where, int64_t n) {
    plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t count) {
      const bool run = same && strides[0] == item && strides[1] == item;
      for (int64_t i = 0; i < n; ++i) {
        std::byte* to = data[0] + at[i] * loop.unit();
        const std::byte* from = data[1] + where[i];
        if (run) {
          std::memcpy(to, from, static_cast<size_t>(count * item));
        } else if (same) {
          kernels::CopyStrided(from, strides[1], to, strides[0], count, item);
        } else {
          cast(from, strides[1], to, strides[0], count);
        }
      }
    });
  });
}

void ScatterValues(const View& view, const ResolvedSelector& selector, const Values& values) {
  Dims order;
  for (int i = 0; i < selector.index_shape().size(); ++i) order.push_back(i);
  PositionLoop loop(selector, order, values.of_index, view.item_size);
  loop.VisitLast();
  if (CheckedSize(selector.part_shape(), 1) == 1) {
    ScatterElements(view, selector.data(), values, loop);
  } else {
    ScatterParts(view, selector, values, loop);
  }
}

// The strides of the values seen through the shape; axes of extent 1 that they have beyond it are
// dropped.
Dims StridesThrough(const View& values, std::span<const int64_t> shape) {
  const int extra = std::max(0, values.ndim - static_cast<int>(shape.size()));
  const int missing = std::max(0, static_cast<int>(shape.size()) - values.ndim);
  bool fits = true;
  for (int i = 0; i < extra; ++i) fits = fits && values.dims[i] == 1;
  Dims strides = Dims::Filled(missing, 0);
  for (int i = extra; i < values.ndim; ++i) {
    const int64_t extent = values.dims[i];
    fits = fits && (extent == 1 || extent == shape[static_cast<size_t>(strides.size())]);
    strides.push_back(extent == 1 ? 0 : values.dims[values.ndim + i]);
  }
  if (!fits) {
    ThrowShapeError(absl::StrCat("values of shape ", ShapeText(values.shape()),
                                 " cannot be broadcast to the selection's shape ",
                                 ShapeText(shape)));
  }
  return strides;
}

void AssignPositions(const View& view, const Selector& index, const View& given) {
  ResolvedSelector selector(view, index, kName);
  const Dims shape = selector.result_shape();
  const Dims strides = StridesThrough(given, shape);
  if (CheckedSize(shape, 1) == 0) return;
  selector.CheckBounds();
  selector.SavePositions(view, kName, index.site());
  AnyArray saved;
  Values values{.data = given.data, .dtype = given.dtype, .of_index = {}, .of_part = {}};
  if (given.buffer != nullptr && Disturbs(view, given)) {
    saved = CopyOf(given, given.dtype, LikeStrides(given, given.item_size), CopyReason::kOverlap,
                   kName, index.site());
    values.data = saved.view().data;
  }
  selector.Separate(saved.has_value() ? StridesThrough(saved.view(), shape) : strides,
                    values.of_index, values.of_part);
  if (HooksActive()) {
    for (const View* input : selector.inputs()) {
      if (input != &view) NoteRead(*input, index.site());
    }
    if (given.buffer != nullptr && !saved.has_value()) NoteRead(given, index.site());
    NoteWrite(view, index.site());
  }
  ScatterValues(view, selector, values);
}

}  // namespace
}  // namespace array_internal

void assign_selected(const AnyArray& a, const Selector& selector, const AnyArray& value) {
  using array_internal::SelectorKind;
  const array_internal::View& view = a.view();
  const array_internal::View& given = value.view();
  if (!view.writable) array_internal::ThrowReadOnlyError(array_internal::kName);
  const SelectorKind kind = array_internal::KindOfSelector(view, selector);
  if (kind == SelectorKind::kWholeMask) {
    return array_internal::AssignMasked(view, *selector.items()[0].array(), value, selector.site());
  }
  if (kind == SelectorKind::kPositions) {
    return array_internal::AssignPositions(view, selector, given);
  }
  setitem(a, Index(array_internal::BasicItems(selector), selector.site()), value, selector.site());
}

void assign_selected(const AnyArray& a, const Selector& selector, const Scalar& value) {
  using array_internal::SelectorKind;
  const array_internal::View& view = a.view();
  if (!view.writable) array_internal::ThrowReadOnlyError(array_internal::kName);
  const SelectorKind kind = array_internal::KindOfSelector(view, selector);
  if (kind == SelectorKind::kBasic || kind == SelectorKind::kSingle) {
    const std::vector<IndexItem> items = array_internal::BasicItems(selector);
    return setitem(a, Index(items, selector.site()), value, selector.site());
  }
  alignas(array_internal::kMaxItemSize) std::byte item[array_internal::kMaxItemSize];
  value.AssignTo(view.dtype, item);
  if (kind == SelectorKind::kWholeMask) {
    const AnyArray& given = *selector.items()[0].array();
    array_internal::CheckMask(view, given.view());
    const AnyArray mask =
        array_internal::UndisturbedMask(view, given, array_internal::kName, selector.site());
    return array_internal::FillMasked(view, mask.view(), item, selector.site());
  }
  array_internal::View single;  // over the item, which is no array
  single.SetLayout(view.dtype, {}, {});
  single.data = item;
  array_internal::AssignPositions(view, selector, single);
}

}  // namespace tidemark
