#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// The position of the winner among all elements in C order, row by row. A row's winner replaces the
// one before only if it wins against it as second of two.
int64_t ArgOfAll(const View& view, kernels::ArgLoop find) {
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}}, Traversal::kInOrder);
  const int64_t item = view.item_size;
  alignas(kMaxItemSize) std::byte pair[2 * kMaxItemSize];
  int64_t best = -1;
  int64_t seen = 0;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    const int64_t position = find(data[0], strides[0], n);
    std::memcpy(pair + item, data[0] + position * strides[0], static_cast<size_t>(item));
    if (best < 0 || find(pair, item, 2) == 1) {
      std::memcpy(pair, pair + item, static_cast<size_t>(item));
      best = seen + position;
    }
    seen += n;
  });
  return best;
}

void ArgAlongAxis(const View& view, int axis, kernels::ArgLoop find, const View& result,
                  const Dims& strides) {
  Dims outer(view.shape());
  outer[axis] = 1;
  const LoopPlan plan(outer, {{result.data, strides.data()}, {view.data, view.strides().data()}});
  const int64_t stride = view.dims[view.ndim + axis];
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      const int64_t position = find(data[1] + i * steps[1], stride, view.dims[axis]);
      std::memcpy(data[0] + i * steps[0], &position, sizeof(position));
    }
  });
}

AnyArray ArgReduce(const AnyArray& a, std::optional<int64_t> axis, KeepDims keepdims,
                   kernels::ArgLoop find, const AnyArray* out, const char* op,
                   SourceLocation site) {
  const View& view = a.view();
  std::optional<Dims> axes;
  if (axis) axes = Dims(*axis);
  ReductionShape shape = PlanReduction(view, axes, keepdims, sizeof(int64_t));
  if (shape.count == 0) {
    ThrowValueError(absl::StrCat(op, " of an empty sequence: shape ", ShapeText(view.shape())));
  }
  // Always C ordered, as in NumPy.
  shape.strides = CStrides(shape.result, sizeof(int64_t));
  const AnyArray result = ReductionTarget(shape, DType::kInt64, view, {.out = out}, op, site);
  if (!axis || view.ndim == 0) {
    const int64_t position = ArgOfAll(view, find);
    std::memcpy(result.view().data, &position, sizeof(position));
  } else {
    const Dims strides = StridesThrough(result.view(), view, shape, keepdims);
    ArgAlongAxis(view, NormalizeAxis(*axis, view.ndim), find, result.view(), strides);
  }
  NoteOp(op, {&view}, &result.view(), site);
  return FinishReduction(result, {.out = out}, op, site);
}

}  // namespace
}  // namespace array_internal

AnyArray argmin(const AnyArray& a, std::optional<int64_t> axis, KeepDims keepdims,
                SourceLocation site) {
  return array_internal::ArgReduce(a, axis, keepdims, kernels::FindArgMin(a.dtype()), nullptr,
                                   "argmin", site);
}

AnyArray argmax(const AnyArray& a, std::optional<int64_t> axis, KeepDims keepdims,
                SourceLocation site) {
  return array_internal::ArgReduce(a, axis, keepdims, kernels::FindArgMax(a.dtype()), nullptr,
                                   "argmax", site);
}

void argmin_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis,
                 KeepDims keepdims, SourceLocation site) {
  array_internal::ArgReduce(a, axis, keepdims, kernels::FindArgMin(a.dtype()), &out, "argmin",
                            site);
}

void argmax_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis,
                 KeepDims keepdims, SourceLocation site) {
  array_internal::ArgReduce(a, axis, keepdims, kernels::FindArgMax(a.dtype()), &out, "argmax",
                            site);
}

}  // namespace tidemark
