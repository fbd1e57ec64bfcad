#include "tidemark/array/ops/select.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"

namespace tidemark {

using array_internal::ElementInput;
using array_internal::ElementTarget;
using array_internal::LoopPlan;
using array_internal::View;

namespace {

DType SelectType(const BinaryOperand& a, const BinaryOperand& b) {
  if (a.array() != nullptr && b.array() != nullptr) {
    return ResultType(a.array()->dtype(), b.array()->dtype());
  }
  if (a.array() != nullptr) return ScalarOperandType("where", a.array()->dtype(), *b.scalar());
  if (b.array() != nullptr) return ScalarOperandType("where", b.array()->dtype(), *a.scalar());
  return ResultType(a.scalar()->dtype(), b.scalar()->dtype());
}

// bool < integer < float and complex, NumPy's scalar categories.
int Category(DType dtype) { return std::min(array_internal::KindOrder(dtype), 2); }

// The first of these that casts to and fro without loss; the last one if none does.
DType Narrowest(const Scalar& integer, std::span<const DType> widening) {
  for (const DType dtype : widening) {
    if (integer.Fits(dtype)) return dtype;
  }
  return widening.back();
}

bool IsNarrow(double value) { return value > -3.4e38 && value < 3.4e38; }

// numpy.min_scalar_type as it meets an array of dtype `array`. A float of 16 bits counts as one of
// 32; an integer that is not negative joins the signed or the unsigned, whichever the array has.
DType MinScalarType(DType array, const Scalar& bound) {
  constexpr DType kSigned[] = {DType::kInt8, DType::kInt16, DType::kInt32, DType::kInt64,
                               DType::kUInt64};
  constexpr DType kUnsigned[] = {DType::kUInt8, DType::kUInt16, DType::kUInt32, DType::kUInt64};
  switch (KindOf(bound.dtype())) {
    case DTypeKind::kBool:
      return DType::kBool;
    case DTypeKind::kSigned:
    case DTypeKind::kUnsigned: {
      if (bound.IsNegativeInteger()) return Narrowest(bound, kSigned);
      const DType smallest = Narrowest(bound, kUnsigned);
      const bool as_signed = KindOf(array) == DTypeKind::kSigned;
      // 200 takes 8 bits, but not of a signed integer: then it counts as unsigned.
      const auto position = static_cast<size_t>(std::ranges::find(kUnsigned, smallest) - kUnsigned);
      return as_signed && bound.Fits(kSigned[position]) ? kSigned[position] : smallest;
    }
    case DTypeKind::kFloat: {
      const double value = bound.AsDouble();
      if (std::isfinite(value) && !IsNarrow(value)) return DType::kFloat64;
      // What 16 bits hold does not widen an array of floats; others have become floats of 64 bits.
      return DType::kFloat32;
    }
    case DTypeKind::kComplex: {
      const std::complex<double> value = bound.AsComplex();
      const bool narrow = IsNarrow(value.real()) && IsNarrow(value.imag());
      return narrow ? DType::kComplex64 : DType::kComplex128;
    }
  }
  return bound.dtype();
}

// numpy.result_type of the array and the bounds: by the bounds' values, unless one is of a higher
// category than the array.
DType BoundedType(DType array, std::span<const Scalar> bounds) {
  bool by_value = true;
  for (const Scalar& bound : bounds) {
    by_value = by_value && Category(bound.dtype()) <= Category(array);
  }
  DType dtype = array;
  for (const Scalar& bound : bounds) {
    dtype = ResultType(dtype, by_value ? MinScalarType(dtype, bound) : bound.dtype());
  }
  return dtype;
}

bool IsNan(const Scalar& scalar) {
  const std::complex<double> value = scalar.AsComplex();
  return std::isnan(value.real()) || std::isnan(value.imag());
}

// Both limits at once, in `dtype`; an absent one does not limit.
AnyArray Clip(DType dtype, const AnyArray& a, bool donated, const Scalar* low, const Scalar* high,
              const AnyArray* out, SourceLocation site) {
  const View* const views[] = {&a.view(), out != nullptr ? &out->view() : nullptr};
  const Dims shape = array_internal::BroadcastShapes({views, out != nullptr ? 2u : 1u});
  ElementInput x;
  x.SetArray(a, donated);
  x.BroadcastTo(shape);
  x.ConvertTo(dtype);
  ElementInput* const inputs[] = {&x};
  ElementTarget target = array_internal::ChooseTarget(
      out, shape, dtype, &array_internal::UfuncStrides, inputs, "clip", site);
  alignas(16) std::byte bounds[2][array_internal::kMaxItemSize];
  if (low != nullptr) low->CastTo(dtype, bounds[0]);
  if (high != nullptr) high->CastTo(dtype, bounds[1]);
  const kernels::BinaryLoop maximum = kernels::FindBinary(BinaryOp::kMaximum, dtype);
  const kernels::BinaryLoop minimum = kernels::FindBinary(BinaryOp::kMinimum, dtype);
  const View& to = target.array.view();
  const LoopPlan plan(shape, {{to.data, to.strides().data()}, {x.data, x.strides.data()}},
                      target.traversal);
  array_internal::RunElements<1>(
      plan, target, {&x},
      [&](const std::byte* const* in, const int64_t* strides, std::byte* result,
          int64_t result_stride, int64_t n) {
        const std::byte* from = in[0];
        int64_t from_stride = strides[0];
        if (low != nullptr) {
          maximum(from, from_stride, bounds[0], 0, result, result_stride, n);
          from = result;
          from_stride = result_stride;
        }
        if (high != nullptr) minimum(from, from_stride, bounds[1], 0, result, result_stride, n);
      });
  array_internal::NoteOp("clip", {x.view}, &to, site, target.reused);
  return std::move(target.array);
}

}  // namespace

namespace {

AnyArray Where(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
               const AnyArray* out, SourceLocation site) {
  const DType dtype = SelectType(a, b);
  const View* views[4] = {&condition.view()};
  size_t count = 1;
  for (const BinaryOperand* side : {&a, &b}) {
    if (side->array() != nullptr) views[count++] = &side->array()->view();
  }
  if (out != nullptr) views[count++] = &out->view();
  const Dims shape = array_internal::BroadcastShapes({views, count});
  ElementInput c;
  ElementInput x;
  ElementInput y;
  c.SetArray(condition, false);
  x.SetOperand(a, dtype);
  y.SetOperand(b, dtype);
  ElementInput* const inputs[] = {&c, &x, &y};
  for (ElementInput* input : inputs) input->BroadcastTo(shape);
  c.ConvertTo(DType::kBool);
  x.ConvertTo(dtype);
  y.ConvertTo(dtype);
  ElementTarget target = array_internal::ChooseTarget(
      out, shape, dtype, &array_internal::KeptStrides, inputs, "where", site);
  const View& to = target.array.view();
  const int64_t item = ItemSize(dtype);
  const LoopPlan plan(shape,
                      {{to.data, to.strides().data()},
                       {c.data, c.strides.data()},
                       {x.data, x.strides.data()},
                       {y.data, y.strides.data()}},
                      target.traversal);
  array_internal::RunElements<3>(plan, target, {&c, &x, &y},
                                 [item](const std::byte* const* in, const int64_t* strides,
                                        std::byte* result, int64_t result_stride, int64_t n) {
                                   kernels::Select(in[0], strides[0], in[1], strides[1], in[2],
                                                   strides[2], result, result_stride, n, item);
                                 });
  array_internal::NoteOp("where", {c.view, x.view, y.view}, &to, site, target.reused);
  return std::move(target.array);
}

}  // namespace

AnyArray where(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
               SourceLocation site) {
  return Where(condition, a, b, nullptr, site);
}

void where_into(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
                const AnyArray& out, SourceLocation site) {
  Where(condition, a, b, &out, site);
}

namespace {

// A NaN bound does not limit, in NumPy up to 1.24.
std::optional<Scalar> Limit(const std::optional<Scalar>& bound, double instead_of_nan) {
  if (bound && IsNan(*bound)) return Scalar(instead_of_nan);
  return bound;
}

using BoundedTypeRule = DType(DType array, std::span<const Scalar> bounds);

DType TypeOfBoundTypes(DType array, std::span<const Scalar> bounds) {
  for (const Scalar& bound : bounds) array = ScalarOperandType("clip", array, bound);
  return array;
}

AnyArray ClipBetween(BoundedTypeRule* type_of, const AnyArray& a, bool donated,
                     const std::optional<Scalar>& low, const std::optional<Scalar>& high,
                     const AnyArray* out, SourceLocation site) {
  if (!low && !high) array_internal::ThrowValueError("clip: one of the bounds must be given");
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<Scalar> bounds;
  if (low) bounds.push_back(*Limit(low, -kInfinity));
  if (high) bounds.push_back(*Limit(high, kInfinity));
  return Clip(type_of(a.dtype(), bounds), a, donated, low ? &bounds.front() : nullptr,
              high ? &bounds.back() : nullptr, out, site);
}

}  // namespace

AnyArray clip(const Operand& a, const std::optional<Scalar>& low, const std::optional<Scalar>& high,
              SourceLocation site) {
  return ClipBetween(&BoundedType, a.array(), a.donated(), low, high, nullptr, site);
}

void clip_into(const AnyArray& a, const std::optional<Scalar>& low,
               const std::optional<Scalar>& high, const AnyArray& out, SourceLocation site) {
  ClipBetween(&BoundedType, a, false, low, high, &out, site);
}

namespace array_internal {

AnyArray ClipByType(const Operand& a, const std::optional<Scalar>& low,
                    const std::optional<Scalar>& high, const AnyArray* out, SourceLocation site) {
  return ClipBetween(&TypeOfBoundTypes, a.array(), a.donated(), low, high, out, site);
}

}  // namespace array_internal

}  // namespace tidemark
