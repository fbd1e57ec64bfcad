// Folding of contiguous floats in many lanes at a time.
//
// The number of lanes and the order in which they are joined do not depend on the instruction set,
// so neither does the result. Compilers do not vectorise floating reductions by themselves (it
// changes the order), hence the vector types here.
#ifndef TIDEMARK_ARRAY_KERNELS_VECTOR_LANES_H_
#define TIDEMARK_ARRAY_KERNELS_VECTOR_LANES_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/array/kernels/element.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
#else
inline constexpr int kVectorBytes = 16;
#endif

namespace internal {
template <class R>
struct VectorOf;
template <>
struct VectorOf<float> {
  typedef float Type __attribute__((vector_size(kVectorBytes)));
  typedef float Loaded __attribute__((vector_size(kVectorBytes), aligned(4), may_alias));
  typedef int32_t Mask __attribute__((vector_size(kVectorBytes)));
};
template <>
struct VectorOf<double> {
  typedef double Type __attribute__((vector_size(kVectorBytes)));
  typedef double Loaded __attribute__((vector_size(kVectorBytes), aligned(8), may_alias));
  typedef int64_t Mask __attribute__((vector_size(kVectorBytes)));
};
}  // namespace internal

template <class R>
using Vector = typename internal::VectorOf<R>::Type;
template <class R>
using VectorMask = typename internal::VectorOf<R>::Mask;

template <class R>
Vector<R> LoadVector(In<R> p) {
  return *reinterpret_cast<const typename internal::VectorOf<R>::Loaded*>(p);
}

template <class R>
void StoreVector(R* p, Vector<R> value) {
  *reinterpret_cast<typename internal::VectorOf<R>::Loaded*>(p) = value;
}

// 256 bytes of lanes: enough independent chains of additions to hide their latency.
template <class R>
inline constexpr int kLanes = 256 / static_cast<int>(sizeof(R));

// Lanes of few elements: fewer to join at the end.
template <class R>
inline constexpr int kFewLanes = kLanes<R> / 2;
template <class R>
inline constexpr int64_t kFewElements = 8 * kFewLanes<R>;

// The first `count` elements of a vector, the others 0.
template <class R>
[[gnu::noinline]] Vector<R> LoadPart(In<R> x, int64_t count) {
  constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  R part[kWidth];
  for (int j = 0; j < kWidth; ++j) part[j] = j < count ? x[j] : R{0};
  return LoadVector<R>(part);
}

// kCount lanes in as many vectors as they need.
template <class R, int kCount>
struct Lanes {
  static constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  static constexpr int kVectors = kCount / kWidth;
  Vector<R> vectors[kVectors];
};

// lane j = x[j] + x[j + kCount] + ...; n of any size.
template <class R, int kCount>
[[gnu::always_inline]] inline Lanes<R, kCount> SumToLanes(In<R> x, int64_t n) {
  using L = Lanes<R, kCount>;
  Vector<R> sums[L::kVectors] = {};
  int64_t i = 0;
  for (; i + kCount <= n; i += kCount) {
#pragma GCC unroll 16
    for (int v = 0; v < L::kVectors; ++v) sums[v] += LoadVector<R>(x + i + v * L::kWidth);
  }
  // Less than one of each lane is left.
#pragma GCC unroll 16
  for (int v = 0; v < L::kVectors; ++v) {
    if (i + L::kWidth <= n) {
      sums[v] += LoadVector<R>(x + i);
      i += L::kWidth;
    } else if (i < n) {
      sums[v] += LoadPart<R>(x + i, n - i);
      i = n;
    }
  }
  L lanes;
#pragma GCC unroll 16
  for (int v = 0; v < L::kVectors; ++v) lanes.vectors[v] = sums[v];
  return lanes;
}

// Two sums: of the elements at even places and of those at odd places.
template <class R>
struct EvenOdd {
  R even;
  R odd;
};

// Joins lane j with lane j + half for ever smaller halves.
template <class R, int kCount>
[[gnu::always_inline]] inline EvenOdd<R> JoinLanes(const Lanes<R, kCount>& lanes) {
  using L = Lanes<R, kCount>;
  Vector<R> sums[L::kVectors];
#pragma GCC unroll 16
  for (int v = 0; v < L::kVectors; ++v) sums[v] = lanes.vectors[v];
#pragma GCC unroll 16
  for (int half = L::kVectors / 2; half > 0; half /= 2) {
#pragma GCC unroll 16
    for (int v = 0; v < half; ++v) sums[v] += sums[v + half];
  }
  R last[L::kWidth];
  StoreVector<R>(last, sums[0]);
#pragma GCC unroll 16
  for (int half = L::kWidth / 2; half >= 2; half /= 2) {
#pragma GCC unroll 16
    for (int j = 0; j < half; ++j) last[j] += last[j + half];
  }
  return {last[0], last[1]};
}

// Blocks are summed in lanes, and the lanes of blocks are joined as a balanced tree.
template <class R>
Lanes<R, kLanes<R>> PairwiseLanes(In<R> x, int64_t n) {
  constexpr int64_t kBlock = 32 * kLanes<R>;
  if (n <= kBlock) return SumToLanes<R, kLanes<R>>(x, n);
  const int64_t half = (n / 2 + kLanes<R> - 1) / kLanes<R> * kLanes<R>;
  Lanes<R, kLanes<R>> sum = PairwiseLanes<R>(x, half);
  const Lanes<R, kLanes<R>> second = PairwiseLanes<R>(x + half, n - half);
  for (int v = 0; v < sum.kVectors; ++v) sum.vectors[v] += second.vectors[v];
  return sum;
}

template <class R>
EvenOdd<R> PairwiseSum(In<R> x, int64_t n) {
  if (n < 16) {
    EvenOdd<R> sum = {0, 0};
    int64_t i = 0;
    for (; i + 2 <= n; i += 2) {
      sum.even += x[i];
      sum.odd += x[i + 1];
    }
    if (i < n) sum.even += x[i];
    return sum;
  }
  if (n <= kFewElements<R>) {
    return JoinLanes(SumToLanes<R, kFewLanes<R>>(x, n));
  }
  return JoinLanes(PairwiseLanes<R>(x, n));
}

// The smallest (largest) of n > 0 floats; NaN if one of them is.
template <class R, bool kLargest>
R ExtremeOf(In<R> x, int64_t n) {
  constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  constexpr int kVectors = 4;
  const auto better = [](R a, R b) {
    return kLargest ? MaximumValues<R>(a, b) : MinimumValues<R>(a, b);
  };
  if (n < kWidth) {
    R best = x[0];
    for (int64_t i = 1; i < n; ++i) best = better(best, x[i]);
    return best;
  }
  Vector<R> bests[kVectors];
  VectorMask<R> nans[kVectors] = {};
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) bests[v] = LoadVector<R>(x);
  const auto look = [&bests, &nans ](int v, Vector<R> value) __attribute__((always_inline)) {
    const VectorMask<R> take = kLargest ? value > bests[v] : value < bests[v];
    bests[v] = take ? value : bests[v];
    nans[v] |= value != value;
  };
  int64_t i = 0;
  constexpr int64_t kStep = int64_t{kVectors} * kWidth;
  for (; i + kStep <= n; i += kStep) {
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) look(v, LoadVector<R>(x + i + v * kWidth));
  }
  for (; i + kWidth <= n; i += kWidth) look(0, LoadVector<R>(x + i));
  // The last vector once more, or what is left of it: that does no harm.
  look(0, LoadVector<R>(x + n - kWidth));
#pragma GCC unroll 16
  for (int v = 1; v < kVectors; ++v) {
    look(0, bests[v]);
    nans[0] |= nans[v];
  }
  R last[kWidth];
  StoreVector<R>(last, nans[0] ? static_cast<R>(__builtin_nan("")) - Vector<R>{} : bests[0]);
#pragma GCC unroll 16
  for (int half = kWidth / 2; half > 0; half /= 2) {
#pragma GCC unroll 16
    for (int j = 0; j < half; ++j) last[j] = better(last[j], last[j + half]);
  }
  return last[0];
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_VECTOR_LANES_H_
