// Elementary functions beyond those of transcendental.cc and complex_functions.cc: other bases,
// inverses, hyperbolic functions, and degrees. One value after the other.
#include <cmath>
#include <complex>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// kReal(x) for each real type.
#define TIDEMARK_REAL_FUNCTION(Name, expression) \
  template <class T>                             \
  struct Name {                                  \
    using Input = T;                             \
    using Output = T;                            \
    static T Do(T x) { return expression; }      \
  };
TIDEMARK_REAL_FUNCTION(Exp2, std::exp2(x))
TIDEMARK_REAL_FUNCTION(ExpM1, std::expm1(x))
TIDEMARK_REAL_FUNCTION(Log2, std::log2(x))
TIDEMARK_REAL_FUNCTION(Log10, std::log10(x))
TIDEMARK_REAL_FUNCTION(Log1P, std::log1p(x))
TIDEMARK_REAL_FUNCTION(CubeRoot, std::cbrt(x))
TIDEMARK_REAL_FUNCTION(ArcSin, std::asin(x))
TIDEMARK_REAL_FUNCTION(ArcCos, std::acos(x))
TIDEMARK_REAL_FUNCTION(ArcTan, std::atan(x))
TIDEMARK_REAL_FUNCTION(SinH, std::sinh(x))
TIDEMARK_REAL_FUNCTION(CosH, std::cosh(x))
TIDEMARK_REAL_FUNCTION(ArcSinH, std::asinh(x))
TIDEMARK_REAL_FUNCTION(ArcCosH, std::acosh(x))
TIDEMARK_REAL_FUNCTION(ArcTanH, std::atanh(x))
TIDEMARK_REAL_FUNCTION(Degrees, x* static_cast<T>(180 / M_PI))
TIDEMARK_REAL_FUNCTION(Radians, x* static_cast<T>(M_PI / 180))
#undef TIDEMARK_REAL_FUNCTION

template <class R>
std::complex<R> ComplexExpM1(std::complex<R> z) {
  const R half = std::sin(z.imag() / 2);
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half,
          std::exp(z.real()) * std::sin(z.imag())};
}

template <class R>
std::complex<R> ComplexLog1P(std::complex<R> z) {
  return {std::log(std::hypot(z.real() + 1, z.imag())), std::atan2(z.imag(), z.real() + 1)};
}

// The same of complex numbers; z is a std::complex.
#define TIDEMARK_COMPLEX_FUNCTION(Name, expression) \
  template <class T>                                \
  struct Name {                                     \
    using Input = T;                                \
    using Output = T;                               \
    using R = RealOf<T>;                            \
    static T Do(T a) {                              \
      const std::complex<R> z(a.re, a.im);          \
      const std::complex<R> result = expression;    \
      return {result.real(), result.imag()};        \
    }                                               \
  };
TIDEMARK_COMPLEX_FUNCTION(ComplexExp2, std::exp(z* static_cast<R>(M_LN2)))
TIDEMARK_COMPLEX_FUNCTION(ComplexExpM1Of, ComplexExpM1(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexLog2, std::log(z) * static_cast<R>(M_LOG2E))
TIDEMARK_COMPLEX_FUNCTION(ComplexLog10, std::log(z) * static_cast<R>(M_LOG10E))
TIDEMARK_COMPLEX_FUNCTION(ComplexLog1POf, ComplexLog1P(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcSin, std::asin(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcCos, std::acos(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcTan, std::atan(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexSinH, std::sinh(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexCosH, std::cosh(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcSinH, std::asinh(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcCosH, std::acosh(z))
TIDEMARK_COMPLEX_FUNCTION(ComplexArcTanH, std::atanh(z))
#undef TIDEMARK_COMPLEX_FUNCTION

template <UnaryOp kOp, template <class> class RealFunction, template <class> class ComplexFunction>
void SetBoth(LoopTables& tables) {
  SetUnaryPlain<kOp, RealFunction>(tables, Floats{});
  SetUnaryPlain<kOp, ComplexFunction>(tables, Complexes{});
}

}  // namespace

void SetElementaryFunctions(LoopTables& tables) {
  SetBoth<UnaryOp::kExp2, Exp2, ComplexExp2>(tables);
  SetBoth<UnaryOp::kExpM1, ExpM1, ComplexExpM1Of>(tables);
  SetBoth<UnaryOp::kLog2, Log2, ComplexLog2>(tables);
  SetBoth<UnaryOp::kLog10, Log10, ComplexLog10>(tables);
  SetBoth<UnaryOp::kLog1P, Log1P, ComplexLog1POf>(tables);
  SetBoth<UnaryOp::kArcSin, ArcSin, ComplexArcSin>(tables);
  SetBoth<UnaryOp::kArcCos, ArcCos, ComplexArcCos>(tables);
  SetBoth<UnaryOp::kArcTan, ArcTan, ComplexArcTan>(tables);
  SetBoth<UnaryOp::kSinH, SinH, ComplexSinH>(tables);
  SetBoth<UnaryOp::kCosH, CosH, ComplexCosH>(tables);
  SetBoth<UnaryOp::kArcSinH, ArcSinH, ComplexArcSinH>(tables);
  SetBoth<UnaryOp::kArcCosH, ArcCosH, ComplexArcCosH>(tables);
  SetBoth<UnaryOp::kArcTanH, ArcTanH, ComplexArcTanH>(tables);
  SetUnaryPlain<UnaryOp::kCbrt, CubeRoot>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kDegrees, Degrees>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kRadians, Radians>(tables, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
