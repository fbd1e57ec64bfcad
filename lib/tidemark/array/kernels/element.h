// The element types as the loops see them, and the arithmetic that C++ leaves undefined.
//
// Included only by the loops' implementation files. Some of these are compiled several times, for
// several instruction sets. Therefore everything here lives in a namespace named after the
// instruction set (TIDEMARK_KERNEL_ISA, given on the command line): no function compiled for one
// set can take the place of its namesake compiled for another. For the same reason the loops that
// are compiled more than once call no inline function of the standard library.
#ifndef TIDEMARK_ARRAY_KERNELS_ELEMENT_H_
#define TIDEMARK_ARRAY_KERNELS_ELEMENT_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tidemark/array/core/dtype.h"

#ifndef TIDEMARK_KERNEL_ISA
#error "TIDEMARK_KERNEL_ISA must name the namespace of this instruction set"
#endif

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {

// An array's bytes may be seen through several element types (view<U>), hence may_alias.
template <class R>
struct [[gnu::may_alias]] Complex {
  R re;
  R im;
};
using Complex64 = Complex<float>;
using Complex128 = Complex<double>;

template <class T>
inline constexpr bool kIsComplex = false;
template <class R>
inline constexpr bool kIsComplex<Complex<R>> = true;
template <class T>
inline constexpr bool kIsBool = std::is_same_v<T, bool>;
template <class T>
inline constexpr bool kIsFloat = std::is_floating_point_v<T>;
template <class T>
inline constexpr bool kIsInt = std::is_integral_v<T> && !kIsBool<T>;
template <class T>
inline constexpr bool kIsSignedInt = kIsInt<T>&& std::is_signed_v<T>;

// A bool as it is kept. Every byte but 0 is true: arrays are made over bytes that come from
// elsewhere (view<bool>, adopt), and what is seen as bool here may be written as numbers there. So
// it is made 0 or 1 when it is used, which takes one instruction of a vector; not by C++'s bool, for
// which other bytes are undefined.
struct [[gnu::may_alias]] BoolByte {
  uint8_t byte;

  BoolByte() = default;
  constexpr BoolByte(uint8_t value) : byte(value) {}
  explicit constexpr BoolByte(int value) : byte(static_cast<uint8_t>(value)) {}
  constexpr operator uint8_t() const { return byte < 1 ? byte : uint8_t{1}; }
};

namespace internal {

template <class T>
constexpr DType NumberDType() {
  if constexpr (kIsFloat<T>) return sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64;
  constexpr DType kSigned[] = {DType::kInt8, DType::kInt16, DType::kInt32, DType::kInt64};
  constexpr DType kUnsigned[] = {DType::kUInt8, DType::kUInt16, DType::kUInt32, DType::kUInt64};
  constexpr int kPlace = sizeof(T) == 1 ? 0 : (sizeof(T) == 2 ? 1 : (sizeof(T) == 4 ? 2 : 3));
  return std::is_signed_v<T> ? kSigned[kPlace] : kUnsigned[kPlace];
}

template <class T>
struct Traits {
  using Stored = T;
  using Real = T;
  static constexpr DType kDType = NumberDType<T>();
};
template <>
struct Traits<bool> {
  using Stored = BoolByte;
  using Real = bool;
  static constexpr DType kDType = DType::kBool;
};
template <class R>
struct Traits<Complex<R>> {
  using Stored = Complex<R>;
  using Real = R;
  static constexpr DType kDType = sizeof(R) == 4 ? DType::kComplex64 : DType::kComplex128;
};

template <class T>
struct Unsigned {
  using Type = T;
};
template <class T>
requires kIsSignedInt<T>
struct Unsigned<T> {
  using Type = std::make_unsigned_t<T>;
};

}  // namespace internal

template <class T>
using Stored = typename internal::Traits<T>::Stored;
template <class T>
using RealOf = typename internal::Traits<T>::Real;
template <class T>
inline constexpr DType kDTypeFor = internal::Traits<T>::kDType;
// What is kept while a loop runs: a bool as 0 or 1.
template <class T>
using Running = std::conditional_t<kIsBool<T>, uint8_t, Stored<T>>;

// Sums and products of bools and signed integers are int64, of unsigned integers uint64.
template <class T>
using Accumulator = std::conditional_t<kIsBool<T> || kIsSignedInt<T>, int64_t,
                                       std::conditional_t<kIsInt<T>, uint64_t, T>>;

// Loops that do the same to the same bytes are instantiated once and shared by several dtypes: most
// integer arithmetic does not depend on the sign.
template <class T>
using ToUnsigned = typename internal::Unsigned<T>::Type;
// Where it is the bytes that are sorted: of bools that are true, too, the smaller byte comes first.
template <class T>
using BoolToByte = std::conditional_t<kIsBool<T>, uint8_t, T>;
// For sums and products, whose accumulators are 64 bits wide.
template <class T>
using ToAccumulated = std::conditional_t<sizeof(Stored<T>) == 8, ToUnsigned<T>, T>;
// Op, instantiated for the type that stands for T.
template <template <class> class Op, template <class> class Standin>
struct Shared {
  template <class T>
  using Of = Op<Standin<T>>;
};

template <class... T>
struct Types {};
using SignedInts = Types<int8_t, int16_t, int32_t, int64_t>;
using Ints = Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t>;
using BoolAndInts =
    Types<bool, int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t>;
using Floats = Types<float, double>;
using Complexes = Types<Complex64, Complex128>;
using Inexact = Types<float, double, Complex64, Complex128>;
using Numbers = Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t,
                      float, double, Complex64, Complex128>;
using AllTypes = Types<bool, int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t,
                       uint64_t, float, double, Complex64, Complex128>;

// Pointers to elements.
namespace internal {
template <class S>
struct Aliasing {
  typedef S Type [[gnu::may_alias]];
};
template <class R>
struct Aliasing<Complex<R>> {
  using Type = Complex<R>;
};
}  // namespace internal

template <class T>
using In = const typename internal::Aliasing<Stored<T>>::Type*;
template <class T>
using Out = typename internal::Aliasing<Stored<T>>::Type*;

template <class T>
In<T> As(const std::byte* p) {
  return reinterpret_cast<In<T>>(p);
}
template <class T>
Out<T> As(std::byte* p) {
  return reinterpret_cast<Out<T>>(p);
}

// Integer arithmetic modulo 2^bits.
template <class T>
struct Wrapping {
  // At least as wide as unsigned int: narrower operands would be promoted to signed int.
  using Wide =
      std::conditional_t<(sizeof(T) < sizeof(unsigned)), unsigned, std::make_unsigned_t<T>>;
  static T Add(T a, T b) { return static_cast<T>(static_cast<Wide>(a) + static_cast<Wide>(b)); }
  static T Sub(T a, T b) { return static_cast<T>(static_cast<Wide>(a) - static_cast<Wide>(b)); }
  static T Mul(T a, T b) { return static_cast<T>(static_cast<Wide>(a) * static_cast<Wide>(b)); }
};

inline float MagnitudeOf(float a) { return __builtin_fabsf(a); }
inline double MagnitudeOf(double a) { return __builtin_fabs(a); }

// The negative, as a change of one bit. Where a product is subtracted beside one that is added, GCC
// 12 makes fused operations of both in spite of -ffp-contract=off; it does not see through this.
inline float FlipSign(float a) {
  return __builtin_bit_cast(float, __builtin_bit_cast(uint32_t, a) ^ (uint32_t{1} << 31));
}
inline double FlipSign(double a) {
  return __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, a) ^ (uint64_t{1} << 63));
}

// Elementary arithmetic of one value with another of its type; of bools: or, and.
template <class T>
Stored<T> AddValues(Stored<T> a, Stored<T> b) {
  if constexpr (kIsBool<T>) {
    return static_cast<uint8_t>(a | b);
  } else if constexpr (kIsInt<T>) {
    return Wrapping<T>::Add(a, b);
  } else if constexpr (kIsComplex<T>) {
    return {a.re + b.re, a.im + b.im};
  } else {
    return a + b;
  }
}

template <class T>
Stored<T> MultiplyValues(Stored<T> a, Stored<T> b) {
  if constexpr (kIsBool<T>) {
    return static_cast<uint8_t>(a & b);
  } else if constexpr (kIsInt<T>) {
    return Wrapping<T>::Mul(a, b);
  } else if constexpr (kIsComplex<T>) {
    return {a.re * b.re + a.im * FlipSign(b.im), a.re * b.im + a.im * b.re};
  } else {
    return a * b;
  }
}

// Complex numbers by Smith's algorithm: scaled by the larger component of the divisor, so that
// nothing overflows that need not.
template <class T>
T DivideValues(T a, T b) {
  if constexpr (kIsComplex<T>) {
    using R = RealOf<T>;
    const R re = MagnitudeOf(b.re);
    const R im = MagnitudeOf(b.im);
    if (re >= im) {
      if (re == 0) return {a.re / re, a.im / re};
      const R ratio = b.im / b.re;
      const R scale = R{1} / (b.re + b.im * ratio);
      return {(a.re + a.im * ratio) * scale, (a.im + a.re * FlipSign(ratio)) * scale};
    }
    const R ratio = b.re / b.im;
    const R scale = R{1} / (b.im + b.re * ratio);
    return {(a.re * ratio + a.im) * scale, (a.im * ratio + FlipSign(a.re)) * scale};
  } else {
    return a / b;
  }
}

template <class T>
uint8_t IsNanValue(Stored<T> a) {
  if constexpr (kIsComplex<T>) {
    return static_cast<uint8_t>((a.re != a.re) | (a.im != a.im));
  } else if constexpr (kIsFloat<T>) {
    return a != a;
  } else {
    return 0;
  }
}

template <class T>
uint8_t IsTrueValue(Stored<T> a) {
  if constexpr (kIsComplex<T>) {
    return static_cast<uint8_t>((a.re != 0) | (a.im != 0));
  } else {
    return a != 0;
  }
}

// NumPy's order of complex numbers: by the real part, then by the imaginary; a NaN in an imaginary
// part makes the real parts incomparable.
template <class T>
uint8_t LessValue(Stored<T> a, Stored<T> b) {
  if constexpr (kIsComplex<T>) {
    return static_cast<uint8_t>(((a.re < b.re) & (a.im == a.im) & (b.im == b.im)) |
                                ((a.re == b.re) & (a.im < b.im)));
  } else {
    return a < b;
  }
}

template <class T>
uint8_t LessEqualValue(Stored<T> a, Stored<T> b) {
  if constexpr (kIsComplex<T>) {
    return static_cast<uint8_t>(((a.re < b.re) & (a.im == a.im) & (b.im == b.im)) |
                                ((a.re == b.re) & (a.im <= b.im)));
  } else {
    return a <= b;
  }
}

// The smaller and the larger of two, a NaN winning. Of two equal zeros the second.
template <class T>
Stored<T> MinimumValues(Stored<T> a, Stored<T> b) {
  if constexpr (kIsComplex<T>) {
    return (IsNanValue<T>(a) | LessEqualValue<T>(a, b)) != 0 ? a : b;
  } else if constexpr (kIsBool<T>) {
    return MultiplyValues<T>(a, b);
  } else if constexpr (kIsFloat<T>) {
    return ((a < b) | (a != a)) != 0 ? a : b;
  } else {
    return a < b ? a : b;
  }
}

template <class T>
Stored<T> MaximumValues(Stored<T> a, Stored<T> b) {
  if constexpr (kIsComplex<T>) {
    return (IsNanValue<T>(a) | LessEqualValue<T>(b, a)) != 0 ? a : b;
  } else if constexpr (kIsBool<T>) {
    return AddValues<T>(a, b);
  } else if constexpr (kIsFloat<T>) {
    return ((a > b) | (a != a)) != 0 ? a : b;
  } else {
    return a < b ? b : a;
  }
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_ELEMENT_H_
