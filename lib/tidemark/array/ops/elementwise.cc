#include "tidemark/array/ops/elementwise.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/fast_path_internal.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark {

using array_internal::ElementInput;
using array_internal::ElementTarget;
using array_internal::IsIntegerType;
using array_internal::LoopPlan;
using array_internal::NoteOp;
using array_internal::View;

namespace array_internal {

DType PromoteWithScalar(BinaryOp op, DType dtype, const Scalar& scalar) {
  const bool compares = TraitsOf(op).op_class == kernels::OpClass::kComparison;
  if (compares && IsIntegerType(dtype) && IsIntegerType(scalar.dtype()) && !scalar.Fits(dtype)) {
    return ResultType(dtype, scalar.dtype());
  }
  return ScalarOperandType(OpName(op), dtype, scalar);
}

}  // namespace array_internal

namespace {

DType PromotedType(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b) {
  if (a.array() == nullptr && b.array() == nullptr) {
    array_internal::ThrowValueError(absl::StrCat(OpName(op), ": one operand must be an array"));
  }
  if (a.scalar() != nullptr) {
    return array_internal::PromoteWithScalar(op, b.array()->dtype(), *a.scalar());
  }
  if (b.scalar() != nullptr) {
    return array_internal::PromoteWithScalar(op, a.array()->dtype(), *b.scalar());
  }
  return BinaryPromotedType(op, a.array()->dtype(), b.array()->dtype());
}

// True when some element of a signed integer array is negative.
bool HasNegative(const View& view) {
  int64_t smallest = 0;
  auto* accumulator = reinterpret_cast<std::byte*>(&smallest);
  const kernels::ReduceLoop min = kernels::FindReduce(kernels::ReduceOp::kMin, view.dtype);
  const LoopPlan plan(view.shape(), {{view.data, view.strides().data()}});
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    min(data[0], strides[0], n, accumulator);
  });
  int64_t value = 0;
  kernels::FindCast(view.dtype, DType::kInt64)(accumulator, 8, reinterpret_cast<std::byte*>(&value),
                                               8, 1);
  return value < 0;
}

void CheckExponent(BinaryOp op, DType loop_dtype, const BinaryOperand& b) {
  if (op != BinaryOp::kPower || KindOf(loop_dtype) != DTypeKind::kSigned) return;
  const bool negative = b.scalar() != nullptr ? b.scalar()->AsInteger() < 0
                                              : KindOf(b.array()->dtype()) == DTypeKind::kSigned &&
                                                    HasNegative(b.array()->view());
  if (negative) {
    array_internal::ThrowValueError("integers to negative integer powers are not allowed");
  }
}

Dims CommonShape(const BinaryOperand& a, const BinaryOperand& b, const AnyArray* out) {
  const View* views[3];
  size_t count = 0;
  if (a.array() != nullptr) views[count++] = &a.array()->view();
  if (b.array() != nullptr) views[count++] = &b.array()->view();
  if (out != nullptr) views[count++] = &out->view();
  return array_internal::BroadcastShapes({views, count});
}

void RunBinary(BinaryOp op, DType loop_dtype, std::span<const int64_t> shape,
               const ElementTarget& target, const ElementInput& x, const ElementInput& y) {
  const kernels::BinaryLoop loop = kernels::FindBinary(op, loop_dtype);
  const View& out = target.array.view();
  const LoopPlan plan(
      shape,
      {{out.data, out.strides().data()}, {x.data, x.strides.data()}, {y.data, y.strides.data()}},
      target.traversal);
  array_internal::RunElements<2>(
      plan, target, {&x, &y},
      [loop](const std::byte* const* in, const int64_t* strides, std::byte* result,
             int64_t result_stride,
             int64_t n) { loop(in[0], strides[0], in[1], strides[1], result, result_stride, n); });
}

AnyArray BinaryGeneral(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                       const AnyArray* out, SourceLocation site) {
  const char* name = OpName(op);
  const DType loop_dtype = BinaryLoopType(op, PromotedType(op, a, b));
  const DType result = kernels::BinaryOutput(op, loop_dtype);
  const Dims shape = CommonShape(a, b, out);
  const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
  if (!empty) CheckExponent(op, loop_dtype, b);
  ElementInput x;
  ElementInput y;
  x.SetOperand(a, loop_dtype);
  y.SetOperand(b, loop_dtype);
  x.BroadcastTo(shape);
  y.BroadcastTo(shape);
  x.ConvertTo(loop_dtype);
  y.ConvertTo(loop_dtype);
  ElementInput* const inputs[] = {&x, &y};
  ElementTarget target = array_internal::ChooseTarget(
      out, shape, result, &array_internal::UfuncStrides, inputs, name, site);
  RunBinary(op, loop_dtype, shape, target, x, y);
  NoteOp(name, {x.view, y.view}, &target.array.view(), site, target.reused);
  return std::move(target.array);
}

}  // namespace

AnyArray binary(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                const SourceLocation& site) {
  AnyArray result = array_internal::BinaryPlain(op, a, b, site);
  if (result.has_value()) return result;
  return BinaryGeneral(op, a, b, nullptr, site);
}

void binary_into(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b, const AnyArray& out,
                 const SourceLocation& site) {
  if (array_internal::BinaryPlainInto(op, a, b, out, site)) return;
  BinaryGeneral(op, a, b, &out, site);
}

namespace {

AnyArray ApplyUnary(UnaryOp op, const AnyArray& a, bool donated, const AnyArray* out,
                    SourceLocation site) {
  const char* name = OpName(op);
  const DType loop_dtype = UnaryLoopType(op, a.dtype());
  const DType result = kernels::UnaryOutput(op, loop_dtype);
  const View* const views[] = {&a.view(), out != nullptr ? &out->view() : nullptr};
  const Dims shape = array_internal::BroadcastShapes({views, out != nullptr ? 2u : 1u});
  ElementInput x;
  x.SetArray(a, donated);
  x.BroadcastTo(shape);
  x.ConvertTo(loop_dtype);
  ElementInput* const inputs[] = {&x};
  ElementTarget target = array_internal::ChooseTarget(
      out, shape, result, &array_internal::UfuncStrides, inputs, name, site);
  const View& to = target.array.view();
  const LoopPlan plan(shape, {{to.data, to.strides().data()}, {x.data, x.strides.data()}},
                      target.traversal);
  const kernels::UnaryLoop loop = kernels::FindUnary(op, loop_dtype);
  array_internal::RunElements<1>(plan, target, {&x},
                                 [loop](const std::byte* const* in, const int64_t* strides,
                                        std::byte* results, int64_t result_stride, int64_t n) {
                                   loop(in[0], strides[0], results, result_stride, n);
                                 });
  NoteOp(name, {x.view}, &to, site, target.reused);
  return std::move(target.array);
}

}  // namespace

AnyArray unary(UnaryOp op, const Operand& a, const SourceLocation& site) {
  AnyArray result = array_internal::UnaryPlain(op, a.array(), a.donated(), site);
  if (result.has_value()) return result;
  return ApplyUnary(op, a.array(), a.donated(), nullptr, site);
}

void unary_into(UnaryOp op, const AnyArray& a, const AnyArray& out, const SourceLocation& site) {
  if (array_internal::UnaryPlainInto(op, a, out, site)) return;
  ApplyUnary(op, a, false, &out, site);
}

AnyArray round(const Operand& a, SourceLocation site) {
  const AnyArray& array = a.array();
  if (IsIntegerType(array.dtype())) return array;
  if (KindOf(array.dtype()) != DTypeKind::kComplex || array.is_c_contiguous()) {
    return unary(UnaryOp::kRint, a, site);
  }
  // NumPy rounds a C ordered copy of complex numbers.
  AnyArray result = AnyArray::Own(array_internal::NewOwner(
      {.dtype = array.dtype(), .shape = array.shape(), .op = "rint", .site = site}));
  ApplyUnary(UnaryOp::kRint, array, false, &result, site);
  return result;
}

void round_into(const AnyArray& a, const AnyArray& out, SourceLocation site) {
  if (a.size() != out.size()) {
    array_internal::ThrowShapeError(
        absl::StrCat("round: output has shape ", array_internal::ShapeText(out.shape()),
                     ", the array has shape ", array_internal::ShapeText(a.shape())));
  }
  if (IsIntegerType(a.dtype())) return copyto(out, a, site);
  ApplyUnary(UnaryOp::kRint, a, false, &out, site);
}

}  // namespace tidemark
