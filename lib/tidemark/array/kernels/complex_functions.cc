// Functions of complex numbers: those of C's library, as in NumPy.
#include <cmath>
#include <complex>
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class R, class Function>
Complex<R> Apply(Complex<R> a, Function function) {
  const std::complex<R> result = function(std::complex<R>(a.re, a.im));
  return {result.real(), result.imag()};
}

template <class T>
struct ComplexAbs {
  using Input = T;
  using Output = RealOf<T>;
  static RealOf<T> Do(T a) { return std::hypot(a.re, a.im); }
};

template <class T>
struct ComplexSqrt {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::sqrt(z); });
  }
};

template <class T>
struct ComplexExp {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::exp(z); });
  }
};

template <class T>
struct ComplexLog {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::log(z); });
  }
};

template <class T>
struct ComplexSin {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::sin(z); });
  }
};

template <class T>
struct ComplexCos {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::cos(z); });
  }
};

template <class T>
struct ComplexTan {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::tan(z); });
  }
};

template <class T>
struct ComplexTanh {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    return Apply(a, [](auto z) { return std::tanh(z); });
  }
};

}  // namespace

void SetComplexFunctions(LoopTables& tables) {
  SetUnaryPlain<UnaryOp::kAbs, ComplexAbs>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kSqrt, ComplexSqrt>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kExp, ComplexExp>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kLog, ComplexLog>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kSin, ComplexSin>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kCos, ComplexCos>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kTan, ComplexTan>(tables, Complexes{});
  SetUnaryPlain<UnaryOp::kTanh, ComplexTanh>(tables, Complexes{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
