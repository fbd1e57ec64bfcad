// Floor division, its remainder, and powers.
#include <cmath>
#include <complex>
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// a = quotient * b + remainder, the quotient rounded down. The rules are Python's: the remainder
// has the sign of the divisor, and a quotient or remainder of zero the sign that the exact one had.
template <class T>
struct DivMod {
  T quotient;
  T remainder;
};

template <class T>
DivMod<T> FloatDivMod(T a, T b) {
  T remainder = std::fmod(a, b);
  if (b == 0) return {a / b, remainder};
  T quotient = (a - remainder) / b;
  if (remainder != 0) {
    if ((b < 0) != (remainder < 0)) {
      remainder += b;
      quotient -= T{1};
    }
  } else {
    remainder = std::copysign(T{0}, b);
  }
  if (quotient == 0) return {std::copysign(T{0}, a / b), remainder};
  T whole = std::floor(quotient);
  if (quotient - whole > T{0.5}) whole += T{1};
  return {whole, remainder};
}

template <class T>
struct FloorDivide {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if constexpr (kIsFloat<T>) {
      return FloatDivMod(a, b).quotient;
    } else if constexpr (kIsSignedInt<T>) {
      if (b == 0) return 0;
      if (b == -1) return Wrapping<T>::Sub(0, a);  // the smallest integer is its own quotient
      const T quotient = static_cast<T>(a / b);
      const bool round_down = ((a < 0) != (b < 0)) && a % b != 0;
      return static_cast<T>(quotient - (round_down ? 1 : 0));
    } else {
      return b == 0 ? T{0} : static_cast<T>(a / b);
    }
  }
};

template <class T>
struct Mod {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if constexpr (kIsFloat<T>) {
      return FloatDivMod(a, b).remainder;
    } else if constexpr (kIsSignedInt<T>) {
      if (b == 0 || b == -1) return 0;
      const T remainder = static_cast<T>(a % b);
      const bool wrong_sign = remainder != 0 && ((remainder < 0) != (b < 0));
      return static_cast<T>(remainder + (wrong_sign ? b : T{0}));
    } else {
      return b == 0 ? T{0} : static_cast<T>(a % b);
    }
  }
};

// By squaring. The executor lets no negative exponent through.
template <class T>
T IntegerPower(T base, T exponent) {
  if (exponent == 0 || base == 1) return 1;
  T result = (exponent & 1) != 0 ? base : T{1};
  for (exponent = static_cast<T>(exponent >> 1); exponent > 0;
       exponent = static_cast<T>(exponent >> 1)) {
    base = Wrapping<T>::Mul(base, base);
    if ((exponent & 1) != 0) result = Wrapping<T>::Mul(result, base);
  }
  return result;
}

// By multiplication where the exponent is a small integer, so that (1+2j)**2 is exact.
template <class R>
Complex<R> ComplexPower(Complex<R> a, Complex<R> b) {
  using C = Complex<R>;
  if (b.re == 0 && b.im == 0) return {1, 0};
  if (a.re == 0 && a.im == 0) {
    if (b.re > 0 && b.im == 0) return {0, 0};
    return {static_cast<R>(NAN), static_cast<R>(NAN)};
  }
  if (b.im == 0 && b.re > -100 && b.re < 100 && b.re == std::trunc(b.re)) {
    const int exponent = static_cast<int>(b.re);
    if (exponent == 1) return a;
    if (exponent == 2) return MultiplyValues<C>(a, a);
    if (exponent == 3) return MultiplyValues<C>(a, MultiplyValues<C>(a, a));
    C result = {1, 0};
    for (int left = exponent < 0 ? -exponent : exponent; left > 0; left >>= 1) {
      if ((left & 1) != 0) result = MultiplyValues<C>(result, a);
      if (left > 1) a = MultiplyValues<C>(a, a);
    }
    if (exponent > 0) return result;
    return DivideValues<C>({1, 0}, result);
  }
  const std::complex<R> power = std::pow(std::complex<R>(a.re, a.im), std::complex<R>(b.re, b.im));
  return {power.real(), power.imag()};
}

template <class T>
struct Power {
  using Input = T;
  using Output = T;
  static T Do(T a, T b) {
    if constexpr (kIsFloat<T>) {
      return std::pow(a, b);
    } else if constexpr (kIsComplex<T>) {
      return ComplexPower(a, b);
    } else {
      return IntegerPower(a, b);
    }
  }
};

// From so many elements on it pays to prepare for one divisor (invariant_division.cc).
constexpr int64_t kManyByOne = 8;

// kByOne is the member of the tables that holds the loops of Op for one divisor.
template <template <class> class Op, auto kByOne, class T>
void RunDivision(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
                 std::byte* out, int64_t out_stride, int64_t n) {
  if (b_stride == 0 && n >= kManyByOne) {
    return (Tables().*kByOne)[Index(kDTypeFor<T>)](a, a_stride, b, out, out_stride, n);
  }
  RunBinaryPlain<Op<T>>(a, a_stride, b, b_stride, out, out_stride, n);
}

template <class... T>
void SetIntegerDivision(LoopTables& tables, Types<T...>) {
  ((tables.binary[Index(BinaryOp::kFloorDivide)][Index(kDTypeFor<T>)] =
        &RunDivision<FloorDivide, &LoopTables::floor_divide_by, T>),
   ...);
  ((tables.binary[Index(BinaryOp::kMod)][Index(kDTypeFor<T>)] =
        &RunDivision<Mod, &LoopTables::mod_by, T>),
   ...);
}

template <class... T>
void SetPowerOfPairs(LoopTables& tables, Types<T...>) {
  ((tables.power_of_pairs[Index(kDTypeFor<T>)] = &RunBinaryPlain<Power<T>>), ...);
}

}  // namespace

void SetDivision(LoopTables& tables) {
  SetIntegerDivision(tables, Ints{});
  SetBinaryPlain<BinaryOp::kFloorDivide, FloorDivide>(tables, Floats{});
  SetBinaryPlain<BinaryOp::kMod, Mod>(tables, Floats{});
  SetPowerOfPairs(tables, Numbers{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
