// Floor division of integers by one divisor, and its remainder: multiplications by a reciprocal.
//
// For N bits, d > 1 and 2^(l-1) < d <= 2^l, take a whole number M at or a little above 2^s / d:
// M d = 2^s + e. Then x M / 2^s = x/d + x e / (d 2^s), which has the same whole part as x/d as long
// as the second term is less than 1/d, that is x e < 2^s.
//   * Up to x = 2^(N-1), which is all that signed numbers need, s = N-1+l does with M rounded up:
//     e < d <= 2^l. M fits N bits.
//   * For all x below 2^N s = N+l does with M one above the whole part: e <= d <= 2^l. M has N+1
//     bits; the highest is added by hand: (x + high) / 2 is high + (x - high) / 2 without overflow.
// A negative x is rounded down as ~(~x / d), and by -d as -x is by d.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

__extension__ typedef unsigned __int128 Wide128;

// The upper half of a product.
template <class U>
U MultiplyHigh(U a, U b) {
  if constexpr (sizeof(U) == 1) {
    return static_cast<U>((static_cast<unsigned>(a) * b) >> 8);
  } else if constexpr (sizeof(U) == 2) {
    return static_cast<U>((static_cast<unsigned>(a) * b) >> 16);
  } else if constexpr (sizeof(U) == 4) {
    return static_cast<U>((static_cast<uint64_t>(a) * b) >> 32);
  } else {
#if defined(__AVX512DQ__)
    // In halves: these instructions multiply vectors of 64 bits.
    constexpr uint64_t kLow = 0xffffffff;
    const uint64_t low = (a & kLow) * (b & kLow);
    const uint64_t first = (a >> 32) * (b & kLow) + (low >> 32);
    const uint64_t second = (a & kLow) * (b >> 32) + (first & kLow);
    return (a >> 32) * (b >> 32) + (first >> 32) + (second >> 32);
#else
    return static_cast<U>((static_cast<Wide128>(a) * b) >> 64);
#endif
  }
}

template <class U>
int CeilLog2(U d) {
  int l = 0;
  while (l < static_cast<int>(8 * sizeof(U)) && (static_cast<Wide128>(1) << l) < d) ++l;
  return l;
}

// Quotients by d > 1, rounded down.
template <class T>
struct Divider {
  using U = std::make_unsigned_t<T>;
  static constexpr int kBits = 8 * sizeof(T);
  U factor;
  int shift;
  bool negative;

  explicit Divider(T d) {
    negative = d < 0;
    const U magnitude = negative ? Wrapping<U>::Sub(0, static_cast<U>(d)) : static_cast<U>(d);
    const int l = CeilLog2(magnitude);
    shift = l - 1;
    if constexpr (std::is_signed_v<T>) {
      const Wide128 power = static_cast<Wide128>(1) << (kBits - 1 + l);
      factor = static_cast<U>((power + magnitude - 1) / magnitude);
    } else {
      // 2^(N+l) / d - 2^N, which fits; 2^(N+l) itself might not.
      const Wide128 power = ((static_cast<Wide128>(1) << l) - magnitude) << kBits;
      factor = static_cast<U>(power / magnitude + 1);
    }
  }
};

struct PositiveDivisor {
  template <class T, class U = std::make_unsigned_t<T>>
  static T Do(T x, U factor, int shift) {
    if constexpr (std::is_signed_v<T>) {
      const U sign = static_cast<U>(x >> (8 * sizeof(T) - 1));
      const U magnitude = static_cast<U>(static_cast<U>(x) ^ sign);
      return static_cast<T>(static_cast<U>(MultiplyHigh<U>(magnitude, factor) >> shift) ^ sign);
    } else {
      const U high = MultiplyHigh<U>(x, factor);
      return static_cast<T>(static_cast<U>(high + (static_cast<U>(x - high) >> 1)) >> shift);
    }
  }
};

struct NegativeDivisor {
  template <class T, class U = std::make_unsigned_t<T>>
  static T Do(T x, U factor, int shift) {
    const U sign = static_cast<U>(x > 0 ? -1 : 0);
    const U magnitude = static_cast<U>(static_cast<U>(static_cast<U>(x) - U{1}) ^ ~sign);
    return static_cast<T>(static_cast<U>(MultiplyHigh<U>(magnitude, factor) >> shift) ^ sign);
  }
};

// The quotient, or what it leaves.
template <bool kRemainder, class T>
T Wanted(T x, T quotient, T d) {
  return kRemainder ? Wrapping<T>::Sub(x, Wrapping<T>::Mul(quotient, d)) : quotient;
}

template <class T, class Do>
void Map(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride, int64_t n,
         Do&& one) {
  if (in_stride == sizeof(T) && out_stride == sizeof(T)) {
    const In<T> x = As<T>(in);
    const Out<T> r = As<T>(out);
    TIDEMARK_INDEPENDENT_OF_ANY_TYPE
    for (int64_t i = 0; i < n; ++i) r[i] = one(x[i]);
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    *As<T>(out + i * out_stride) = one(*As<T>(in + i * in_stride));
  }
}

template <class T, bool kRemainder>
void DivideByOne(const std::byte* in, int64_t in_stride, const std::byte* divisor, std::byte* out,
                 int64_t out_stride, int64_t n) {
  const T d = *As<T>(divisor);
  const auto map = [&](auto&& one) __attribute__((always_inline)) {
    Map<T>(in, in_stride, out, out_stride, n, one);
  };
  if (d == 0) return map([](T) { return T{0}; });
  if (d == 1) return map([](T x) { return kRemainder ? T{0} : x; });
  if constexpr (std::is_signed_v<T>) {
    if (d == -1) return map([](T x) { return kRemainder ? T{0} : Wrapping<T>::Sub(0, x); });
  }
  const Divider<T> divider(d);
  const auto factor = divider.factor;
  const int shift = divider.shift;
  if constexpr (std::is_signed_v<T>) {
    if (divider.negative) {
      return map([factor, shift, d](T x) {
        return Wanted<kRemainder, T>(x, NegativeDivisor::Do<T>(x, factor, shift), d);
      });
    }
  }
  map([factor, shift, d](T x) {
    return Wanted<kRemainder, T>(x, PositiveDivisor::Do<T>(x, factor, shift), d);
  });
}

template <class... T>
void SetDivideByOne(LoopTables& tables, Types<T...>) {
  ((tables.floor_divide_by[Index(kDTypeFor<T>)] = &DivideByOne<T, false>), ...);
  ((tables.mod_by[Index(kDTypeFor<T>)] = &DivideByOne<T, true>), ...);
}

}  // namespace

void SetInvariantDivisions(LoopTables& tables) { SetDivideByOne(tables, Ints{}); }

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
