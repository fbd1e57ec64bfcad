// Functions of arrays with their element types known: sqrt, minimum, isnan, where they have no
// operator of their own; and the free forms of what Array<T> has as methods.
//
// Called by users; typed forms of elementwise.h, reduce.h, axes.h and copy.h, where results, reuse
// of rvalue operands, events and errors are stated.
//
//   Array<double> length = sqrt(x * x + y * y);  // one allocation
//   sqrt_into(x, out);
#ifndef TIDEMARK_ARRAY_ARRAY_MATH_H_
#define TIDEMARK_ARRAY_ARRAY_MATH_H_

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "tidemark/array/operators.h"
#include "tidemark/array/typed_array.h"

namespace tidemark {

// f(a) and f_into(a, out).
#define TIDEMARK_ARRAY_FUNCTION(name, kOp, Result)                                                \
  template <ArrayLike A>                                                                          \
  Array<Result> name(A&& a, SourceLocation site = SourceLocation::Current()) {                    \
    return array_internal::TypedUnary<Result>(kOp, array_internal::OperandOf(std::forward<A>(a)), \
                                              site);                                              \
  }                                                                                               \
  template <ArrayLike A, ArrayLike Out>                                                           \
  void name##_into(const A& a, const Out& out, SourceLocation site = SourceLocation::Current()) { \
    unary_into(kOp, a.any(), out.any(), site);                                                    \
  }
TIDEMARK_ARRAY_FUNCTION(negative, UnaryOp::kNegative, ElementT<A>)
TIDEMARK_ARRAY_FUNCTION(abs, UnaryOp::kAbs, RealT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sqrt, UnaryOp::kSqrt, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(exp, UnaryOp::kExp, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(log, UnaryOp::kLog, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sin, UnaryOp::kSin, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(cos, UnaryOp::kCos, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(tan, UnaryOp::kTan, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(tanh, UnaryOp::kTanh, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(floor, UnaryOp::kFloor, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(ceil, UnaryOp::kCeil, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(trunc, UnaryOp::kTrunc, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(round, UnaryOp::kRound, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sign, UnaryOp::kSign, ElementT<A>)
TIDEMARK_ARRAY_FUNCTION(square, UnaryOp::kSquare, IntegerOpT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(conjugate, UnaryOp::kConjugate, IntegerOpT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(isnan, UnaryOp::kIsNan, bool)
TIDEMARK_ARRAY_FUNCTION(isinf, UnaryOp::kIsInf, bool)
TIDEMARK_ARRAY_FUNCTION(isfinite, UnaryOp::kIsFinite, bool)
TIDEMARK_ARRAY_FUNCTION(logical_not, UnaryOp::kLogicalNot, bool)
TIDEMARK_ARRAY_FUNCTION(invert, UnaryOp::kInvert, ElementT<A>)
#undef TIDEMARK_ARRAY_FUNCTION

namespace array_internal {

template <class A, class B>
struct Meet {
  using type = PromoteT<ElementT<A>, ElementT<B>>;
};
template <class A, ScalarLike B>
struct Meet<A, B> {
  using type = WithScalarT<ElementT<A>, B>;
};
template <class A, class B>
using MeetT = typename Meet<std::remove_cvref_t<A>, std::remove_cvref_t<B>>::type;
template <class>
using TruthT = bool;

}  // namespace array_internal

// f(a, b) and f_into(a, b, out), where b may be a scalar.
#define TIDEMARK_ARRAY_FUNCTION(name, kOp, kResult)                                               \
  template <ArrayLike A, class B>                                                                 \
  requires(ArrayLike<B> || ScalarLike<std::remove_cvref_t<B>>)                                    \
      Array<kResult<array_internal::MeetT<A, B>>>                                                 \
      name(A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {                       \
    using R = kResult<array_internal::MeetT<A, B>>;                                               \
    if constexpr (ArrayLike<B>) {                                                                 \
      return array_internal::TypedBinary<R>(kOp, array_internal::OperandOf(std::forward<A>(a)),   \
                                            array_internal::OperandOf(std::forward<B>(b)), site); \
    } else {                                                                                      \
      return array_internal::TypedBinary<R>(kOp, array_internal::OperandOf(std::forward<A>(a)),   \
                                            Scalar(b), site);                                     \
    }                                                                                             \
  }                                                                                               \
  template <ArrayLike A, class B, ArrayLike Out>                                                  \
  requires(ArrayLike<B> || ScalarLike<B>) void name##_into(                                       \
      const A& a, const B& b, const Out& out, SourceLocation site = SourceLocation::Current()) {  \
    if constexpr (ArrayLike<B>) {                                                                 \
      binary_into(kOp, a.any(), b.any(), out.any(), site);                                        \
    } else {                                                                                      \
      binary_into(kOp, a.any(), Scalar(b), out.any(), site);                                      \
    }                                                                                             \
  }
TIDEMARK_ARRAY_FUNCTION(add, BinaryOp::kAdd, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(subtract, BinaryOp::kSubtract, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(multiply, BinaryOp::kMultiply, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(divide, BinaryOp::kDivide, DivideT)
TIDEMARK_ARRAY_FUNCTION(floor_divide, BinaryOp::kFloorDivide, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(mod, BinaryOp::kMod, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(power, BinaryOp::kPower, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(minimum, BinaryOp::kMinimum, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(maximum, BinaryOp::kMaximum, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(logical_and, BinaryOp::kLogicalAnd, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(logical_or, BinaryOp::kLogicalOr, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(logical_xor, BinaryOp::kLogicalXor, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(left_shift, BinaryOp::kLeftShift, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(right_shift, BinaryOp::kRightShift, IntegerOpT)
#undef TIDEMARK_ARRAY_FUNCTION

namespace array_internal {

// The same constness as A's.
template <class A>
struct Keep;
template <class T>
struct Keep<Array<T>> {
  using type = Array<T>;
};
template <class A>
using KeepT = typename Keep<std::remove_cvref_t<A>>::type;
template <class A>
KeepT<A> Kept(AnyArray array) {
  return KeepT<A>(std::move(array), typename KeepT<A>::Trusted());
}

}  // namespace array_internal

// Free forms of methods, and functions of the axes that are none.
template <ArrayLike A>
array_internal::KeepT<A> moveaxis(const A& a, const Dims& source, const Dims& destination,
                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(moveaxis(a.any(), source, destination, site));
}
template <ArrayLike A>
array_internal::KeepT<A> expand_dims(const A& a, const Dims& axes,
                                     SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(expand_dims(a.any(), axes, site));
}
template <ArrayLike A>
array_internal::KeepT<A> flip(const A& a, const std::optional<Dims>& axes = std::nullopt,
                              SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(flip(a.any(), axes, site));
}
template <ArrayLike A>
Array<const ElementT<A>> broadcast_to(const A& a, const Dims& shape,
                                      SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<const ElementT<A>>(broadcast_to(a.any(), shape, site));
}
template <ArrayLike A>
array_internal::KeepT<A> ascontiguousarray(const A& a,
                                           SourceLocation site = SourceLocation::Current()) {
  return array_internal::Kept<A>(ascontiguousarray(a.any(), site));
}
template <ArrayLike A>
std::vector<array_internal::KeepT<A>> split(const A& a, int64_t sections, int64_t axis = 0,
                                            SourceLocation site = SourceLocation::Current()) {
  std::vector<array_internal::KeepT<A>> parts;
  for (AnyArray& part : split(a.any(), sections, axis, site)) {
    parts.push_back(array_internal::Kept<A>(std::move(part)));
  }
  return parts;
}
template <ArrayLike A>
Array<RealT<ElementT<A>>> var(const A& a, const ReduceOptions& options = {}, int64_t ddof = 0,
                              SourceLocation site = SourceLocation::Current()) {
  return Array<RealT<ElementT<A>>>(var(a.any(), options, ddof, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_ARRAY_MATH_H_
