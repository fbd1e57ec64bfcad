// Functions of numbers that are rarely hot: signs, reciprocals, remainders as in C, extremes
// without NaN, common divisors, and what C's library has of two floats.
#include <cmath>
#include <cstdint>
#include <limits>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T>
struct Fabs {
  using Input = T;
  using Output = T;
  static T Do(T a) { return MagnitudeOf(a); }
};

template <class T>
struct SignBit {
  using Input = T;
  using Output = bool;
  static uint8_t Do(T a) { return std::signbit(a) ? 1 : 0; }
};

// Of the integer 0 what NumPy has on x86-64: the smallest integer of 32 and 64 signed bits, else 0.
template <class T>
struct Reciprocal {
  using Input = T;
  using Output = T;
  static T Do(T a) {
    if constexpr (kIsComplex<T>) {
      using R = RealOf<T>;
      if (MagnitudeOf(a.im) <= MagnitudeOf(a.re)) {
        const R ratio = a.im / a.re;
        const R scale = a.re + a.im * ratio;
        return {R{1} / scale, FlipSign(ratio) / scale};
      }
      const R ratio = a.re / a.im;
      const R scale = a.re * ratio + a.im;
      return {ratio / scale, R{-1} / scale};
    } else if constexpr (kIsFloat<T>) {
      return T{1} / a;
    } else {
      constexpr bool kHasSmallest = kIsSignedInt<T> && sizeof(T) >= 4;
      if (a == 0) return kHasSmallest ? std::numeric_limits<T>::min() : T{0};
      if (a == 1) return 1;
      return kIsSignedInt<T> && a == static_cast<T>(-1) ? a : T{0};
    }
  }
};

// The remainder has the sign of the dividend; 0 for a zero divisor of integers.
template <class T>
struct Fmod {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if constexpr (kIsFloat<T>) {
      return std::fmod(a, b);
    } else {
      if (b == 0 || (kIsSignedInt<T> && b == static_cast<T>(-1))) return 0;
      return static_cast<T>(a % b);
    }
  }
};

// The smaller and the larger of two; of a NaN and a number the number.
template <class T>
struct Fmin {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) {
    if constexpr (kIsBool<T>) return MinimumValues<T>(a, b);
    return IsNanValue<T>(b) != 0 || (IsNanValue<T>(a) == 0 && LessEqualValue<T>(a, b) != 0) ? a : b;
  }
};

template <class T>
struct Fmax {
  using Input = T;
  using Output = T;
  static Stored<T> Do(Stored<T> a, Stored<T> b) {
    if constexpr (kIsBool<T>) return MaximumValues<T>(a, b);
    return IsNanValue<T>(b) != 0 || (IsNanValue<T>(a) == 0 && LessEqualValue<T>(b, a) != 0) ? a : b;
  }
};

template <class T>
std::make_unsigned_t<T> Distance(T a) {
  using U = std::make_unsigned_t<T>;
  return static_cast<U>(kIsSignedInt<T> && a < 0 ? Wrapping<T>::Sub(0, a) : a);
}

template <class U>
U CommonDivisor(U a, U b) {
  while (a != 0) {
    const U rest = static_cast<U>(b % a);
    b = a;
    a = rest;
  }
  return b;
}

template <class T>
struct Gcd {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) { return static_cast<T>(CommonDivisor(Distance(a), Distance(b))); }
};

template <class T>
struct Lcm {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    using U = std::make_unsigned_t<T>;
    const U divisor = CommonDivisor(Distance(a), Distance(b));
    if (divisor == 0) return 0;
    return static_cast<T>(Wrapping<U>::Mul(static_cast<U>(Distance(a) / divisor), Distance(b)));
  }
};

#define TIDEMARK_REAL_FUNCTION(Name, expression) \
  template <class T>                             \
  struct Name {                                  \
    using Input = T;                             \
    using Output = T;                            \
    static T Do(T x, T y) { return expression; } \
  };
TIDEMARK_REAL_FUNCTION(ArcTan2, std::atan2(x, y))
TIDEMARK_REAL_FUNCTION(Hypot, std::hypot(x, y))
TIDEMARK_REAL_FUNCTION(CopySign, std::copysign(x, y))
TIDEMARK_REAL_FUNCTION(NextAfter, std::nextafter(x, y))
#undef TIDEMARK_REAL_FUNCTION

// log(exp(a) + exp(b)) without overflow.
template <class T>
struct LogAddExp {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if (a == b) return a + static_cast<T>(M_LN2);
    const T apart = a - b;
    if (apart > 0) return a + std::log1p(std::exp(-apart));
    return apart <= 0 ? b + std::log1p(std::exp(apart)) : apart;
  }
};

template <class T>
struct LogAddExp2 {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    constexpr T kLog2OfE = static_cast<T>(M_LOG2E);
    if (a == b) return a + 1;
    const T apart = a - b;
    if (apart > 0) return a + kLog2OfE * std::log1p(std::exp2(-apart));
    return apart <= 0 ? b + kLog2OfE * std::log1p(std::exp2(apart)) : apart;
  }
};

template <class T>
struct Heaviside {
  using Input = T;
  using Output = T;
  static T Do(T a, T at_zero) {
    if (a == 0) return at_zero;
    return a != a ? a : static_cast<T>(a > 0);
  }
};

}  // namespace

void SetNumberFunctions(LoopTables& tables) {
  SetUnaryPlain<UnaryOp::kFabs, Fabs>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kSignBit, SignBit>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kReciprocal, Reciprocal>(tables, Numbers{});
  SetBinaryPlain<BinaryOp::kFmod, Fmod>(tables, Ints{});
  SetBinaryPlain<BinaryOp::kFmod, Fmod>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kFmin, Fmin>(tables, AllTypes{});
  SetBinaryPlain<BinaryOp::kFmax, Fmax>(tables, AllTypes{});
  SetBinaryPlain<BinaryOp::kGcd, Gcd>(tables, Ints{});
  SetBinaryPlain<BinaryOp::kLcm, Lcm>(tables, Ints{});
  SetBinaryPlain<BinaryOp::kArcTan2, ArcTan2>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kHypot, Hypot>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kCopySign, CopySign>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kNextAfter, NextAfter>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kLogAddExp, LogAddExp>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kLogAddExp2, LogAddExp2>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kHeaviside, Heaviside>(tables, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
