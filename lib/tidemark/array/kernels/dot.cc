// Sums of products: of two vectors, or of a row with a column.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"
#include "tidemark/array/kernels/vector_lanes.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

// One after the other; the compiler vectorises this for integers.
template <class T>
Stored<T> PlainDot(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
                   int64_t n) {
  constexpr int64_t kSize = sizeof(Stored<T>);
  Stored<T> total{};
  if (a_stride == kSize && b_stride == kSize) {
    const In<T> x = As<T>(a);
    const In<T> y = As<T>(b);
    for (int64_t i = 0; i < n; ++i) total = AddValues<T>(total, MultiplyValues<T>(x[i], y[i]));
    return total;
  }
  for (int64_t i = 0; i < n; ++i) {
    total = AddValues<T>(total, MultiplyValues<T>(*As<T>(a), *As<T>(b)));
    a += a_stride;
    b += b_stride;
  }
  return total;
}

// With the places of each pair exchanged: for the imaginary parts of complex products.
template <class R>
Vector<R> ExchangePairs(Vector<R> y) {
  constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
#if defined(__clang__)
  Vector<R> exchanged;
  for (int j = 0; j < kWidth; ++j) exchanged[j] = y[j ^ 1];
  return exchanged;
#else
  VectorMask<R> places;
  for (int j = 0; j < kWidth; ++j) places[j] = j ^ 1;
  return __builtin_shuffle(y, places);
#endif
}

// lane j = x[j] y[j] + x[j + kCount] y[j + kCount] + ...; kExchanged: x[j] y[j ^ 1].
template <class R, bool kExchanged, int kCount>
[[gnu::always_inline]] inline void DotToLanes(In<R> x, In<R> y, int64_t n,
                                              Lanes<R, kCount>& lanes) {
  using L = Lanes<R, kCount>;
  const auto second = [](Vector<R> value) __attribute__((always_inline)) {
    return kExchanged ? ExchangePairs<R>(value) : value;
  };
  Vector<R> sums[L::kVectors] = {};
  int64_t i = 0;
  for (; i + kCount <= n; i += kCount) {
#pragma GCC unroll 16
    for (int v = 0; v < L::kVectors; ++v) {
      sums[v] +=
          LoadVector<R>(x + i + v * L::kWidth) * second(LoadVector<R>(y + i + v * L::kWidth));
    }
  }
#pragma GCC unroll 16
  for (int v = 0; v < L::kVectors; ++v) {
    if (i + L::kWidth <= n) {
      sums[v] += LoadVector<R>(x + i) * second(LoadVector<R>(y + i));
      i += L::kWidth;
    } else if (i < n) {
      sums[v] += LoadPart<R>(x + i, n - i) * second(LoadPart<R>(y + i, n - i));
      i = n;
    }
  }
#pragma GCC unroll 16
  for (int v = 0; v < L::kVectors; ++v) lanes.vectors[v] += sums[v];
}

// Lanes of blocks are added to one another in their order: with so many lanes the sum is no less
// exact than that of any BLAS.
template <class R, bool kExchanged>
EvenOdd<R> DotOf(In<R> x, In<R> y, int64_t n) {
  if (n <= kFewElements<R>) {
    Lanes<R, kFewLanes<R>> lanes = {};
    DotToLanes<R, kExchanged>(x, y, n, lanes);
    return JoinLanes(lanes);
  }
  constexpr int64_t kBlock = 32 * kLanes<R>;
  Lanes<R, kLanes<R>> lanes = {};
  for (int64_t i = 0; i < n; i += kBlock) {
    DotToLanes<R, kExchanged>(x + i, y + i, n - i < kBlock ? n - i : kBlock, lanes);
  }
  return JoinLanes(lanes);
}

// Of complex numbers: the products of the real parts stand at the even places, of the imaginary
// parts at the odd ones.
template <class T>
Stored<T> ContiguousDot(const std::byte* a, const std::byte* b, int64_t n) {
  using R = RealOf<T>;
  const In<R> x = As<R>(a);
  const In<R> y = As<R>(b);
  if constexpr (kIsComplex<T>) {
    const EvenOdd<R> like = DotOf<R, false>(x, y, 2 * n);
    const EvenOdd<R> crossed = DotOf<R, true>(x, y, 2 * n);
    return {like.even - like.odd, crossed.even + crossed.odd};
  } else {
    const EvenOdd<R> sum = DotOf<R, false>(x, y, n);
    return sum.even + sum.odd;
  }
}

template <class T>
void FloatDot(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
              std::byte* out, int64_t n) {
  constexpr int64_t kSize = sizeof(T);
  if (a_stride == kSize && b_stride == kSize) {
    *As<T>(out) = ContiguousDot<T>(a, b, n);
    return;
  }
  // A block at a time beside each other.
  constexpr int64_t kBlock = 2048 / kSize;
  T x[kBlock];
  T y[kBlock];
  T total{};
  for (int64_t i = 0; i < n; i += kBlock) {
    const int64_t count = n - i < kBlock ? n - i : kBlock;
    for (int64_t j = 0; j < count; ++j) x[j] = *As<T>(a + (i + j) * a_stride);
    for (int64_t j = 0; j < count; ++j) y[j] = *As<T>(b + (i + j) * b_stride);
    total = AddValues<T>(total, ContiguousDot<T>(reinterpret_cast<const std::byte*>(x),
                                                 reinterpret_cast<const std::byte*>(y), count));
  }
  *As<T>(out) = total;
}

template <class T>
void IntegerDot(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
                std::byte* out, int64_t n) {
  *As<T>(out) = PlainDot<T>(a, a_stride, b, b_stride, n);
}

template <class... T>
void SetIntegerDots(LoopTables& tables, Types<T...>) {
  ((tables.dot[Index(kDTypeFor<T>)] = &IntegerDot<ToUnsigned<T>>), ...);
}

template <class... T>
void SetFloatDots(LoopTables& tables, Types<T...>) {
  ((tables.dot[Index(kDTypeFor<T>)] = &FloatDot<T>), ...);
}

}  // namespace

void SetDots(LoopTables& tables) {
  SetIntegerDots(tables, BoolAndInts{});
  SetFloatDots(tables, Inexact{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
