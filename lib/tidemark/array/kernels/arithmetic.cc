// Addition, subtraction, multiplication, true division, and the unary arithmetic.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T>
struct Add {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return AddValues<T>(a, b); }
};

template <class T>
struct Subtract {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if constexpr (kIsInt<T>) {
      return Wrapping<T>::Sub(a, b);
    } else if constexpr (kIsComplex<T>) {
      return {a.re - b.re, a.im - b.im};
    } else {
      return a - b;
    }
  }
};

template <class T>
struct Multiply {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) { return MultiplyValues<T>(a, b); }
};

template <class T>
struct Divide {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) { return DivideValues<T>(a, b); }
};

template <class T>
struct Negative {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    if constexpr (kIsInt<T>) {
      return Wrapping<T>::Sub(0, a);
    } else if constexpr (kIsComplex<T>) {
      return {-a.re, -a.im};
    } else {
      return -a;
    }
  }
};

template <class T>
struct Positive {
  using Input = T;
  using Output = T;
  static T Do(T a) { return a; }
};

// Of real numbers; the smallest signed integer is its own absolute value.
template <class T>
struct Absolute {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a) {
    if constexpr (kIsSignedInt<T>) {
      return a < 0 ? Wrapping<T>::Sub(0, a) : a;
    } else if constexpr (kIsFloat<T>) {
      return MagnitudeOf(a);
    } else if constexpr (kIsBool<T>) {
      return IsTrueValue<T>(a);
    } else {
      return a;
    }
  }
};

template <class T>
struct Square {
  using Input = T;
  using Output = T;
  static T Do(T a) { return MultiplyValues<T>(a, a); }
};

template <class T>
struct Conjugate {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    if constexpr (kIsComplex<T>) {
      return {a.re, -a.im};
    } else {
      return a;
    }
  }
};

// The sign of a complex number is that of its real part, or of its imaginary part where the real
// part is zero; NaN where either is NaN.
template <class T>
struct Sign {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    if constexpr (kIsComplex<T>) {
      using R = RealOf<T>;
      const T zero = {0, 0};
      if (IsNanValue<T>(a) != 0) return {static_cast<R>(__builtin_nan("")), 0};
      const int sign = LessValue<T>(zero, a) - LessValue<T>(a, zero);
      return {static_cast<R>(sign), 0};
    } else if constexpr (kIsFloat<T>) {
      const T sign = static_cast<T>((a > 0) - (a < 0));
      return a != a ? a : sign;
    } else {
      return static_cast<T>((a > 0) - (a < 0));
    }
  }
};

}  // namespace

void SetArithmetic(LoopTables& tables) {
  SetBinary<BinaryOp::kAdd, Shared<Add, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kSubtract, Shared<Subtract, ToUnsigned>::Of>(tables, Numbers{});
  SetBinary<BinaryOp::kMultiply, Shared<Multiply, ToUnsigned>::Of>(tables, AllTypes{});
  SetBinary<BinaryOp::kDivide, Divide>(tables, Inexact{});
  SetUnary<UnaryOp::kNegative, Shared<Negative, ToUnsigned>::Of>(tables, Numbers{});
  SetUnary<UnaryOp::kPositive, Shared<Positive, ToUnsigned>::Of>(tables, Numbers{});
  SetUnary<UnaryOp::kAbs, Absolute>(tables, BoolAndInts{});
  SetUnary<UnaryOp::kAbs, Absolute>(tables, Floats{});
  SetUnary<UnaryOp::kSquare, Shared<Square, ToUnsigned>::Of>(tables, Numbers{});
  SetUnary<UnaryOp::kConjugate, Shared<Conjugate, ToUnsigned>::Of>(tables, Numbers{});
  SetUnary<UnaryOp::kSign, Sign>(tables, Numbers{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
