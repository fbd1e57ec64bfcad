// The operators and functions of AnyArray: those of Array<T> (operators.h, array_math.h, array_reduce.h)
// where an element type is known only at run time.
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
#include "tidemark/array/ops/reduce.h"
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
TIDEMARK_ANY_OPERATOR(<<, kLeftShift)
TIDEMARK_ANY_OPERATOR(>>, kRightShift)
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

// The functions of elements and the reductions, by their names: sqrt(a), maximum(a, b), sum(a). Where
// a number stands on one side it is a Scalar. Reductions give an AnyArray, of no axes without axes.
#define TIDEMARK_ANY_FUNCTION(kOp, name, ...)                                  \
  template <std::same_as<AnyArray> A>                                          \
  AnyArray name(const A& a, SourceLocation site = SourceLocation::Current()) { \
    return unary(UnaryOp::kOp, a, site);                                       \
  }
TIDEMARK_UNARY_OPS(TIDEMARK_ANY_FUNCTION)
#undef TIDEMARK_ANY_FUNCTION
#define TIDEMARK_ANY_FUNCTION(kOp, name, ...)                                               \
  template <std::same_as<AnyArray> A>                                                       \
  AnyArray name(const A& a, const ValueWithLocation& b,                                     \
                SourceLocation site = SourceLocation::Current()) {                          \
    return binary(BinaryOp::kOp, a, b.operand(), site);                                     \
  }                                                                                         \
  template <class S, std::same_as<AnyArray> A>                                              \
  requires(NumberLike<S> || ArrayLike<S>) AnyArray name(                                    \
      S&& a, const A& b, SourceLocation site = SourceLocation::Current()) {                 \
    return binary(BinaryOp::kOp, ValueWithLocation(std::forward<S>(a)).operand(), b, site); \
  }
TIDEMARK_BINARY_OPS(TIDEMARK_ANY_FUNCTION)
#undef TIDEMARK_ANY_FUNCTION
#define TIDEMARK_ANY_FUNCTION(kOp, name, ...)                                           \
  template <std::same_as<AnyArray> A>                                                   \
  AnyArray name(const A& a, const ReduceOptions& options = {},                          \
                SourceLocation site = SourceLocation::Current()) {                      \
    return reduce(ReduceOp::kOp, a, options, site);                                     \
  }                                                                                     \
  template <std::same_as<AnyArray> A>                                                   \
  AnyArray name(const A& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,        \
                SourceLocation site = SourceLocation::Current()) {                      \
    return reduce(ReduceOp::kOp, a, {.axes = axes.dims(), .keepdims = keepdims}, site); \
  }
TIDEMARK_REDUCE_OPS(TIDEMARK_ANY_FUNCTION)
#undef TIDEMARK_ANY_FUNCTION

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ANY_OPERATORS_H_
