// The operators of Array<T>: + - * / %, << >>, comparisons, & | ^ ~ and the signs, element by element.
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
template <class T>
class Selection;
template <class B>
class ConstComparison;

namespace array_internal {

// T of an Array<T>, of what is derived from one, and of what evaluates to one.
template <class T>
std::type_identity<T> ElementDeduced(const Array<T>&);
template <class T>
std::type_identity<T> ElementDeduced(const Selection<T>&);
template <class A>
inline constexpr bool kIsSelection = false;
template <class T>
inline constexpr bool kIsSelection<Selection<T>> = true;

template <class>
struct BoolFor {
  using type = bool;
};

// Of an array of comparisons, by whether the other side is a const lvalue.
template <class Bool, class B>
using ComparisonT = std::conditional_t<std::is_const_v<std::remove_reference_t<B>>,
                                       ConstComparison<Bool>, Array<Bool>>;

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

// The array itself, or what a selection evaluates to.
template <class A>
const auto& AsArray(const A& array) {
  return array;
}
template <class T>
Array<std::remove_const_t<T>> AsArray(const Selection<T>& selection) {
  return Array<std::remove_const_t<T>>(selection.any(),
                                       typename Array<std::remove_const_t<T>>::Trusted());
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

// Array<U> of any U, const or not; a selection (a[mask]) only where it stands.
template <class A>
concept ArrayLike = requires(const std::remove_cvref_t<A>& a) {
  array_internal::ElementDeduced(a);
}
&&!(array_internal::kIsSelection<std::remove_cvref_t<A>> && std::is_lvalue_reference_v<A>);

// An array through which elements can be written: no Array<const T>, and no copy that a selection
// evaluates to.
template <class A>
concept WritableArray = ArrayLike<A> && !array_internal::kIsSelection<std::remove_cvref_t<A>> &&
                        !std::is_const_v<typename decltype(array_internal::ElementDeduced(
                            std::declval<const std::remove_cvref_t<A>&>()))::type>;

template <ArrayLike A>
using QualifiedElementT = typename decltype(array_internal::ElementDeduced(
    std::declval<const std::remove_cvref_t<A>&>()))::type;
template <ArrayLike A>
using ElementT = std::remove_const_t<QualifiedElementT<A>>;

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
  template <NumberLike S>                                                                       \
  friend Array<array_internal::ScalarResultT<kOp, Value, NumberT<S>>> operator symbol(          \
      WithLocation<Array<T>> a, S&& b) {                                                        \
    return array_internal::TypedBinary<array_internal::ScalarResultT<kOp, Value, NumberT<S>>>(  \
        kOp, a.operand(), Scalar(NumberOf(std::forward<S>(b))), a.site());                      \
  }                                                                                             \
  template <NumberLike S>                                                                       \
  friend Array<array_internal::ScalarResultT<kOp, Value, NumberT<S>>> operator symbol(          \
      S&& a, WithLocation<Array<T>> b) {                                                        \
    return array_internal::TypedBinary<array_internal::ScalarResultT<kOp, Value, NumberT<S>>>(  \
        kOp, Scalar(NumberOf(std::forward<S>(a))), b.operand(), b.site());                      \
  }
  TIDEMARK_ARRAY_OPERATOR(+, BinaryOp::kAdd)
  TIDEMARK_ARRAY_OPERATOR(-, BinaryOp::kSubtract)
  TIDEMARK_ARRAY_OPERATOR(*, BinaryOp::kMultiply)
  TIDEMARK_ARRAY_OPERATOR(/, BinaryOp::kDivide)
  TIDEMARK_ARRAY_OPERATOR(%, BinaryOp::kMod)
  TIDEMARK_ARRAY_OPERATOR(&, BinaryOp::kBitwiseAnd)
  TIDEMARK_ARRAY_OPERATOR(|, BinaryOp::kBitwiseOr)
  TIDEMARK_ARRAY_OPERATOR(^, BinaryOp::kBitwiseXor)
  TIDEMARK_ARRAY_OPERATOR(<<, BinaryOp::kLeftShift)
  TIDEMARK_ARRAY_OPERATOR(>>, BinaryOp::kRightShift)
  TIDEMARK_ARRAY_OPERATOR(<, BinaryOp::kLess)
  TIDEMARK_ARRAY_OPERATOR(<=, BinaryOp::kLessEqual)
  TIDEMARK_ARRAY_OPERATOR(>, BinaryOp::kGreater)
  TIDEMARK_ARRAY_OPERATOR(>=, BinaryOp::kGreaterEqual)
#undef TIDEMARK_ARRAY_OPERATOR

// C++20 tries a == b also as b == a, so for every pair of types there must be one best function
// either way round: of two different types, the class of the lesser one provides both. Two const
// lvalues are what generic code compares (containers, tuples, defaulted ==, EXPECT_EQ), which takes
// the result for a bool: theirs has none. The templates without parameters lose to a function that
// is as good.
#define TIDEMARK_ARRAY_EQUALITY(symbol, kOp)                                                  \
  template <int = 0>                                                                          \
  friend Array<Bool> operator symbol(WithLocation<Array<T>> a, WithLocation<Array<T>> b) {    \
    return array_internal::TypedBinary<Bool>(kOp, a.operand(), b.operand(), a.site());        \
  }                                                                                           \
  friend ConstComparison<Bool> operator symbol(ConstWithLocation<Array<T>> a,                 \
                                               ConstWithLocation<Array<T>> b) {               \
    return ConstComparison<Bool>(                                                             \
        array_internal::TypedBinary<Bool>(kOp, a.operand(), b.operand(), a.site()));          \
  }                                                                                           \
  template <ArrayLike B>                                                                      \
  requires(array_internal::kOrderedBefore<                                                    \
           T, QualifiedElementT<B>>) friend array_internal::ComparisonT<Bool, B>              \
  operator symbol(WithLocation<Array<T>> a, B&& b) {                                          \
    return array_internal::ComparisonT<Bool, B>(array_internal::TypedBinary<Bool>(            \
        kOp, a.operand(), array_internal::OperandOf(std::forward<B>(b)), a.site()));          \
  }                                                                                           \
  template <ArrayLike B>                                                                      \
  requires(array_internal::kOrderedBefore<                                                    \
           T, QualifiedElementT<B>>) friend array_internal::ComparisonT<Bool, B>              \
  operator symbol(B&& a, WithLocation<Array<T>> b) {                                          \
    return array_internal::ComparisonT<Bool, B>(array_internal::TypedBinary<Bool>(            \
        kOp, array_internal::OperandOf(std::forward<B>(a)), b.operand(), b.site()));          \
  }                                                                                           \
  template <NumberLike S>                                                                     \
  friend Array<Bool> operator symbol(WithLocation<Array<T>> a, S&& b) {                       \
    return array_internal::TypedBinary<Bool>(kOp, a.operand(),                                \
                                             Scalar(NumberOf(std::forward<S>(b))), a.site()); \
  }                                                                                           \
  template <NumberLike S>                                                                     \
  friend Array<Bool> operator symbol(S&& a, WithLocation<Array<T>> b) {                       \
    return array_internal::TypedBinary<Bool>(kOp, Scalar(NumberOf(std::forward<S>(a))),       \
                                             b.operand(), b.site());                          \
  }
  TIDEMARK_ARRAY_EQUALITY(==, BinaryOp::kEqual)
  TIDEMARK_ARRAY_EQUALITY(!=, BinaryOp::kNotEqual)
#undef TIDEMARK_ARRAY_EQUALITY

  friend Array<Value> operator+(WithLocation<Array<T>> a) {
    return array_internal::TypedUnary<Value>(UnaryOp::kPositive, a.operand(), a.site());
  }
  friend Array<Value> operator-(WithLocation<Array<T>> a) {
    return array_internal::TypedUnary<Value>(UnaryOp::kNegative, a.operand(), a.site());
  }
  friend Array<Value> operator~(WithLocation<Array<T>> a) {
    return array_internal::TypedUnary<Value>(UnaryOp::kInvert, a.operand(), a.site());
  }
};

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_OPERATORS_H_
