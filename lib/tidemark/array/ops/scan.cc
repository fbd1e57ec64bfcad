#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// Along one axis, a line at a time.
void ScanLines(const View& in, const View& out, int axis, kernels::ScanLoop scan) {
  Dims outer(in.shape());
  const int64_t extent = outer[axis];
  if (extent == 0) return;
  outer[axis] = 1;
  const int64_t in_stride = in.dims[in.ndim + axis];
  const int64_t out_stride = out.dims[out.ndim + axis];
  const LoopPlan plan(outer, {{out.data, out.strides().data()}, {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      scan(data[1] + i * steps[1], in_stride, data[0] + i * steps[0], out_stride, extent);
    }
  });
}

// Of all elements in C order, to as many results one after the other.
void ScanAll(const View& view, const View& result, kernels::ScanLoop scan,
             kernels::ScanLoop scan_result) {
  std::byte* data = result.data;
  const int64_t item = result.item_size;
  if (view.c_contiguous) {
    scan(view.data, view.item_size, data, item, view.size);
  } else {
    // First the elements in C order, then their running result in place.
    const Dims flat = CStrides(view.shape(), item);
    MoveElements(view.shape(), {data, flat.data()}, result.dtype,
                 {view.data, view.strides().data()}, view.dtype);
    scan_result(data, item, data, item, view.size);
  }
}

AnyArray Scan(const Operand& operand, std::optional<int64_t> axis,
              kernels::ScanLoop (*find)(DType) noexcept, ReduceOp fold, const AnyArray* out,
              const char* op, SourceLocation site) {
  const AnyArray& a = operand.array();
  const View& view = a.view();
  const DType dtype = kernels::ReduceAccumulator(fold, view.dtype);
  const bool flat = !axis || (view.ndim == 0 && (*axis == 0 || *axis == -1));
  const int along = flat ? 0 : NormalizeAxis(*axis, view.ndim);
  ReductionShape shape;
  if (flat) {
    shape.result = Dims(view.size);
    shape.strides = Dims(ItemSize(dtype));
  } else {
    const Dims strides = BroadcastStrides(view, view.shape());
    const int64_t* const rows[] = {strides.data()};
    shape.result = Dims(view.shape());
    shape.strides = StridesInOrder(view.shape(), KOrder(view.shape(), rows), ItemSize(dtype));
  }
  const bool reused = operand.donated() && CanLend(view, dtype, shape.result, shape.strides);
  const AnyArray result =
      reused ? TakeOver(a) : ReductionTarget(shape, dtype, view, {.out = out}, op, site);
  if (flat) {
    ScanAll(view, result.view(), find(view.dtype), find(dtype));
  } else {
    ScanLines(view, result.view(), along, find(view.dtype));
  }
  NoteOp(op, {&view}, &result.view(), site, reused);
  return FinishReduction(result, {.out = out}, op, site);
}

}  // namespace
}  // namespace array_internal

AnyArray cumsum(const Operand& a, std::optional<int64_t> axis, SourceLocation site) {
  return array_internal::Scan(a, axis, &kernels::FindCumSum, ReduceOp::kSum, nullptr, "cumsum",
                              site);
}

AnyArray cumprod(const Operand& a, std::optional<int64_t> axis, SourceLocation site) {
  return array_internal::Scan(a, axis, &kernels::FindCumProd, ReduceOp::kProd, nullptr, "cumprod",
                              site);
}

void cumsum_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis,
                 SourceLocation site) {
  array_internal::Scan(a, axis, &kernels::FindCumSum, ReduceOp::kSum, &out, "cumsum", site);
}

void cumprod_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis,
                  SourceLocation site) {
  array_internal::Scan(a, axis, &kernels::FindCumProd, ReduceOp::kProd, &out, "cumprod", site);
}

}  // namespace tidemark
