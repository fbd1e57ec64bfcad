// The operators of AnyArray: those of Array<T> (operators.h) where an element type is known only at
// run time.
//
// Found by argument-dependent lookup. The other side may be an AnyArray, an Array<T> or a number;
// the result is an AnyArray. Results, events and errors are those of binary() and unary().
//
//   AnyArray scaled = (load_npy(path) - 0.5) * 2.0;
//   scaled += other;
#ifndef TIDEMARK_ARRAY_TYPED_ANY_OPERATORS_H_
#define TIDEMARK_ARRAY_TYPED_ANY_OPERATORS_H_

#include <concepts>
#include <utility>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/with_location.h"
#include "tidemark/array/typed/operators.h"

namespace tidemark {

// As ConstComparison of typed arrays.
class AnyConstComparison : public AnyArray {
 public:
  explicit AnyConstComparison(AnyArray comparison) : AnyArray(std::move(comparison)) {}
  // Write array_equal(a, b).
  explicit operator bool() const = delete;
};

// In both orders, so that C++20 need not try one the other way round.
#define TIDEMARK_ANY_OPERATOR(symbol, kOp)                                                     \
  template <int = 0>                                                                           \
  AnyArray operator symbol(WithLocation<AnyArray> a, WithLocation<AnyArray> b) {               \
    return binary(BinaryOp::kOp, a.operand(), b.operand(), a.site());                          \
  }                                                                                            \
  template <NumberLike S>                                                                      \
  AnyArray operator symbol(WithLocation<AnyArray> a, S&& b) {                                  \
    return binary(BinaryOp::kOp, a.operand(), Scalar(NumberOf(std::forward<S>(b))), a.site()); \
  }                                                                                            \
  template <ArrayLike B>                                                                       \
  AnyArray operator symbol(WithLocation<AnyArray> a, B&& b) {                                  \
    return binary(BinaryOp::kOp, a.operand(), array_internal::OperandOf(std::forward<B>(b)),   \
                  a.site());                                                                   \
  }                                                                                            \
  template <NumberLike S>                                                                      \
  AnyArray operator symbol(S&& a, WithLocation<AnyArray> b) {                                  \
    return binary(BinaryOp::kOp, Scalar(NumberOf(std::forward<S>(a))), b.operand(), b.site()); \
  }                                                                                            \
  template <ArrayLike A>                                                                       \
  AnyArray operator symbol(A&& a, WithLocation<AnyArray> b) {                                  \
    return binary(BinaryOp::kOp, array_internal::OperandOf(std::forward<A>(a)), b.operand(),   \
                  b.site());                                                                   \
  }
TIDEMARK_ANY_OPERATOR(+, kAdd)
TIDEMARK_ANY_OPERATOR(-, kSubtract)
TIDEMARK_ANY_OPERATOR(*, kMultiply)
TIDEMARK_ANY_OPERATOR(/, kDivide)
TIDEMARK_ANY_OPERATOR(%, kMod)
TIDEMARK_ANY_OPERATOR(&, kBitwiseAnd)
TIDEMARK_ANY_OPERATOR(|, kBitwiseOr)
TIDEMARK_ANY_OPERATOR(^, kBitwiseXor)
TIDEMARK_ANY_OPERATOR(<, kLess)
TIDEMARK_ANY_OPERATOR(<=, kLessEqual)
TIDEMARK_ANY_OPERATOR(>, kGreater)
TIDEMARK_ANY_OPERATOR(>=, kGreaterEqual)
TIDEMARK_ANY_OPERATOR(==, kEqual)
TIDEMARK_ANY_OPERATOR(!=, kNotEqual)
#undef TIDEMARK_ANY_OPERATOR
inline AnyConstComparison operator==(ConstWithLocation<AnyArray> a, ConstWithLocation<AnyArray> b) {
  return AnyConstComparison(binary(BinaryOp::kEqual, a.operand(), b.operand(), a.site()));
}
inline AnyConstComparison operator!=(ConstWithLocation<AnyArray> a, ConstWithLocation<AnyArray> b) {
  return AnyConstComparison(binary(BinaryOp::kNotEqual, a.operand(), b.operand(), a.site()));
}

template <int = 0>
AnyArray operator-(WithLocation<AnyArray> a) {
  return unary(UnaryOp::kNegative, a.operand(), a.site());
}
template <int = 0>
AnyArray operator~(WithLocation<AnyArray> a) {
  return unary(UnaryOp::kInvert, a.operand(), a.site());
}

// In place; not for what converts to an AnyArray.
#define TIDEMARK_ANY_COMPOUND(symbol, kOp)                           \
  template <std::same_as<AnyArray> A>                                \
  const A& operator symbol(const A& a, const ValueWithLocation& b) { \
    binary_into(BinaryOp::kOp, a, b.operand(), a, b.site());         \
    return a;                                                        \
  }
TIDEMARK_ANY_COMPOUND(+=, kAdd)
TIDEMARK_ANY_COMPOUND(-=, kSubtract)
TIDEMARK_ANY_COMPOUND(*=, kMultiply)
TIDEMARK_ANY_COMPOUND(/=, kDivide)
TIDEMARK_ANY_COMPOUND(%=, kMod)
TIDEMARK_ANY_COMPOUND(&=, kBitwiseAnd)
TIDEMARK_ANY_COMPOUND(|=, kBitwiseOr)
TIDEMARK_ANY_COMPOUND(^=, kBitwiseXor)
#undef TIDEMARK_ANY_COMPOUND

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ANY_OPERATORS_H_
