#include "tidemark/array/statistics/differences.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

using kernels::BinaryOp;

kernels::BinaryLoop DifferenceLoop(DType dtype) {
  return kernels::FindBinary(dtype == DType::kBool ? BinaryOp::kNotEqual : BinaryOp::kSubtract,
                             dtype);
}

Dims DifferenceStrides(const View& view, std::span<const int64_t> shape) {
  Dims strides(view.strides());
  for (int i = 0; i < view.ndim; ++i) {
    if (shape[static_cast<size_t>(i)] == 1) strides[i] = 0;
  }
  const int64_t* const rows[] = {strides.data()};
  return StridesInOrder(shape, KOrder(shape, rows), view.item_size);
}

void FillFirstDifference(const View& out, const View& in, int axis) {
  const int64_t step = in.dims[in.ndim + axis];
  const kernels::BinaryLoop subtract = DifferenceLoop(in.dtype);
  const LoopPlan plan(out.shape(), {{out.data, out.strides().data()},
                                    {in.data + step, in.strides().data()},
                                    {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    subtract(data[1], strides[1], data[2], strides[2], data[0], strides[0], n);
  });
}

// The differences of a line are taken from one half of the memory to the other.
void FillNthDifference(const View& out, const View& in, int axis, int64_t n, SourceLocation site) {
  const int64_t item = in.item_size;
  const int64_t extent = in.dims[axis];
  const kernels::BinaryLoop subtract = DifferenceLoop(in.dtype);
  Scratch first(in.dtype, extent, "diff", site);
  Scratch second(in.dtype, extent, "diff", site);
  ForEachLine(in, out, axis, [&](std::byte* line, std::byte* to) {
    kernels::CopyStrided(line, in.dims[in.ndim + axis], first.data(), item, extent, item);
    std::byte* from = first.data();
    std::byte* into = second.data();
    for (int64_t i = 0; i < n; ++i) {
      subtract(from + item, item, from, item, into, item, extent - 1 - i);
      std::swap(from, into);
    }
    kernels::CopyStrided(from, item, to, out.dims[out.ndim + axis], extent - n, item);
  });
}

void CheckPtp(DType dtype) {
  if (dtype == DType::kBool) ThrowDTypeError("ptp: bools have no difference");
}

}  // namespace

void PtpTo(void* result, const AnyArray& a, SourceLocation site) {
  CheckPtp(a.dtype());
  alignas(kMaxItemSize) std::byte least[kMaxItemSize];
  auto* largest = static_cast<std::byte*>(result);
  reduce_to(largest, ReduceOp::kMax, a, site);
  reduce_to(least, ReduceOp::kMin, a, site);
  const int64_t item = a.itemsize();
  DifferenceLoop(a.dtype())(largest, item, least, item, largest, item, 1);
}

}  // namespace array_internal

AnyArray diff(const AnyArray& a, int64_t n, int64_t axis, SourceLocation site) {
  const array_internal::View& view = a.view();
  if (n == 0) return a;
  if (n < 0) array_internal::ThrowValueError(absl::StrCat("diff: n is ", n));
  if (view.ndim == 0) array_internal::ThrowShapeError("diff: the array has no axes");
  const int along = array_internal::NormalizeAxis(axis, view.ndim);
  Dims shape(view.shape());
  shape[along] = std::max<int64_t>(shape[along] - n, 0);
  AnyArray result = AnyArray::Own(
      array_internal::NewOwner({.dtype = view.dtype,
                                .shape = shape,
                                .strides = array_internal::DifferenceStrides(view, shape),
                                .op = "diff",
                                .site = site}));
  if (result.size() != 0 && n == 1) {
    array_internal::FillFirstDifference(result.view(), view, along);
  } else if (result.size() != 0) {
    array_internal::FillNthDifference(result.view(), view, along, n, site);
  }
  array_internal::NoteOp("diff", {&view}, &result.view(), site);
  return result;
}

double ptp(const AnyArray& a, SourceLocation site) {
  if (array_internal::IsComplexType(a.dtype())) {
    array_internal::ThrowDTypeError("ptp: of complex numbers it is no double; give the axes");
  }
  alignas(array_internal::kMaxItemSize) std::byte item[array_internal::kMaxItemSize];
  array_internal::PtpTo(item, a, site);
  double number = 0;
  kernels::FindCast(a.dtype(), DType::kFloat64)(item, 0, reinterpret_cast<std::byte*>(&number), 8,
                                                1);
  return number;
}

AnyArray ptp(const AnyArray& a, const Axes& axes, KeepDims keepdims, SourceLocation site) {
  array_internal::CheckPtp(a.dtype());
  const ReduceOptions options{.axes = axes.dims(), .keepdims = keepdims, .out = nullptr};
  AnyArray result = reduce(ReduceOp::kMax, a, options, site);
  const AnyArray least = reduce(ReduceOp::kMin, a, options, site);
  // Both have the same layout, their elements one after the other.
  const int64_t item = result.itemsize();
  std::byte* largest = result.view().data;
  array_internal::DifferenceLoop(a.dtype())(largest, item, least.view().data, item, largest, item,
                                            result.size());
  return result;
}

}  // namespace tidemark
