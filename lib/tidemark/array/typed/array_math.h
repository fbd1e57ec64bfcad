// Functions of arrays, element by element, with the element types known: sqrt, minimum, isnan, and
// the operators by their names.
//
// Called by users; typed forms of elementwise.h, where results, reuse of rvalue operands, events
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
TIDEMARK_ARRAY_FUNCTION(positive, UnaryOp::kPositive, ElementT<A>)
TIDEMARK_ARRAY_FUNCTION(abs, UnaryOp::kAbs, RealT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(fabs, UnaryOp::kFabs, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sqrt, UnaryOp::kSqrt, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(cbrt, UnaryOp::kCbrt, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(exp, UnaryOp::kExp, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(exp2, UnaryOp::kExp2, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(expm1, UnaryOp::kExpM1, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(log, UnaryOp::kLog, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(log2, UnaryOp::kLog2, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(log10, UnaryOp::kLog10, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(log1p, UnaryOp::kLog1P, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sin, UnaryOp::kSin, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(cos, UnaryOp::kCos, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(tan, UnaryOp::kTan, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arcsin, UnaryOp::kArcSin, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arccos, UnaryOp::kArcCos, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arctan, UnaryOp::kArcTan, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sinh, UnaryOp::kSinH, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(cosh, UnaryOp::kCosH, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(tanh, UnaryOp::kTanh, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arcsinh, UnaryOp::kArcSinH, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arccosh, UnaryOp::kArcCosH, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(arctanh, UnaryOp::kArcTanH, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(degrees, UnaryOp::kDegrees, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(radians, UnaryOp::kRadians, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(floor, UnaryOp::kFloor, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(ceil, UnaryOp::kCeil, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(trunc, UnaryOp::kTrunc, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(rint, UnaryOp::kRint, MathT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(sign, UnaryOp::kSign, ElementT<A>)
TIDEMARK_ARRAY_FUNCTION(square, UnaryOp::kSquare, IntegerOpT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(reciprocal, UnaryOp::kReciprocal, IntegerOpT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(conjugate, UnaryOp::kConjugate, IntegerOpT<ElementT<A>>)
TIDEMARK_ARRAY_FUNCTION(isnan, UnaryOp::kIsNan, bool)
TIDEMARK_ARRAY_FUNCTION(isinf, UnaryOp::kIsInf, bool)
TIDEMARK_ARRAY_FUNCTION(isfinite, UnaryOp::kIsFinite, bool)
TIDEMARK_ARRAY_FUNCTION(signbit, UnaryOp::kSignBit, bool)
TIDEMARK_ARRAY_FUNCTION(logical_not, UnaryOp::kLogicalNot, bool)
TIDEMARK_ARRAY_FUNCTION(invert, UnaryOp::kInvert, ElementT<A>)
#undef TIDEMARK_ARRAY_FUNCTION

namespace array_internal {

template <class A, class B>
struct Promoted {
  using type = PromoteT<ElementT<A>, ElementT<B>>;
  using math_type = PromoteT<MathT<ElementT<A>>, MathT<ElementT<B>>>;
};
template <class A, ScalarLike B>
struct Promoted<A, B> {
  using type = WithScalarT<ElementT<A>, B>;
  using math_type = MathT<type>;
};
template <ScalarLike A, class B>
struct Promoted<A, B> : Promoted<B, A> {};

// The type in which the two are computed; where there are only loops of floats; and 64 bits wide.
template <class A, class B>
using PromotedT = typename Promoted<std::remove_cvref_t<A>, std::remove_cvref_t<B>>::type;
template <class A, class B>
using PromotedMathT = typename Promoted<std::remove_cvref_t<A>, std::remove_cvref_t<B>>::math_type;
template <class A, class B>
using PromotedWideT = PromoteT<MathT<PromotedT<A, B>>, double>;
template <class>
using TruthT = bool;

template <class A, class B>
inline constexpr bool kHasArray = ArrayLike<A> || ArrayLike<B>;
template <class A>
inline constexpr bool kIsSide = ArrayLike<A> || ScalarLike<std::remove_cvref_t<A>>;

}  // namespace array_internal

// f(a, b) and f_into(a, b, out), where one of a and b may be a scalar.
#define TIDEMARK_ARRAY_FUNCTION(name, kOp, kMeet, kResult)                                        \
  template <class A, class B>                                                                     \
  requires(array_internal::kHasArray<A, B> && array_internal::kIsSide<A> &&                       \
           array_internal::kIsSide<B>) Array<kResult<array_internal::kMeet<A, B>>>                \
  name(A&& a, B&& b, SourceLocation site = SourceLocation::Current()) {                           \
    using R = kResult<array_internal::kMeet<A, B>>;                                               \
    if constexpr (!ArrayLike<A>) {                                                                \
      return array_internal::TypedBinary<R>(kOp, Scalar(a),                                       \
                                            array_internal::OperandOf(std::forward<B>(b)), site); \
    } else if constexpr (!ArrayLike<B>) {                                                         \
      return array_internal::TypedBinary<R>(kOp, array_internal::OperandOf(std::forward<A>(a)),   \
                                            Scalar(b), site);                                     \
    } else {                                                                                      \
      return array_internal::TypedBinary<R>(kOp, array_internal::OperandOf(std::forward<A>(a)),   \
                                            array_internal::OperandOf(std::forward<B>(b)), site); \
    }                                                                                             \
  }                                                                                               \
  template <class A, class B, ArrayLike Out>                                                      \
  requires(array_internal::kHasArray<A, B> && array_internal::kIsSide<A> &&                       \
           array_internal::kIsSide<B>) void name##_into(const A& a, const B& b, const Out& out,   \
                                                        SourceLocation site =                     \
                                                            SourceLocation::Current()) {          \
    if constexpr (!ArrayLike<A>) {                                                                \
      binary_into(kOp, Scalar(a), b.any(), out.any(), site);                                      \
    } else if constexpr (!ArrayLike<B>) {                                                         \
      binary_into(kOp, a.any(), Scalar(b), out.any(), site);                                      \
    } else {                                                                                      \
      binary_into(kOp, a.any(), b.any(), out.any(), site);                                        \
    }                                                                                             \
  }
TIDEMARK_ARRAY_FUNCTION(add, BinaryOp::kAdd, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(subtract, BinaryOp::kSubtract, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(multiply, BinaryOp::kMultiply, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(divide, BinaryOp::kDivide, PromotedT, DivideT)
TIDEMARK_ARRAY_FUNCTION(floor_divide, BinaryOp::kFloorDivide, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(mod, BinaryOp::kMod, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(fmod, BinaryOp::kFmod, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(power, BinaryOp::kPower, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(float_power, BinaryOp::kFloatPower, PromotedWideT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(minimum, BinaryOp::kMinimum, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(maximum, BinaryOp::kMaximum, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(fmin, BinaryOp::kFmin, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(fmax, BinaryOp::kFmax, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(equal, BinaryOp::kEqual, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(not_equal, BinaryOp::kNotEqual, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(less, BinaryOp::kLess, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(less_equal, BinaryOp::kLessEqual, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(greater, BinaryOp::kGreater, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(greater_equal, BinaryOp::kGreaterEqual, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(logical_and, BinaryOp::kLogicalAnd, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(logical_or, BinaryOp::kLogicalOr, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(logical_xor, BinaryOp::kLogicalXor, PromotedT, array_internal::TruthT)
TIDEMARK_ARRAY_FUNCTION(bitwise_and, BinaryOp::kBitwiseAnd, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(bitwise_or, BinaryOp::kBitwiseOr, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(bitwise_xor, BinaryOp::kBitwiseXor, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(left_shift, BinaryOp::kLeftShift, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(right_shift, BinaryOp::kRightShift, PromotedT, IntegerOpT)
TIDEMARK_ARRAY_FUNCTION(gcd, BinaryOp::kGcd, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(lcm, BinaryOp::kLcm, PromotedT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(arctan2, BinaryOp::kArcTan2, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(hypot, BinaryOp::kHypot, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(copysign, BinaryOp::kCopySign, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(nextafter, BinaryOp::kNextAfter, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(logaddexp, BinaryOp::kLogAddExp, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(logaddexp2, BinaryOp::kLogAddExp2, PromotedMathT, array_internal::PlainT)
TIDEMARK_ARRAY_FUNCTION(heaviside, BinaryOp::kHeaviside, PromotedMathT, array_internal::PlainT)
#undef TIDEMARK_ARRAY_FUNCTION

// To the nearest integer, halves to the even one; an array of integers is handed back itself.
template <ArrayLike A>
Array<std::conditional_t<std::is_same_v<ElementT<A>, bool>, float, ElementT<A>>> round(
    A&& a, SourceLocation site = SourceLocation::Current()) {
  using R = std::conditional_t<std::is_same_v<ElementT<A>, bool>, float, ElementT<A>>;
  return array_internal::Typed<R>(round(array_internal::DonatedOf(std::forward<A>(a)), site));
}
template <ArrayLike A, ArrayLike Out>
void round_into(const A& a, const Out& out, SourceLocation site = SourceLocation::Current()) {
  round_into(a.any(), out.any(), site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_MATH_H_
