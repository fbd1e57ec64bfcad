#include "tidemark/array/linalg/norm.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/decompositions.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

using linalg::kInfinity;
using linalg::NormKind;
using linalg::NormOrder;

// The sum of the squares of n real numbers of dtype f4 or f8.
double SumOfSquares(DType dtype, const std::byte* data, int64_t stride, int64_t n) {
  alignas(8) std::byte sum[8];
  kernels::MatMul(dtype, data, 0, stride, data, stride, 0, sum, 1, 1, n);
  return dtype == DType::kFloat32 ? static_cast<double>(*reinterpret_cast<const float*>(sum))
                                  : *reinterpret_cast<const double*>(sum);
}

// The same of one run of any dtype; integers are converted a chunk at a time.
double SumOfSquaresOfRun(DType dtype, const std::byte* data, int64_t stride, int64_t n) {
  if (IsFloatType(dtype)) return SumOfSquares(dtype, data, stride, n);
  if (IsComplexType(dtype)) {
    const DType part = RealDType(dtype);
    return SumOfSquares(part, data, stride, n) +
           SumOfSquares(part, data + ItemSize(part), stride, n);
  }
  const kernels::UnaryLoop convert = kernels::FindCast(dtype, DType::kFloat64);
  double chunk[kChunk];
  double sum = 0;
  for (int64_t i = 0; i < n; i += kChunk) {
    const int64_t count = std::min(kChunk, n - i);
    auto* const out = reinterpret_cast<std::byte*>(chunk);
    convert(data + i * stride, stride, out, sizeof(double), count);
    sum += SumOfSquares(DType::kFloat64, out, sizeof(double), count);
  }
  return sum;
}

DType NormType(DType dtype) { return RealDType(DivideDType(dtype)); }

// The root of the sum of all squares, without another array.
AnyArray Length(const AnyArray& a, const SourceLocation& site) {
  const View& view = a.view();
  double sum = 0;
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    sum += SumOfSquaresOfRun(view.dtype, data[0], strides[0], n);
  });
  const DType dtype = NormType(view.dtype);
  AnyArray result = AnyArray::Own(NewOwner({.dtype = dtype, .op = "norm", .site = site}));
  Scalar(std::sqrt(sum)).CastTo(dtype, result.view().data);
  NoteOp("norm", {&view}, &result.view(), site);
  return result;
}

// The array in floating point: itself, or converted as NumPy does it first of all.
AnyArray Inexact(const AnyArray& a, const SourceLocation& site) {
  const View& view = a.view();
  const DType dtype = DivideDType(view.dtype);
  if (dtype == view.dtype) return a;
  const Dims strides = LikeStrides(view, ItemSize(dtype));
  AnyArray result = AnyArray::Own(NewOwner(
      {.dtype = dtype, .shape = view.shape(), .strides = strides, .op = "norm", .site = site}));
  FillNew(result.view(), view);
  NoteOp("norm", {&view}, &result.view(), site);
  return result;
}

AnyArray Magnitudes(const AnyArray& a, const SourceLocation& site) {
  return unary(UnaryOp::kAbs, Inexact(a, site), site);
}

AnyArray Squares(const AnyArray& a, const SourceLocation& site) {
  AnyArray numbers = Inexact(a, site);
  if (!IsComplexType(numbers.dtype())) return unary(UnaryOp::kSquare, std::move(numbers), site);
  AnyArray conjugates = unary(UnaryOp::kConjugate, numbers, site);
  return real(binary(BinaryOp::kMultiply, std::move(conjugates), numbers, site), site);
}

AnyArray Fold(ReduceOp op, const AnyArray& a, const Dims& axes, KeepDims keepdims,
              const SourceLocation& site) {
  return reduce(op, a, {.axes = axes, .keepdims = keepdims}, site);
}

// How many elements are not zero, as a number of the norm's dtype.
AnyArray CountNorm(const AnyArray& a, const Dims& axes, KeepDims keepdims,
                   const SourceLocation& site) {
  const AnyArray differs = binary(BinaryOp::kNotEqual, a, Scalar(0), site);
  const AnyArray counts = Fold(ReduceOp::kSum, differs, axes, keepdims, site);
  AnyArray result = empty_like(counts, NormType(a.dtype()), site);
  FillNew(result.view(), counts.view());
  NoteOp("norm", {&counts.view()}, &result.view(), site);
  return result;
}

AnyArray VectorNorm(const AnyArray& a, const NormOrder& order, const Dims& axes, KeepDims keepdims,
                    const SourceLocation& site) {
  if (order.is(kInfinity)) {
    return Fold(ReduceOp::kMax, Magnitudes(a, site), axes, keepdims, site);
  }
  if (order.is(-kInfinity)) {
    return Fold(ReduceOp::kMin, Magnitudes(a, site), axes, keepdims, site);
  }
  if (order.is(0.0)) return CountNorm(a, axes, keepdims, site);
  if (order.is(1.0)) return Fold(ReduceOp::kSum, Magnitudes(a, site), axes, keepdims, site);
  if (order.is(NormKind::kDefault) || order.is(2.0)) {
    return unary(UnaryOp::kSqrt, Fold(ReduceOp::kSum, Squares(a, site), axes, keepdims, site),
                 site);
  }
  if (!order.is_power()) ThrowValueError("norm: this order is one of matrices, not of vectors");
  AnyArray powers = binary(BinaryOp::kPower, Magnitudes(a, site), Scalar(order.power()), site);
  AnyArray sums = Fold(ReduceOp::kSum, powers, axes, keepdims, site);
  return binary(BinaryOp::kPower, std::move(sums), Scalar(1 / order.power()), site);
}

AnyArray SingularNorm(const AnyArray& a, ReduceOp op, int64_t rows, int64_t columns,
                      const SourceLocation& site) {
  const AnyArray values = linalg::svdvals(moveaxis(a, {rows, columns}, {-2, -1}, site), site);
  return Fold(op, values, Dims(-1), KeepDims::kNo, site);
}

// `sum` first, then `rest`; the axes are those of `a`.
AnyArray SumNorm(const AnyArray& a, ReduceOp op, int64_t sum, int64_t rest,
                 const SourceLocation& site) {
  const AnyArray sums = Fold(ReduceOp::kSum, Magnitudes(a, site), Dims(sum), KeepDims::kNo, site);
  return Fold(op, sums, Dims(rest > sum ? rest - 1 : rest), KeepDims::kNo, site);
}

AnyArray MatrixNorm(const AnyArray& a, const NormOrder& order, int64_t rows, int64_t columns,
                    const SourceLocation& site) {
  if (order.is(2.0)) return SingularNorm(a, ReduceOp::kMax, rows, columns, site);
  if (order.is(-2.0)) return SingularNorm(a, ReduceOp::kMin, rows, columns, site);
  if (order.is(NormKind::kNuclear)) return SingularNorm(a, ReduceOp::kSum, rows, columns, site);
  if (order.is(1.0)) return SumNorm(a, ReduceOp::kMax, rows, columns, site);
  if (order.is(-1.0)) return SumNorm(a, ReduceOp::kMin, rows, columns, site);
  if (order.is(kInfinity)) return SumNorm(a, ReduceOp::kMax, columns, rows, site);
  if (order.is(-kInfinity)) return SumNorm(a, ReduceOp::kMin, columns, rows, site);
  if (order.is_power()) ThrowValueError("norm: matrices have no norm of this order");
  const AnyArray sums =
      Fold(ReduceOp::kSum, Squares(a, site), {rows, columns}, KeepDims::kNo, site);
  return unary(UnaryOp::kSqrt, sums, site);
}

AnyArray NormAlong(const AnyArray& a, const NormOrder& order, const Dims& axes, KeepDims keepdims,
                   const SourceLocation& site) {
  if (axes.size() == 1) {
    return VectorNorm(a, order, Dims(NormalizeAxis(axes[0], a.ndim())), keepdims, site);
  }
  if (axes.size() != 2) ThrowValueError("norm: one axis or two, or all elements by default");
  const Dims normal = NormalizeAxes(axes, a.ndim(), "norm");
  AnyArray result = MatrixNorm(a, order, normal[0], normal[1], site);
  if (keepdims == KeepDims::kNo) return result;
  return expand_dims(result, normal, site);
}

}  // namespace

AnyArray WholeNorm(const AnyArray& a, const NormOrder& order, SourceLocation site) {
  const bool plain = order.is(NormKind::kDefault) ||
                     (order.is(NormKind::kFrobenius) && a.ndim() == 2) ||
                     (order.is(2.0) && a.ndim() == 1);
  if (plain) return Length(a, site);
  Dims axes;
  for (int i = 0; i < a.ndim(); ++i) axes.push_back(i);
  return NormAlong(a, order, axes, KeepDims::kNo, site);
}

}  // namespace array_internal

namespace linalg {

double norm(const AnyArray& a, const NormOrder& order, SourceLocation site) {
  const AnyArray result = array_internal::WholeNorm(a, order, site);
  const std::byte* const data = result.view().data;
  if (result.dtype() == DType::kFloat32) return *reinterpret_cast<const float*>(data);
  return *reinterpret_cast<const double*>(data);
}

AnyArray norm(const AnyArray& a, const NormOrder& order, const Axes& axes, KeepDims keepdims,
              SourceLocation site) {
  return array_internal::NormAlong(a, order, axes.dims(), keepdims, site);
}

}  // namespace linalg
}  // namespace tidemark
