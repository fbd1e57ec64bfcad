#include "absl/strings/str_cat.h"
#include "tidemark/array/core/promote.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark {
namespace {

[[noreturn]] void ThrowNoLoop(const char* name, DType dtype) {
  array_internal::ThrowDTypeError(
      absl::StrCat(name, " is not defined for operands of dtype ", DTypeName(dtype)));
}

// The first dtype, in NumPy's order of loops, to which `dtype` casts safely and for which `has`.
// 8-bit integers and bools go to float32 where NumPy goes to float16, which is not one of ours.
template <class Has>
DType FirstSafe(DType dtype, const char* name, Has&& has) {
  if (has(dtype)) return dtype;
  constexpr DType kOrder[] = {DType::kInt8,    DType::kUInt8,     DType::kInt16,
                              DType::kUInt16,  DType::kInt32,     DType::kUInt32,
                              DType::kInt64,   DType::kUInt64,    DType::kFloat32,
                              DType::kFloat64, DType::kComplex64, DType::kComplex128};
  for (const DType candidate : kOrder) {
    if (CanCastSafely(dtype, candidate) && has(candidate)) return candidate;
  }
  ThrowNoLoop(name, dtype);
}

bool IsExact(DType dtype) {
  return KindOf(dtype) != DTypeKind::kFloat && KindOf(dtype) != DTypeKind::kComplex;
}

bool IsOfRealFloats(BinaryOp op) { return op >= BinaryOp::kArcTan2 && op <= BinaryOp::kHeaviside; }

}  // namespace

DType BinaryPromotedType(BinaryOp op, DType a, DType b) {
  if (!IsOfRealFloats(op)) return ResultType(a, b);
  return ResultType(array_internal::MathDType(a), array_internal::MathDType(b));
}

DType BinaryLoopType(BinaryOp op, DType dtype) {
  // NumPy divides integers of any size in double, and refuses some operations on bools.
  if (op == BinaryOp::kDivide && IsExact(dtype)) return DType::kFloat64;
  const bool refused = op == BinaryOp::kSubtract || op == BinaryOp::kGcd || op == BinaryOp::kLcm;
  if (refused && dtype == DType::kBool) ThrowNoLoop(OpName(op), dtype);
  return FirstSafe(dtype, OpName(op),
                   [op](DType candidate) { return kernels::FindBinary(op, candidate) != nullptr; });
}

DType BinaryResultType(BinaryOp op, DType dtype) {
  return kernels::BinaryOutput(op, BinaryLoopType(op, dtype));
}

DType UnaryLoopType(UnaryOp op, DType dtype) {
  const bool refused = op == UnaryOp::kNegative || op == UnaryOp::kPositive || op == UnaryOp::kSign;
  if (refused && dtype == DType::kBool) ThrowNoLoop(OpName(op), dtype);
  return FirstSafe(dtype, OpName(op),
                   [op](DType candidate) { return kernels::FindUnary(op, candidate) != nullptr; });
}

DType UnaryResultType(UnaryOp op, DType dtype) {
  return kernels::UnaryOutput(op, UnaryLoopType(op, dtype));
}

}  // namespace tidemark
