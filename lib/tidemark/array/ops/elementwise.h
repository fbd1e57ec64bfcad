// Operations element by element over arrays whose dtypes are known at run time: NumPy's ufuncs.
//
// Called by the operators and functions of Array<T>, and by programs that only know AnyArray.
//
// Result: broadcast shape, the dtype of NumPy's ufunc on result_type(a, b), order 'K'. The
//   buffer of an rvalue operand without other references may be stolen for the result, when dtype,
//   shape and layout are those of the result: then nothing is allocated.
// out=: takes part in broadcasting, keeps its dtype (casts of the same kind only) and may overlap
//   the inputs in any way; an input is copied first only if no order of traversal avoids it.
// Events: an alloc unless out= or a stolen buffer, one op; a copy with reason overlap for each
//   input that is copied first.
// Errors: DTypeError where NumPy has no such loop or cast; ShapeError with the shapes that do not
//   fit; ReadOnlyError; ValueError for an integer to a negative integer power.
//
//   AnyArray c = binary(kernels::BinaryOp::kAdd, a, b);
//   binary_into(kernels::BinaryOp::kMultiply, a, 2.0, a);  // a *= 2.0
#ifndef TIDEMARK_ARRAY_OPS_ELEMENTWISE_H_
#define TIDEMARK_ARRAY_OPS_ELEMENTWISE_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/kernels/operations.h"

namespace tidemark {

using kernels::BinaryOp;
using kernels::UnaryOp;

// The array or the scalar on one side of a binary operation.
class BinaryOperand {
 public:
  BinaryOperand(const AnyArray& array) noexcept : array_(&array) {}
  BinaryOperand(AnyArray&& array) noexcept : array_(&array), donated_(true) {}
  BinaryOperand(const Operand& operand) noexcept
      : array_(&operand.array()), donated_(operand.donated()) {}
  BinaryOperand(const Scalar& scalar) noexcept : scalar_(&scalar) {}

  // Exactly one of the two is not null.
  const AnyArray* array() const { return array_; }
  const Scalar* scalar() const { return scalar_; }
  bool donated() const { return donated_; }

 private:
  const AnyArray* array_ = nullptr;
  const Scalar* scalar_ = nullptr;
  bool donated_ = false;
};

// At least one side must be an array.
AnyArray binary(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                const SourceLocation& site = SourceLocation::Current());
void binary_into(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b, const AnyArray& out,
                 const SourceLocation& site = SourceLocation::Current());

AnyArray unary(UnaryOp op, const Operand& a,
               const SourceLocation& site = SourceLocation::Current());
void unary_into(UnaryOp op, const AnyArray& a, const AnyArray& out,
                const SourceLocation& site = SourceLocation::Current());

// To the nearest integer, ties to even: UnaryOp::kRint, but an array of integers is returned itself
// (round_into copies it).
AnyArray round(const Operand& a, SourceLocation site = SourceLocation::Current());
void round_into(const AnyArray& a, const AnyArray& out,
                SourceLocation site = SourceLocation::Current());

// The promoted dtype of two arrays: their result_type, but where there are only loops of floats
// (arctan2, hypot, ...) that of the floats to which each of them casts.
DType BinaryPromotedType(BinaryOp op, DType a, DType b);
// The dtype of the loop that NumPy takes for operands of the promoted dtype `dtype`, and of its
// result. Throw DTypeError where there is none.
DType BinaryLoopType(BinaryOp op, DType dtype);
DType BinaryResultType(BinaryOp op, DType dtype);
DType UnaryLoopType(UnaryOp op, DType dtype);
DType UnaryResultType(UnaryOp op, DType dtype);

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_ELEMENTWISE_H_
