// The operators of Array<T>: + - * / %, comparisons, & | ^ ~ and the minus sign, element by
// element.
//
// Hidden friends, found by argument-dependent lookup through Array<T>, which derives from
// ArrayOperators<T>. They do not deduce their left operand, so that it is converted to WithLocation
// on the user's line: that is how events get the location of the operator.
//
// Operands: two arrays of any element types, or an array and a scalar on either side. The result is
//   that of binary() and unary() (elementwise.h); the buffer of an rvalue may be stolen. % and
//   // follow Python (the sign of the divisor); // is floor_divide(). && and || are logical_and()
//   and logical_or() (array_math.h), since an overloaded && would evaluate both sides.
//
//   Array<double> y = 2.0 - (w * 2.0);  // one allocation
#ifndef TIDEMARK_ARRAY_TYPED_OPERATORS_H_
#define TIDEMARK_ARRAY_TYPED_OPERATORS_H_

#include <type_traits>
#include <utility>

#include "tidemark/array/core/promote.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/with_location.h"

namespace tidemark {

template <Element T>
class Array;

namespace array_internal {

template <class A>
struct ElementOf {};
template <class T>
struct ElementOf<Array<T>> {
  using type = std::remove_const_t<T>;
};

template <class>
struct BoolFor {
  using type = bool;
};

// Where equal dtypes differ in constness, the read-only one counts as the greater.
template <class T, class U>
inline constexpr bool kOrderedBefore = kDTypeOf<T> < kDTypeOf<U> ||
                                       (kDTypeOf<T> == kDTypeOf<U> && !std::is_const_v<T> &&
                                        std::is_const_v<U>);

// An rvalue array donates its buffer.
template <class A>
Operand OperandOf(const A& array) {
  return Operand(array.any());
}
template <class A>
requires(!std::is_lvalue_reference_v<A> && !std::is_const_v<A>) Operand OperandOf(A&& array) {
  return Operand(std::forward<A>(array).any());
}

// The element types of results, by the operation's row (operations.h).
template <UnaryOp kOp, class T>
using UnaryResultT = CppTypeT<kernels::ResultDType(kOp, kDTypeOf<T>)>;
template <BinaryOp kOp, class T, class U>
using BinaryResultT =
    CppTypeT<kernels::ResultDType(kOp, kernels::PromoteOperands(kOp, kDTypeOf<T>, kDTypeOf<U>))>;
template <BinaryOp kOp, class T, class S>
using ScalarResultT = CppTypeT<kernels::ResultDType(kOp, ScalarDType(kDTypeOf<T>, kDTypeOf<S>))>;

template <class R>
Array<R> TypedBinary(BinaryOp op, const BinaryOperand& a, const BinaryOperand& b,
                     const SourceLocation& site) {
  return Array<R>(binary(op, a, b, site), typename Array<R>::Trusted());
}
template <class R>
Array<R> TypedUnary(UnaryOp op, const Operand& a, const SourceLocation& site) {
  return Array<R>(unary(op, a, site), typename Array<R>::Trusted());
}

}  // namespace array_internal

// Array<U> of any U, const or not.
template <class A>
concept ArrayLike = requires {
  typename array_internal::ElementOf<std::remove_cvref_t<A>>::type;
};

template <ArrayLike A>
using ElementT = typename array_internal::ElementOf<std::remove_cvref_t<A>>::type;

template <class T>
class ArrayOperators {
  using Value = std::remove_const_t<T>;
  // bool, but not before T is known: until then Array<bool> is not complete.
  using Bool = typename array_internal::BoolFor<T>::type;

// array op array, array op scalar, scalar op array.
#define TIDEMARK_ARRAY_OPERATOR(symbol, kOp)                                                    \
  template <ArrayLike B>                                                                        \
  friend Array<array_internal::BinaryResultT<kOp, Value, ElementT<B>>> operator symbol(         \
      WithLocation<Array<T>> a, B&& b) {                                                        \
    return array_internal::TypedBinary<array_internal::BinaryResultT<kOp, Value, ElementT<B>>>( \
        kOp, a.operand(), array_internal::OperandOf(std::forward<B>(b)), a.site());             \
  }                                                                                             \
  template <ScalarLike S>                                                                       \
  friend Array<array_internal::ScalarResultT<kOp, Value, S>> operator symbol(                   \
      WithLocation<Array<T>> a, S b) {                                                          \
    return array_internal::TypedBinary<array_internal::ScalarResultT<kOp, Value, S>>(           \
        kOp, a.operand(), Scalar(b), a.site());                                                 \
  }                                                                                             \
  template <ScalarLike S>                                                                       \
  friend Array<array_internal::ScalarResultT<kOp, Value, S>> operator symbol(                   \
      S a, WithLocation<Array<T>> b) {                                                          \
    return array_internal::TypedBinary<array_internal::ScalarResultT<kOp, Value, S>>(           \
        kOp, Scalar(a), b.operand(), b.site());                                                 \
  }
  TIDEMARK_ARRAY_OPERATOR(+, BinaryOp::kAdd)
  TIDEMARK_ARRAY_OPERATOR(-, BinaryOp::kSubtract)
  TIDEMARK_ARRAY_OPERATOR(*, BinaryOp::kMultiply)
  TIDEMARK_ARRAY_OPERATOR(/, BinaryOp::kDivide)
  TIDEMARK_ARRAY_OPERATOR(%, BinaryOp::kMod)
  TIDEMARK_ARRAY_OPERATOR(&, BinaryOp::kBitwiseAnd)
  TIDEMARK_ARRAY_OPERATOR(|, BinaryOp::kBitwiseOr)
  TIDEMARK_ARRAY_OPERATOR(^, BinaryOp::kBitwiseXor)
  TIDEMARK_ARRAY_OPERATOR(<, BinaryOp::kLess)
  TIDEMARK_ARRAY_OPERATOR(<=, BinaryOp::kLessEqual)
  TIDEMARK_ARRAY_OPERATOR(>, BinaryOp::kGreater)
  TIDEMARK_ARRAY_OPERATOR(>=, BinaryOp::kGreaterEqual)
#undef TIDEMARK_ARRAY_OPERATOR

// C++20 tries a == b also as b == a, so for every pair of types there must be one best function
// either way round: of two different types, the class of the lesser one provides both.
#define TIDEMARK_ARRAY_EQUALITY(symbol, kOp)                                                      \
  friend Array<Bool> operator symbol(WithLocation<Array<T>> a, WithLocation<Array<T>> b) {        \
    return array_internal::TypedBinary<Bool>(kOp, a.operand(), b.operand(), a.site());            \
  }                                                                                               \
  template <class U>                                                                              \
  requires(array_internal::kOrderedBefore<T, U>) friend Array<Bool> operator symbol(              \
      WithLocation<Array<T>> a, const Array<U>& b) {                                              \
    return array_internal::TypedBinary<Bool>(kOp, a.operand(), BinaryOperand(b.any()), a.site()); \
  }                                                                                               \
  template <class U>                                                                              \
  requires(array_internal::kOrderedBefore<T, U>) friend Array<Bool> operator symbol(              \
      const Array<U>& a, WithLocation<Array<T>> b) {                                              \
    return array_internal::TypedBinary<Bool>(kOp, BinaryOperand(a.any()), b.operand(), b.site()); \
  }                                                                                               \
  template <ScalarLike S>                                                                         \
  friend Array<Bool> operator symbol(WithLocation<Array<T>> a, S b) {                             \
    return array_internal::TypedBinary<Bool>(kOp, a.operand(), Scalar(b), a.site());              \
  }                                                                                               \
  template <ScalarLike S>                                                                         \
  friend Array<Bool> operator symbol(S a, WithLocation<Array<T>> b) {                             \
    return array_internal::TypedBinary<Bool>(kOp, Scalar(a), b.operand(), b.site());              \
  }
  TIDEMARK_ARRAY_EQUALITY(==, BinaryOp::kEqual)
  TIDEMARK_ARRAY_EQUALITY(!=, BinaryOp::kNotEqual)
#undef TIDEMARK_ARRAY_EQUALITY

  friend Array<Value> operator-(WithLocation<Array<T>> a) {
    return array_internal::TypedUnary<Value>(UnaryOp::kNegative, a.operand(), a.site());
  }
  friend Array<Value> operator~(WithLocation<Array<T>> a) {
    return array_internal::TypedUnary<Value>(UnaryOp::kInvert, a.operand(), a.site());
  }
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_OPERATORS_H_
