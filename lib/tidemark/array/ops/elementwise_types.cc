#include "absl/strings/str_cat.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark {
namespace {

template <class Op>
DType LoopTypeOrThrow(Op op, DType dtype) {
  const std::optional<DType> loop = kernels::LoopDType(op, dtype);
  if (!loop) {
    array_internal::ThrowDTypeError(
        absl::StrCat(OpName(op), " is not defined for operands of dtype ", DTypeName(dtype)));
  }
  return *loop;
}

}  // namespace

DType BinaryPromotedType(BinaryOp op, DType a, DType b) { return PromoteOperands(op, a, b); }

DType BinaryLoopType(BinaryOp op, DType dtype) { return LoopTypeOrThrow(op, dtype); }

DType BinaryResultType(BinaryOp op, DType dtype) {
  return kernels::BinaryOutput(op, BinaryLoopType(op, dtype));
}

DType UnaryLoopType(UnaryOp op, DType dtype) { return LoopTypeOrThrow(op, dtype); }

DType UnaryResultType(UnaryOp op, DType dtype) {
  return kernels::UnaryOutput(op, UnaryLoopType(op, dtype));
}

}  // namespace tidemark
