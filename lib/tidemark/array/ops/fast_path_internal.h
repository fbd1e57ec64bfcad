// The fast path of elementwise operations, without a loop plan: contiguous arrays of one dtype and
// shape, or one of them and a scalar that does not change the dtype. For small arrays planning
// would cost more than the loop.
//
// Tried first by binary and unary (elementwise.h), which do everything else. Each function does all
// of the operation, events included, or nothing: then it returns no array, or false.
#ifndef TIDEMARK_ARRAY_OPS_FAST_PATH_INTERNAL_H_
#define TIDEMARK_ARRAY_OPS_FAST_PATH_INTERNAL_H_

#include "tidemark/array/ops/elementwise.h"

namespace tidemark::array_internal {

// The promoted dtype of an array and a scalar. Throws ValueError for an integer that the array's
// type cannot hold, unless it is only compared.
DType PromoteWithScalar(BinaryOp op, DType dtype, const Scalar& scalar);

AnyArray BinaryPlain(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                     const SourceLocation& site);
bool BinaryPlainInto(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                     const AnyArray& out, const SourceLocation& site);
AnyArray UnaryPlain(UnaryOp op, const AnyArray& a, bool donated, const SourceLocation& site);
bool UnaryPlainInto(UnaryOp op, const AnyArray& a, const AnyArray& out, const SourceLocation& site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_OPS_FAST_PATH_INTERNAL_H_
