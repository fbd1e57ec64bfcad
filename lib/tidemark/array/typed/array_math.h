// Elementwise functions of Array<T>, one for each row of operations.h by NumPy's name: sqrt,
// minimum, isnan, and the operators as add, subtract, ...
//
// Called by users; typed forms of elementwise.h, where results, stealing from rvalues, events
// and errors are stated. f_into(a, b, out) is NumPy's f(a, b, out=out); out may be an operand.
//
//   Array<double> length = sqrt(x * x + y * y);  // one allocation
//   sqrt_into(x, out);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_MATH_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_MATH_H_

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/typed/operators.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

// f(a) and f_into(a, out).
#define TIDEMARK_ARRAY_FUNCTION(kOp, name, ...)                                                 \
  template <ArrayLike A>                                                                        \
  Array<array_internal::UnaryResultT<UnaryOp::kOp, ElementT<A>>> name(                          \
      A&& a, SourceLocation site = SourceLocation::Current()) {                                 \
    return array_internal::TypedUnary<array_internal::UnaryResultT<UnaryOp::kOp, ElementT<A>>>( \
        UnaryOp::kOp, array_internal::OperandOf(std::forward<A>(a)), site);                     \
  }                                                                                             \
  template <ArrayLike A, WritableArray Out>                                                     \
  void name##_into(A&& a, Out&& out, SourceLocation site = SourceLocation::Current()) {         \
    unary_into(UnaryOp::kOp, a.any(), out.any(), site);                                         \
  }
TIDEMARK_UNARY_OPS(TIDEMARK_ARRAY_FUNCTION)
#undef TIDEMARK_ARRAY_FUNCTION

namespace array_internal {

template <class A, class B>
inline constexpr bool kHasArray = ArrayLike<A> || ArrayLike<B>;
template <class A>
inline constexpr bool kIsSide = ArrayLike<A> || NumberLike<A>;

template <class A>
decltype(auto) SideOf(A&& side) {
  if constexpr (ArrayLike<A>) {
    return OperandOf(std::forward<A>(side));
  } else {
    return Scalar(NumberOf(std::forward<A>(side)));
  }
}

// The same without donating anything.
template <class A>
decltype(auto) ReadSide(A& side) {
  if constexpr (ArrayLike<A>) {
    return Operand(side.any());
  } else {
    return Scalar(NumberOf(std::move(side)));
  }
}

// The dtype in which the two sides of an operation are promoted. Constrained, for some compilers look
// at a function's return type before its constraints.
template <BinaryOp kOp, class A, class B>
requires(kHasArray<A, B>&& kIsSide<A>&& kIsSide<B>) constexpr DType PromotedSides() {
  if constexpr (!ArrayLike<A>) {
    return ScalarDType(kDTypeOf<ElementT<B>>, kDTypeOf<NumberT<A>>);
  } else if constexpr (!ArrayLike<B>) {
    return ScalarDType(kDTypeOf<ElementT<A>>, kDTypeOf<NumberT<B>>);
  } else {
    return kernels::PromoteOperands(kOp, kDTypeOf<ElementT<A>>, kDTypeOf<ElementT<B>>);
  }
}
template <BinaryOp kOp, class A, class B>
using SidesResultT = CppTypeT<kernels::ResultDType(kOp, PromotedSides<kOp, A, B>())>;

// The type of an element of one side or the other.
template <class A, class B>
using SelectedT = CppTypeT<PromotedSides<BinaryOp::kMinimum, A, B>()>;

}  // namespace array_internal

// f(a, b) and f_into(a, b, out), where one of a and b may be a scalar.
#define TIDEMARK_ARRAY_FUNCTION(kOp, name, ...)                                                 \
  template <class A, class B>                                                                   \
  requires(array_internal::kHasArray<A, B> && array_internal::kIsSide<A> &&                     \
           array_internal::kIsSide<B>) Array<array_internal::SidesResultT<BinaryOp::kOp, A, B>> \
  name(A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {                         \
    return array_internal::TypedBinary<array_internal::SidesResultT<BinaryOp::kOp, A, B>>(      \
        BinaryOp::kOp, array_internal::SideOf(std::forward<A>(a)),                              \
        array_internal::SideOf(std::forward<B>(b)), site);                                      \
  }                                                                                             \
  template <class A, class B, WritableArray Out>                                                \
  requires(array_internal::kHasArray<A, B> && array_internal::kIsSide<A> &&                     \
           array_internal::kIsSide<B>) void name##_into(A&& a, B&& b, Out&& out,                \
                                                        SourceLocation site =                   \
                                                            SourceLocation::Current()) {        \
    binary_into(BinaryOp::kOp, array_internal::ReadSide(a), array_internal::ReadSide(b),        \
                out.any(), site);                                                               \
  }
TIDEMARK_BINARY_OPS(TIDEMARK_ARRAY_FUNCTION)
#undef TIDEMARK_ARRAY_FUNCTION

// To the nearest integer, ties to even; an array of integers is returned itself.
template <ArrayLike A>
Array<std::conditional_t<std::is_same_v<ElementT<A>, bool>, float, ElementT<A>>> round(
    A&& a, SourceLocation site = SourceLocation::Current()) {
  using R = std::conditional_t<std::is_same_v<ElementT<A>, bool>, float, ElementT<A>>;
  return array_internal::Typed<R>(round(array_internal::OperandOf(std::forward<A>(a)), site));
}
template <ArrayLike A, WritableArray Out>
void round_into(A&& a, Out&& out, SourceLocation site = SourceLocation::Current()) {
  round_into(a.any(), out.any(), site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_MATH_H_
