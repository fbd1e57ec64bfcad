#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/reduce_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// Integers and bools are averaged as doubles.
DType MeanType(DType dtype) {
  const DTypeKind kind = KindOf(dtype);
  return kind == DTypeKind::kFloat || kind == DTypeKind::kComplex ? dtype : DType::kFloat64;
}

DType RealType(DType dtype) {
  if (dtype == DType::kComplex64) return DType::kFloat32;
  if (dtype == DType::kComplex128) return DType::kFloat64;
  return dtype;
}

struct Averaged {
  AnyArray result;
  ReductionShape shape;
  Dims strides;  // through the shape of the input
};

Averaged Average(const View& view, const ReduceOptions& options, const char* op,
                 SourceLocation site) {
  // Sums let an array of no axes be summed along axis 0; means do not. Both are NumPy's.
  if (options.axes) NormalizeAxes(*options.axes, view.ndim, op);
  const DType dtype = MeanType(view.dtype);
  Averaged average;
  average.shape = PlanReduction(view, options.axes, options.keepdims, ItemSize(dtype));
  average.result = ReductionTarget(average.shape, dtype, view, options, op, site);
  average.strides = StridesThrough(average.result.view(), view, average.shape, options.keepdims);
  const View& to = average.result.view();
  std::fill_n(to.data, to.nbytes(), std::byte{0});
  FoldInto(average.result.view().data, average.strides, view, ReduceOp::kSum, dtype);
  DivideAll(average.result, static_cast<double>(average.shape.count));
  return average;
}

// squares[i] = |values[i]|^2, the values being packed complex numbers or reals of `real`.
void Square(std::byte* values, bool complex, DType real, int64_t n) {
  const kernels::BinaryLoop multiply = kernels::FindBinary(BinaryOp::kMultiply, real);
  const int64_t item = ItemSize(real);
  multiply(values, item, values, item, values, item, complex ? 2 * n : n);
  if (!complex) return;
  const kernels::BinaryLoop add = kernels::FindBinary(BinaryOp::kAdd, real);
  add(values, 2 * item, values + item, 2 * item, values, 2 * item, n);
}

// sums += |in - mean|^2, in chunks on the stack.
void FoldSquares(const AnyArray& sums, const Dims& sum_strides, const Averaged& average,
                 const View& in) {
  const DType dtype = average.result.dtype();
  const DType real = sums.dtype();
  const bool complex = dtype != real;
  const int64_t item = ItemSize(dtype);
  const kernels::UnaryLoop convert = kernels::FindCast(in.dtype, dtype);
  const kernels::BinaryLoop subtract = kernels::FindBinary(BinaryOp::kSubtract, dtype);
  const kernels::ReduceLoop fold = kernels::FindReduce(ReduceOp::kSum, real);
  const kernels::ReduceRowsLoop fold_rows = kernels::FindReduceRows(ReduceOp::kSum, real);
  const LoopPlan plan(in.shape(), {{sums.view().data, sum_strides.data()},
                                   {average.result.view().data, average.strides.data()},
                                   {in.data, in.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    alignas(kMaxItemSize) std::byte chunk[kChunk * kMaxItemSize];
    for (int64_t done = 0; done < n; done += kChunk) {
      const int64_t count = std::min(kChunk, n - done);
      convert(data[2] + done * strides[2], strides[2], chunk, item, count);
      subtract(chunk, item, data[1] + done * strides[1], strides[1], chunk, item, count);
      Square(chunk, complex, real, count);
      if (strides[0] == 0) {
        fold(chunk, item, count, data[0]);
      } else {
        fold_rows(chunk, 0, 1, item, data[0] + done * strides[0], strides[0], count);
      }
    }
  });
}

AnyArray Variance(const AnyArray& a, const ReduceOptions& options, Ddof ddof, bool root,
                  const char* op, SourceLocation site) {
  const View& view = a.view();
  const ReduceOptions inner{.axes = options.axes, .keepdims = options.keepdims};
  const Averaged average = Average(view, inner, op, site);
  const DType real = RealType(average.result.dtype());
  ReductionShape shape = PlanReduction(view, options.axes, options.keepdims, ItemSize(real));
  // NumPy sums up an array of squares; where that has no elements it has no order to keep either.
  if (view.size == 0) shape.strides = CStrides(shape.result, ItemSize(real));
  const AnyArray result = ReductionTarget(shape, real, view, options, op, site);
  const Dims strides = StridesThrough(result.view(), view, shape, options.keepdims);
  std::fill_n(result.view().data, result.nbytes(), std::byte{0});
  FoldSquares(result, strides, average, view);
  DivideAll(result, static_cast<double>(std::max<int64_t>(shape.count - ddof.value, 0)));
  if (root) {
    const int64_t item = result.itemsize();
    kernels::FindUnary(UnaryOp::kSqrt, real)(result.view().data, item, result.view().data, item,
                                             result.size());
  }
  NoteOp(op, {&view}, &result.view(), site);
  return FinishReduction(result, options, op, site);
}

}  // namespace

void DivideElements(std::byte* data, DType dtype, int64_t count, double divisor) {
  alignas(kMaxItemSize) std::byte item[kMaxItemSize];
  Scalar(divisor).CastTo(dtype, item);
  const int64_t size = ItemSize(dtype);
  kernels::FindBinary(BinaryOp::kDivide, dtype)(data, size, item, 0, data, size, count);
}

void DivideAll(const AnyArray& result, double divisor) {
  DivideElements(result.view().data, result.dtype(), result.size(), divisor);
}

}  // namespace array_internal

AnyArray mean(const AnyArray& a, const ReduceOptions& options, SourceLocation site) {
  const array_internal::Averaged average = array_internal::Average(a.view(), options, "mean", site);
  array_internal::NoteOp("mean", {&a.view()}, &average.result.view(), site);
  return array_internal::FinishReduction(average.result, options, "mean", site);
}

void mean_to(void* result, const AnyArray& a, SourceLocation site) {
  const array_internal::View& view = a.view();
  const DType dtype = array_internal::MeanType(view.dtype);
  auto* to = static_cast<std::byte*>(result);
  std::fill_n(to, ItemSize(dtype), std::byte{0});
  array_internal::FoldInto(to, Dims::Filled(view.ndim, 0), view, ReduceOp::kSum, dtype);
  array_internal::DivideElements(to, dtype, 1, static_cast<double>(view.size));
  array_internal::NoteOp("mean", {&view}, nullptr, site);
}

AnyArray var(const AnyArray& a, const ReduceOptions& options, Ddof ddof, SourceLocation site) {
  return array_internal::Variance(a, options, ddof, false, "var", site);
}

AnyArray stddev(const AnyArray& a, const ReduceOptions& options, Ddof ddof, SourceLocation site) {
  return array_internal::Variance(a, options, ddof, true, "std", site);
}

}  // namespace tidemark
