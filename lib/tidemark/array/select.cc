#include "tidemark/array/select.h"

#include <utility>

#include "tidemark/array/elementwise_internal.h"
#include "tidemark/array/events_internal.h"

namespace tidemark {

using array_internal::ElementInput;
using array_internal::ElementTarget;
using array_internal::LoopPlan;
using array_internal::Node;

namespace {

DType SelectType(const BinaryOperand& a, const BinaryOperand& b) {
  if (a.array() != nullptr && b.array() != nullptr) {
    return ResultType(a.array()->dtype(), b.array()->dtype());
  }
  if (a.array() != nullptr) return ScalarResultType(a.array()->dtype(), *b.scalar());
  if (b.array() != nullptr) return ScalarResultType(b.array()->dtype(), *a.scalar());
  return ResultType(a.scalar()->dtype(), b.scalar()->dtype());
}

void SetInput(ElementInput& input, const BinaryOperand& operand, DType dtype) {
  if (operand.array() != nullptr) {
    input.SetArray(*operand.array(), operand.expendable());
  } else {
    input.SetScalar(*operand.scalar(), dtype);
  }
}

bool IsInteger(DType dtype) {
  return KindOf(dtype) == DTypeKind::kSigned || KindOf(dtype) == DTypeKind::kUnsigned;
}

bool Holds(DType dtype, const Scalar& integer) {
  alignas(16) std::byte item[16];
  int64_t back = 0;
  integer.CastTo(dtype, item);
  kernels::FindCast(dtype, DType::kInt64)(item, 16, reinterpret_cast<std::byte*>(&back), 8, 1);
  const bool wraps = KindOf(dtype) == DTypeKind::kUnsigned && integer.AsInteger() < 0;
  return back == integer.AsInteger() && !wraps;
}

// The narrowest dtype that holds the array's values and the bound.
DType BoundType(DType array, const Scalar& bound) {
  if (IsInteger(array) && IsInteger(bound.dtype()) && !Holds(array, bound)) {
    for (const DType wider : {DType::kInt16, DType::kInt32, DType::kInt64}) {
      if (CanCastSafely(array, wider) && Holds(wider, bound)) return wider;
    }
    return DType::kFloat64;
  }
  if (bound.dtype() == DType::kFloat64 && CanCastSafely(array, DType::kFloat32)) {
    return array == DType::kComplex64 ? array : DType::kFloat32;
  }
  return ScalarResultType(array, bound);
}

// Both limits at once; an absent one is the array itself, which limits nothing.
AnyArray Clip(const AnyArray& a, bool expendable, const std::optional<Scalar>& low,
              const std::optional<Scalar>& high, const AnyArray* out, SourceLocation site) {
  if (!low && !high) array_internal::ThrowValueError("clip: one of the bounds must be given");
  DType dtype = a.dtype();
  if (low) dtype = BoundType(dtype, *low);
  if (high) dtype = ResultType(dtype, BoundType(a.dtype(), *high));
  const Node* const nodes[] = {&a.node(), out != nullptr ? &out->node() : nullptr};
  const Dims shape = array_internal::BroadcastShapes({nodes, out != nullptr ? 2u : 1u});
  ElementInput x;
  x.SetArray(a, expendable);
  x.BroadcastTo(shape);
  x.ConvertTo(dtype);
  ElementInput* const inputs[] = {&x};
  ElementTarget target;
  auto traversal = array_internal::Traversal::kFree;
  if (out != nullptr) {
    target = array_internal::GivenTarget(*out, shape, dtype, "clip");
    traversal = array_internal::RescueInputs(shape, out->node(), inputs, "clip", site);
  } else {
    target = array_internal::MakeTarget(shape, dtype, inputs, "clip", site);
  }
  alignas(16) std::byte bounds[2][array_internal::kMaxItemSize];
  if (low) low->CastTo(dtype, bounds[0]);
  if (high) high->CastTo(dtype, bounds[1]);
  const kernels::BinaryLoop maximum = kernels::FindBinary(BinaryOp::kMaximum, dtype);
  const kernels::BinaryLoop minimum = kernels::FindBinary(BinaryOp::kMinimum, dtype);
  const Node& to = target.array.node();
  const LoopPlan plan(shape, {{to.data, to.strides().data()}, {x.data, x.strides.data()}},
                      traversal);
  array_internal::RunElements<1>(
      plan, target, {&x},
      [&](const std::byte* const* in, const int64_t* strides, std::byte* result,
          int64_t result_stride, int64_t n) {
        const std::byte* from = in[0];
        int64_t from_stride = strides[0];
        if (low) {
          maximum(from, from_stride, bounds[0], 0, result, result_stride, n);
          from = result;
          from_stride = result_stride;
        }
        if (high) minimum(from, from_stride, bounds[1], 0, result, result_stride, n);
      });
  array_internal::NoteOp("clip", {x.node}, &to, site, target.reused);
  return std::move(target.array);
}

}  // namespace

AnyArray where(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
               SourceLocation site) {
  const DType dtype = SelectType(a, b);
  const Node* nodes[3] = {&condition.node()};
  size_t count = 1;
  for (const BinaryOperand* side : {&a, &b}) {
    if (side->array() != nullptr) nodes[count++] = &side->array()->node();
  }
  const Dims shape = array_internal::BroadcastShapes({nodes, count});
  ElementInput c;
  ElementInput x;
  ElementInput y;
  c.SetArray(condition, false);
  SetInput(x, a, dtype);
  SetInput(y, b, dtype);
  ElementInput* const inputs[] = {&c, &x, &y};
  for (ElementInput* input : inputs) input->BroadcastTo(shape);
  c.ConvertTo(DType::kBool);
  x.ConvertTo(dtype);
  y.ConvertTo(dtype);
  ElementTarget target = array_internal::MakeTarget(shape, dtype, inputs, "where", site);
  const Node& to = target.array.node();
  const int64_t item = to.item_size;
  const LoopPlan plan(shape, {{to.data, to.strides().data()},
                              {c.data, c.strides.data()},
                              {x.data, x.strides.data()},
                              {y.data, y.strides.data()}});
  array_internal::RunElements<3>(plan, target, {&c, &x, &y},
                                 [item](const std::byte* const* in, const int64_t* strides,
                                        std::byte* result, int64_t result_stride, int64_t n) {
                                   kernels::Select(in[0], strides[0], in[1], strides[1], in[2],
                                                   strides[2], result, result_stride, n, item);
                                 });
  array_internal::NoteOp("where", {c.node, x.node, y.node}, &to, site, target.reused);
  return std::move(target.array);
}

AnyArray clip(const Operand& a, const std::optional<Scalar>& low, const std::optional<Scalar>& high,
              SourceLocation site) {
  return Clip(a.array(), a.expendable(), low, high, nullptr, site);
}

void clip_into(const AnyArray& a, const std::optional<Scalar>& low,
               const std::optional<Scalar>& high, const AnyArray& out, SourceLocation site) {
  Clip(a, false, low, high, &out, site);
}

}  // namespace tidemark
