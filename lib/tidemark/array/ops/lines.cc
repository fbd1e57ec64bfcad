#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark::array_internal {

void GatherAll(const View& view, DType dtype, std::byte* out) {
  const Dims flat = CStrides(view.shape(), ItemSize(dtype));
  MoveElements(view.shape(), {out, flat.data()}, dtype, {view.data, view.strides().data()},
               view.dtype);
}

bool ContainsNan(const std::byte* line, int64_t n, DType dtype) {
  if (!HasNans(dtype)) return false;
  return WithElementType(dtype, [&]<class T>() {
    for (int64_t first = 0; first < n; first += kChunk) {
      bool found = false;
      const int64_t last = std::min(n, first + kChunk);
      for (int64_t i = first; i < last; ++i) {
        found |= IsNanElement(LoadElement<T>(line + i * static_cast<int64_t>(sizeof(T))));
      }
      if (found) return true;
    }
    return false;
  });
}

int64_t DropNans(std::byte* line, int64_t n, DType dtype) {
  if (!HasNans(dtype)) return n;
  return WithElementType(dtype, [&]<class T>() {
    constexpr auto kItem = static_cast<int64_t>(sizeof(T));
    int64_t kept = 0;
    for (int64_t i = 0; i < n; ++i) {
      const T value = LoadElement<T>(line + i * kItem);
      StoreElement(line + kept * kItem, value);
      if (!IsNanElement(value)) ++kept;
    }
    return kept;
  });
}

void SortLines(const View& view, int axis, const char* op, SourceLocation site) {
  const int64_t extent = view.dims[axis];
  const int64_t stride = view.dims[view.ndim + axis];
  const int64_t item = view.item_size;
  const kernels::SortLoop sort = kernels::FindSort(view.dtype);
  if (extent < 2 || view.size == 0) return;
  if (stride == item) {
    ForEachLine(view, view, axis, [&](std::byte* line, std::byte*) { sort(line, extent); });
    return;
  }
  Scratch line(view.dtype, extent, op, site);
  ForEachLine(view, view, axis, [&](std::byte* from, std::byte*) {
    kernels::CopyStrided(from, stride, line.data(), item, extent, item);
    sort(line.data(), extent);
    kernels::CopyStrided(line.data(), item, from, stride, extent, item);
  });
}

ReductionShape PlanReductionOfCopy(const View& view, const Dims& axes, KeepDims keepdims,
                                   int64_t item_size) {
  const LocalView copied(view, view.data, view.shape(), LikeStrides(view, view.item_size));
  return PlanReduction(copied.view(), axes, keepdims, item_size);
}

}  // namespace tidemark::array_internal
