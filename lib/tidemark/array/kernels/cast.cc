// Conversions between all pairs of element types.
//
// Out of range, NumPy's results on x86-64 are what its compiled C happens to give. Here each is
// written out, so that it is defined and the same for every compiler and instruction set.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// Truncation toward zero; the smallest integer for NaN and for everything out of range.
template <class Int, class Float>
Int Truncate(Float value) {
  constexpr Float kBound = static_cast<Float>(uint64_t{1} << (sizeof(Int) * 8 - 1));
  // For a float wide enough, values down to just above -kBound - 1 truncate into the range.
  constexpr Float kLow = -kBound - Float{1} < -kBound ? -kBound - Float{1} : -kBound;
  constexpr Int kSmallest = static_cast<Int>(uint64_t{1} << (sizeof(Int) * 8 - 1));
  const bool above = kLow < -kBound ? value > kLow : value >= kLow;
  return (above & (value < kBound)) ? static_cast<Int>(value) : kSmallest;
}

template <class To, class Float>
To FloatToInt(Float value) {
  if constexpr (std::is_same_v<To, uint64_t>) {
    constexpr Float kHalf = 9223372036854775808.0;
    const uint64_t low = static_cast<uint64_t>(Truncate<int64_t>(value));
    const uint64_t high = static_cast<uint64_t>(Truncate<int64_t>(value - kHalf));
    return value >= kHalf ? high ^ (uint64_t{1} << 63) : low;
  } else if constexpr (std::is_same_v<To, int64_t> || std::is_same_v<To, uint32_t>) {
    return static_cast<To>(Truncate<int64_t>(value));
  } else {
    return static_cast<To>(Truncate<int32_t>(value));
  }
}

template <class From, class To>
Stored<To> Convert(Stored<From> value) {
  if constexpr (kIsBool<To>) {
    return IsTrueValue<From>(value);
  } else if constexpr (kIsComplex<From> && kIsComplex<To>) {
    using R = RealOf<To>;
    return {static_cast<R>(value.re), static_cast<R>(value.im)};
  } else if constexpr (kIsComplex<From>) {
    return Convert<RealOf<From>, To>(value.re);
  } else if constexpr (kIsComplex<To>) {
    return {Convert<From, RealOf<To>>(value), 0};
  } else if constexpr (kIsFloat<From> && kIsInt<To>) {
    return FloatToInt<To>(value);
  } else if constexpr (kIsBool<From> && kIsFloat<To>) {
    return value.byte != 0 ? To{1} : To{0};  // of what else gives 0 or 1, no vector is made
  } else {
    return static_cast<To>(value);
  }
}

template <class From, class To>
struct Cast {
  using Input = From;
  using Output = To;
  static Stored<To> Do(Stored<From> value) { return Convert<From, To>(value); }
};

// NumPy converts contiguous floats to uint32 four at a time, and those four differently from a
// single one where the value is out of range: through int32 with an offset of 2^31.
template <class Float>
uint32_t BlockFloatToUInt32(Float value) {
  constexpr Float kHalf = 2147483648.0;
  const uint32_t low = static_cast<uint32_t>(Truncate<int32_t>(value));
  const uint32_t high = static_cast<uint32_t>(Truncate<int32_t>(value - kHalf));
  return value >= kHalf ? high ^ (uint32_t{1} << 31) : low;
}

template <class From>
void CastToUInt32(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
                  int64_t n) {
  int64_t in_blocks = 0;
  if (in_stride == sizeof(From) && out_stride == sizeof(uint32_t) && n > 0) {
    const In<From> x = As<From>(in);
    const Out<uint32_t> r = As<uint32_t>(out);
    if constexpr (kIsComplex<From>) {
      // The last element is never loaded as part of a block: its loop steps over pairs.
      in_blocks = (n - 1) / 4 * 4;
      TIDEMARK_INDEPENDENT
      for (int64_t i = 0; i < in_blocks; ++i) r[i] = BlockFloatToUInt32(x[i].re);
    } else {
      in_blocks = n / 4 * 4;
      TIDEMARK_INDEPENDENT
      for (int64_t i = 0; i < in_blocks; ++i) r[i] = BlockFloatToUInt32(x[i]);
    }
  }
  RunUnaryPlain<Cast<From, uint32_t>>(in + in_blocks * in_stride, in_stride,
                                      out + in_blocks * out_stride, out_stride, n - in_blocks);
}

// The cast that gives the same bytes as From to To: the sign of an integer matters only where it
// becomes wider or a float, and where a float becomes one that is wider than 16 bits.
template <class From, class To>
struct SharedCast {
  static constexpr bool kExact = kIsInt<From> && kIsInt<To>;
  static constexpr bool kWidens = sizeof(Stored<To>) > sizeof(Stored<From>);
  static constexpr bool kSignlessFrom = kIsBool<To> || (kExact && !kWidens);
  static constexpr bool kSignlessTo = kExact || sizeof(Stored<To>) <= 2;
  using Source = std::conditional_t<kSignlessFrom, ToUnsigned<From>, From>;
  using Target = std::conditional_t<kSignlessTo, ToUnsigned<To>, To>;
  using Type = Cast<Source, Target>;
};

template <class From, class... To>
void SetCastsFrom(LoopTables& tables, Types<To...>) {
  ((tables.cast[Index(kDTypeFor<From>)][Index(kDTypeFor<To>)] =
        &RunUnary<typename SharedCast<From, To>::Type>),
   ...);
}

template <class... From>
void SetCastsFromAll(LoopTables& tables, Types<From...>) {
  (SetCastsFrom<From>(tables, AllTypes{}), ...);
}

template <class... From>
void SetCastsToUInt32(LoopTables& tables, Types<From...>) {
  ((tables.cast[Index(kDTypeFor<From>)][Index(DType::kUInt32)] = &CastToUInt32<From>), ...);
}

}  // namespace

void SetCasts(LoopTables& tables) {
  SetCastsFromAll(tables, AllTypes{});
  SetCastsToUInt32(tables, Inexact{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
