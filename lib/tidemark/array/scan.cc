#include "tidemark/array/assign_internal.h"
#include "tidemark/array/events_internal.h"
#include "tidemark/array/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// Along one axis, a line at a time.
void ScanLines(const Node& in, const Node& out, int axis, kernels::ScanLoop scan) {
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

AnyArray ScanAll(const Node& node, DType dtype, kernels::ScanLoop scan,
                 kernels::ScanLoop scan_result, const char* op, SourceLocation site) {
  AnyArray result =
      AnyArray::Own(NewOwner({.dtype = dtype, .shape = Dims(node.size), .op = op, .site = site}));
  std::byte* data = result.node().data;
  const int64_t item = result.itemsize();
  if (node.c_contiguous) {
    scan(node.data, node.item_size, data, item, node.size);
  } else {
    // First the elements in C order, then their running result in place.
    const Dims flat = CStrides(node.shape(), item);
    MoveElements(node.shape(), {data, flat.data()}, dtype, {node.data, node.strides().data()},
                 node.dtype);
    scan_result(data, item, data, item, node.size);
  }
  return result;
}

AnyArray Scan(const AnyArray& a, std::optional<int64_t> axis,
              kernels::ScanLoop (*find)(DType) noexcept, ReduceOp fold, const char* op,
              SourceLocation site) {
  const Node& node = a.node();
  const DType dtype = kernels::ReduceAccumulator(fold, node.dtype);
  AnyArray result;
  if (!axis || (node.ndim == 0 && (*axis == 0 || *axis == -1))) {
    result = ScanAll(node, dtype, find(node.dtype), find(dtype), op, site);
  } else {
    const int i = NormalizeAxis(*axis, node.ndim);
    const Dims strides = BroadcastStrides(node, node.shape());
    const int64_t* const rows[] = {strides.data()};
    result = AnyArray::Own(NewOwner(
        {.dtype = dtype,
         .shape = node.shape(),
         .strides = StridesInOrder(node.shape(), KOrder(node.shape(), rows), ItemSize(dtype)),
         .op = op,
         .site = site}));
    ScanLines(node, result.node(), i, find(node.dtype));
  }
  NoteOp(op, {&node}, &result.node(), site);
  return result;
}

}  // namespace
}  // namespace array_internal

AnyArray cumsum(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  return array_internal::Scan(a, axis, &kernels::FindCumSum, ReduceOp::kSum, "cumsum", site);
}

AnyArray cumprod(const AnyArray& a, std::optional<int64_t> axis, SourceLocation site) {
  return array_internal::Scan(a, axis, &kernels::FindCumProd, ReduceOp::kProd, "cumprod", site);
}

}  // namespace tidemark
