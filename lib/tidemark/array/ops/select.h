// Choosing between arrays element by element, and keeping values within limits.
//
// Called by users; NumPy's where and clip. Results, reuse of rvalue operands and errors as in
// elementwise.h.
//
//   AnyArray magnitude = where(negative, -a, a);
//   AnyArray image = clip(a, Scalar(0), Scalar(255));
#ifndef TIDEMARK_ARRAY_OPS_SELECT_H_
#define TIDEMARK_ARRAY_OPS_SELECT_H_

#include <optional>

#include "tidemark/array/ops/elementwise.h"

namespace tidemark {

// condition ? a : b, broadcast; of the dtype result_type(a, b). A condition that is not of bools
// is true where it is not zero.
AnyArray where(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
               SourceLocation site = SourceLocation::Current());

void where_into(const AnyArray& condition, const BinaryOperand& a, const BinaryOperand& b,
                const AnyArray& out, SourceLocation site = SourceLocation::Current());

// minimum(maximum(a, low), high); a bound that is absent or NaN does not limit. The dtype is
// numpy.result_type of the array and the values of the bounds: it is wider than a's where that
// cannot hold a bound. Throws ValueError when both are absent.
AnyArray clip(const Operand& a, const std::optional<Scalar>& low, const std::optional<Scalar>& high,
              SourceLocation site = SourceLocation::Current());
void clip_into(const AnyArray& a, const std::optional<Scalar>& low,
               const std::optional<Scalar>& high, const AnyArray& out,
               SourceLocation site = SourceLocation::Current());

namespace array_internal {
// clip, or clip_into where `out` is given, in the dtype in which an array meets numbers of the
// bounds' types, whatever their values. Throws ValueError for an integer beyond the array's.
AnyArray ClipByType(const Operand& a, const std::optional<Scalar>& low,
                    const std::optional<Scalar>& high, const AnyArray* out, SourceLocation site);
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_SELECT_H_
