#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/alias_internal.h"

namespace tidemark::array_internal {
namespace {

// Rows from here on are worth a memcpy each instead of a strided loop.
constexpr int64_t kRowBytes = 64;

// The axis along which operand `k` is densest.
int DensestAxis(const LoopPlan& plan, int k) {
  int best = plan.ndim() - 1;
  for (int axis = plan.ndim() - 1; axis >= 0; --axis) {
    const int64_t stride = std::abs(plan.stride(k, axis));
    if (stride != 0 && stride < std::abs(plan.stride(k, best))) best = axis;
  }
  return best;
}

void MoveSame(LoopPlan& plan, int64_t item_size) {
  if (plan.ndim() >= 2) {
    const int out_axis = DensestAxis(plan, 0);
    const int in_axis = DensestAxis(plan, 1);
    if (out_axis != in_axis && plan.stride(1, in_axis) != 0) {
      plan.MoveInside(in_axis, out_axis);
      const int row = plan.ndim() - 2;
      const int column = plan.ndim() - 1;
      plan.RunOuter(2, [&](std::byte* const* data) {
        kernels::CopyMatrix(data[1], plan.stride(1, row), plan.stride(1, column), data[0],
                            plan.stride(0, row), plan.stride(0, column), plan.extent(row),
                            plan.extent(column), item_size);
      });
      return;
    }
  }
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (strides[0] == item_size && strides[1] == item_size && n * item_size >= kRowBytes) {
      std::memcpy(data[0], data[1], static_cast<size_t>(n * item_size));
    } else {
      kernels::CopyStrided(data[1], strides[1], data[0], strides[0], n, item_size);
    }
  });
}

// Reads a chunk before it writes it, in the direction of the plan.
void MoveThroughChunks(const LoopPlan& plan, DType out_dtype, DType in_dtype) {
  const int64_t item_size = ItemSize(in_dtype);
  const kernels::UnaryLoop move = kernels::FindCast(in_dtype, in_dtype);
  const kernels::UnaryLoop cast = kernels::FindCast(in_dtype, out_dtype);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    const bool plain = out_dtype == in_dtype && strides[0] == strides[1];
    if (plain && std::abs(strides[0]) == item_size) {
      const int64_t back = strides[0] < 0 ? (n - 1) * item_size : 0;
      std::memmove(data[0] - back, data[1] - back, static_cast<size_t>(n * item_size));
      return;
    }
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      move(data[1] + done * strides[1], strides[1], chunk, item_size, count);
      cast(chunk, item_size, data[0] + done * strides[0], strides[0], count);
    }
  });
}

// The strides of `src` seen through dst's shape; leading axes of extent 1 that dst has not are
// dropped, as NumPy does.
Dims SourceStrides(const View& src, std::span<const int64_t> shape) {
  int extra = std::max(0, static_cast<int>(src.ndim) - static_cast<int>(shape.size()));
  bool fits = true;
  for (int i = 0; i < extra; ++i) fits = fits && src.dims[i] == 1;
  Dims strides = Dims::Filled(static_cast<int>(shape.size()) - (src.ndim - extra), 0);
  for (int i = extra; i < src.ndim; ++i) {
    const bool repeated = src.dims[i] == 1;
    fits = fits && (repeated || src.dims[i] == shape[static_cast<size_t>(strides.size())]);
    strides.push_back(repeated ? 0 : src.dims[src.ndim + i]);
  }
  if (!fits) {
    ThrowShapeError(absl::StrCat("could not broadcast input array from shape ",
                                 ShapeText(src.shape()), " into shape ", ShapeText(shape)));
  }
  return strides;
}

// Without any planning what is contiguous and alike on both sides, if the two lie apart.
bool MoveWhole(const View& dst, const View& src) {
  if (dst.size == 0 || dst.dtype != src.dtype || !std::ranges::equal(dst.shape(), src.shape())) {
    return false;
  }
  const bool alike =
      (dst.c_contiguous && src.c_contiguous) || (dst.f_contiguous && src.f_contiguous);
  const int64_t bytes = dst.nbytes();
  if (!alike || (dst.data < src.data + bytes && src.data < dst.data + bytes)) return false;
  std::memcpy(dst.data, src.data, static_cast<size_t>(bytes));
  return true;
}

}  // namespace

void MoveElements(std::span<const int64_t> shape, const Strided& out, DType out_dtype,
                  const Strided& in, DType in_dtype, Traversal traversal) {
  LoopPlan plan(shape, {out, in}, traversal);
  if (plan.empty()) return;
  if (traversal != Traversal::kFree) return MoveThroughChunks(plan, out_dtype, in_dtype);
  if (out_dtype == in_dtype) return MoveSame(plan, ItemSize(out_dtype));
  const kernels::UnaryLoop cast = kernels::FindCast(in_dtype, out_dtype);
  const int64_t in_size = ItemSize(in_dtype);
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    if (data[0] != data[1] || strides[0] != strides[1] || in_size != ItemSize(out_dtype)) {
      cast(data[1], strides[1], data[0], strides[0], n);
      return;
    }
    // The same bytes under two dtypes.
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    const kernels::UnaryLoop move = kernels::FindCast(in_dtype, in_dtype);
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      move(data[1] + done * strides[1], strides[1], chunk, in_size, count);
      cast(chunk, in_size, data[0] + done * strides[0], strides[0], count);
    }
  });
}

void AssignArray(const View& dst, const View& src, CopyReason reason, const char* op,
                 SourceLocation site) {
  if (!dst.writable) ThrowReadOnlyError(op);
  if (MoveWhole(dst, src)) return NoteCopy(src, dst, dst.nbytes(), reason, op, site);
  const Dims strides = SourceStrides(src, dst.shape());
  if (dst.size == 0) return;
  const Strided out{dst.data, dst.strides().data()};
  const Strided in{src.data, strides.data()};
  const Alias alias = ClassifyAlias(dst.shape(), out, dst.item_size, in, src.item_size);
  switch (alias) {
    case Alias::kSame:
      if (dst.dtype == src.dtype) return;  // nothing would change
      [[fallthrough]];
    case Alias::kDisjoint:
      MoveElements(dst.shape(), out, dst.dtype, in, src.dtype);
      break;
    case Alias::kAscending:
    case Alias::kEitherWay:
      MoveElements(dst.shape(), out, dst.dtype, in, src.dtype, Traversal::kAscending);
      break;
    case Alias::kDescending:
      MoveElements(dst.shape(), out, dst.dtype, in, src.dtype, Traversal::kDescending);
      break;
    case Alias::kNeedsTemporary: {
      const AnyArray saved =
          CopyOf(src, src.dtype, LikeStrides(src, src.item_size), CopyReason::kOverlap, op, site);
      const Dims saved_strides = SourceStrides(saved.view(), dst.shape());
      MoveElements(dst.shape(), out, dst.dtype, {saved.view().data, saved_strides.data()},
                   src.dtype);
      NoteCopy(saved.view(), dst, dst.nbytes(), reason, op, site);
      return;
    }
  }
  NoteCopy(src, dst, dst.nbytes(), reason, op, site);
}

void FillNew(const View& dst, const View& src) {
  if (MoveWhole(dst, src)) return;
  MoveElements(dst.shape(), {dst.data, dst.strides().data()}, dst.dtype,
               {src.data, src.strides().data()}, src.dtype);
}

AnyArray CopyOf(const View& view, DType dtype, std::span<const int64_t> strides, CopyReason reason,
                const char* op, SourceLocation site) {
  AnyArray copy = AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = view.shape(), .strides = strides, .op = op, .site = site}));
  FillNew(copy.view(), view);
  NoteCopy(view, copy.view(), copy.nbytes(), reason, op, site);
  return copy;
}

Dims LikeStrides(const View& view, int64_t item_size) {
  if (view.c_contiguous || view.ndim <= 1) return CStrides(view.shape(), item_size);
  if (view.f_contiguous) return FortranStrides(view.shape(), item_size);
  Dims order;
  for (int i = 0; i < view.ndim; ++i) order.push_back(i);
  const int64_t* strides = view.strides().data();
  std::stable_sort(order.begin(), order.end(), [strides](int64_t a, int64_t b) {
    return std::abs(strides[a]) > std::abs(strides[b]);
  });
  return StridesInOrder(view.shape(), order, item_size);
}

}  // namespace tidemark::array_internal
