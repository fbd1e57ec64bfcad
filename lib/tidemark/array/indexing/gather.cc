#include "tidemark/array/indexing/gather.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/gather_internal.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark {
namespace array_internal {

Positions::Positions(const View& view, int64_t extent, int axis, bool check)
    : view_(&view), extent_(extent), count_(view.size) {
  const DTypeKind kind = KindOf(view.dtype);
  if (kind != DTypeKind::kSigned && kind != DTypeKind::kUnsigned) {
    ThrowIndexError(absl::StrCat("positions must be integers, not ", DTypeName(view.dtype)));
  }
  if (!check) return;
  kernels::IndexCheck seen;
  if (view.dtype == DType::kInt64 && view.c_contiguous) {
    seen = kernels::CheckIndex(reinterpret_cast<const int64_t*>(view.data), count_, extent);
    ready_ = !seen.negative;
  } else {
    ForEachConverted([&](const int64_t* chunk, int64_t n) {
      if (!seen.within) return;
      seen = kernels::CheckIndex(chunk, n, extent);
      seen.within = seen.within && !(seen.negative && IsUnsigned());
    });
  }
  if (!seen.within) ThrowOutOfBounds(axis);
}

void Positions::ThrowOutOfBounds(int axis) const {
  ForEachConverted([&](const int64_t* chunk, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      if (chunk[i] < 0 && IsUnsigned()) {
        ThrowIndexError(absl::StrCat("index ", static_cast<uint64_t>(chunk[i]),
                                     " is out of bounds for axis ", axis, " with size ", extent_));
      }
      if (chunk[i] < -extent_ || chunk[i] >= extent_) {
        ThrowPositionOutOfBounds(chunk[i], axis, extent_);
      }
    }
  });
  // It was validated before: another thread has changed it since.
  ThrowIndexError("a position is out of bounds");
}

GatherIndex Positions::Kind() const {
  int64_t seen = 0;
  int64_t previous = 0;
  int64_t step = 0;
  bool even = true;
  ForEachChunk([&](const int64_t* positions, int64_t n) {
    for (int64_t i = 0; i < n && even; ++i, ++seen) {
      if (seen == 1) step = positions[i] - previous;
      even = seen == 0 || positions[i] - previous == step;
      previous = positions[i];
    }
  });
  if (!even || (count_ > 1 && step == 0)) return GatherIndex::kIrregular;
  return count_ < 2 || step == 1 ? GatherIndex::kRun : GatherIndex::kProgression;
}

namespace {

// out[outer, i, inner] = in[outer, positions[i], inner].
struct TakePlan {
  Dims shape;  // of a, with the axis of extent 1
  int axis = 0;
  int64_t axis_stride = 0;
  Dims out_strides;  // as a's axes; at `axis` the step from one position to the next
  int64_t inner_items = 1;
  bool inner_contiguous = true;
};

// Every index of the axes before the taken one, position by position.
void TakeElements(const View& in, const View& out, const TakePlan& plan,
                  const Positions& positions) {
  const int64_t item = in.item_size;
  const int64_t step = plan.out_strides[plan.axis];
  Dims outer = plan.shape;
  for (int i = plan.axis + 1; i < outer.size(); ++i) outer[i] = 1;
  int64_t done = 0;
  positions.ForEachChunk([&](const int64_t* chunk, int64_t n) {
    std::byte* to = out.data + done * step;
    done += n;
    if (!plan.inner_contiguous) {
      for (int64_t i = 0; i < n; ++i) {
        MoveElements(plan.shape, {to + i * step, plan.out_strides.data()}, out.dtype,
                     {in.data + chunk[i] * plan.axis_stride, in.strides().data()}, in.dtype);
      }
      return;
    }
    const LoopPlan loop(outer, {{to, plan.out_strides.data()}, {in.data, in.strides().data()}});
    loop.Run([&](std::byte* const* data, const int64_t* strides, int64_t count) {
      for (int64_t k = 0; k < count; ++k) {
        std::byte* row = data[0] + k * strides[0];
        const std::byte* from = data[1] + k * strides[1];
        if (plan.inner_items == 1) {
          kernels::Gather(from, plan.axis_stride, chunk, row, step, n, item);
          continue;
        }
        for (int64_t i = 0; i < n; ++i) {
          std::memcpy(row + i * step, from + chunk[i] * plan.axis_stride,
                      static_cast<size_t>(plan.inner_items * item));
        }
      }
    });
  });
}

TakePlan PlanTake(const View& in, int axis, int64_t count) {
  TakePlan plan;
  plan.shape = Dims(in.shape());
  plan.axis = axis;
  plan.axis_stride = in.strides()[static_cast<size_t>(axis)];
  plan.shape[axis] = count;
  plan.out_strides = CStrides(plan.shape, in.item_size);
  plan.shape[axis] = 1;
  int64_t expected = in.item_size;
  for (int i = in.ndim - 1; i > axis; --i) {
    plan.inner_items *= in.dims[i];
    plan.inner_contiguous =
        plan.inner_contiguous && (in.dims[i] == 1 || in.dims[in.ndim + i] == expected);
    expected *= in.dims[i];
  }
  return plan;
}

AnyArray TakeAlong(const View& source, const View& in, const Positions& positions,
                   std::span<const int64_t> positions_shape, int axis, const View* index_array,
                   SourceLocation site) {
  Dims shape;
  for (int i = 0; i < axis; ++i) shape.push_back(in.dims[i]);
  for (const int64_t extent : positions_shape) shape.push_back(extent);
  for (int i = axis + 1; i < in.ndim; ++i) shape.push_back(in.dims[i]);
  AnyArray out =
      AnyArray::Own(NewOwner({.dtype = in.dtype, .shape = shape, .op = "take", .site = site}));
  if (out.size() != 0) {
    TakeElements(in, out.view(), PlanTake(in, axis, positions.count()), positions);
    NoteCopy(source, out.view(), out.nbytes(), CopyReason::kGather, "take", site);
  }
  NoteOp("take", {&source, index_array}, &out.view(), site, false,
         HooksActive() ? positions.Kind() : GatherIndex::kNone);
  return out;
}

// The elements at the positions in C order, wherever they lie.
AnyArray TakeFlat(const View& in, const Positions& positions,
                  std::span<const int64_t> positions_shape, const View* index_array,
                  SourceLocation site) {
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = in.dtype, .shape = positions_shape, .op = "take", .site = site}));
  std::byte* to = out.view().data;
  // Distances in whole items, but for parts of elements.
  int64_t unit = in.item_size;
  for (const int64_t stride : in.strides()) unit = stride % in.item_size == 0 ? unit : 1;
  positions.ForEachChunk([&](const int64_t* chunk, int64_t n) {
    int64_t offsets[kChunk];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      for (int64_t i = 0; i < count; ++i) {
        int64_t rest = chunk[done + i];
        offsets[i] = 0;
        for (int axis = in.ndim - 1; axis >= 0; --axis) {
          offsets[i] += rest % in.dims[axis] * (in.dims[in.ndim + axis] / unit);
          rest /= in.dims[axis];
        }
      }
      kernels::Gather(in.data, unit, offsets, to, in.item_size, count, in.item_size);
      to += count * in.item_size;
    }
  });
  if (out.size() != 0) NoteCopy(in, out.view(), out.nbytes(), CopyReason::kGather, "take", site);
  NoteOp("take", {&in, index_array}, &out.view(), site, false,
         HooksActive() ? positions.Kind() : GatherIndex::kNone);
  return out;
}

// Whether there is an element before the axis from which anything could be taken.
bool HasRows(const View& view, int axis) {
  return std::find(view.dims, view.dims + axis, 0) == view.dims + axis;
}

AnyArray Take(const AnyArray& a, const View& index, bool index_is_array,
              std::optional<int64_t> axis, SourceLocation site) {
  const View& view = a.view();
  // Without an axis, and for 0-d arrays, the elements count as one axis in C order.
  const bool flat = !axis || view.ndim == 0;
  if (axis && view.ndim == 0 && *axis != 0 && *axis != -1) NormalizeAxis(*axis, 0);
  const int along = flat ? 0 : NormalizeAxis(*axis, view.ndim);
  const bool as_line = flat && view.ndim != 1;
  const LocalView line(view, view.data, as_line ? Dims(view.size) : Dims(view.shape()),
                       as_line ? Dims(a.itemsize()) : Dims(view.strides()));
  const int64_t extent = flat ? view.size : view.dims[along];
  if (extent == 0 && index.size != 0 && HasRows(line.view(), along)) {
    ThrowIndexError("take: cannot take from an empty axis");
  }
  const Positions positions(index, extent, along, HasRows(line.view(), along));
  if (as_line && !view.c_contiguous) {
    return TakeFlat(view, positions, index.shape(), index_is_array ? &index : nullptr, site);
  }
  return TakeAlong(view, line.view(), positions, index.shape(), along,
                   index_is_array ? &index : nullptr, site);
}

}  // namespace
}  // namespace array_internal

AnyArray take(const AnyArray& a, const AnyArray& positions, std::optional<int64_t> axis,
              SourceLocation site) {
  return array_internal::Take(a, positions.view(), true, axis, site);
}

AnyArray take(const AnyArray& a, std::span<const int64_t> positions, std::optional<int64_t> axis,
              SourceLocation site) {
  // A view over the caller's memory, which is no array of ours.
  array_internal::View index;
  index.SetLayout(DType::kInt64, Dims(positions.size()), Dims(8));
  index.data = reinterpret_cast<std::byte*>(const_cast<int64_t*>(positions.data()));
  return array_internal::Take(a, index, false, axis, site);
}

}  // namespace tidemark
