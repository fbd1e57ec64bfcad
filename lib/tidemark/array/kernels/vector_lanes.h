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

// Joins lane j with lane j + half until `kept` lanes are left.
template <class R, class Join>
void JoinLanes(R* lanes, int kept, Join join) {
  for (int half = kLanes<R> / 2; half >= kept; half /= 2) {
    for (int j = 0; j < half; ++j) lanes[j] = join(lanes[j], lanes[j + half]);
  }
}

// lanes[j] = x[j] + x[j + kLanes] + ...; n of any size.
template <class R>
void SumToLanes(In<R> x, int64_t n, R* lanes) {
  constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  constexpr int kVectors = kLanes<R> / kWidth;
  Vector<R> sums[kVectors] = {};
  int64_t i = 0;
  for (; i + kLanes<R> <= n; i += kLanes<R>) {
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) sums[v] += LoadVector<R>(x + i + v * kWidth);
  }
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) StoreVector<R>(lanes + v * kWidth, sums[v]);
  for (int64_t j = 0; i + j < n; ++j) lanes[j] += x[i + j];
}

// Two sums: of the elements at even places and of those at odd places.
template <class R>
struct EvenOdd {
  R even;
  R odd;
};

// Pairwise: blocks are summed in lanes, and blocks are joined as a balanced tree.
template <class R>
EvenOdd<R> PairwiseSum(In<R> x, int64_t n) {
  constexpr int64_t kBlock = 32 * kLanes<R>;
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
  if (n <= kBlock) {
    R lanes[kLanes<R>];
    SumToLanes<R>(x, n, lanes);
    JoinLanes(lanes, 2, [](R a, R b) { return a + b; });
    return {lanes[0], lanes[1]};
  }
  const int64_t half = (n / 2 + kLanes<R> - 1) / kLanes<R> * kLanes<R>;
  const EvenOdd<R> first = PairwiseSum<R>(x, half);
  const EvenOdd<R> second = PairwiseSum<R>(x + half, n - half);
  return {first.even + second.even, first.odd + second.odd};
}

// The smallest (largest) of n > 0 floats; NaN if one of them is.
template <class R, bool kLargest>
R ExtremeOf(In<R> x, int64_t n) {
  constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(R));
  constexpr int kVectors = 4;
  const auto better = [](R a, R b) {
    return kLargest ? MaximumValues<R>(a, b) : MinimumValues<R>(a, b);
  };
  R best = x[0];
  int64_t i = 0;
  if (n >= kVectors * kWidth) {
    Vector<R> bests[kVectors];
    VectorMask<R> nan[kVectors] = {};
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) bests[v] = LoadVector<R>(x + v * kWidth);
    for (; i + kVectors * kWidth <= n; i += kVectors * kWidth) {
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) {
        const Vector<R> value = LoadVector<R>(x + i + v * kWidth);
        const VectorMask<R> take = kLargest ? value > bests[v] : value < bests[v];
        bests[v] = take ? value : bests[v];
        nan[v] |= value != value;
      }
    }
    const VectorMask<R> any = (nan[0] | nan[1]) | (nan[2] | nan[3]);
    for (int j = 0; j < kWidth; ++j) {
      if (any[j] != 0) return static_cast<R>(__builtin_nan(""));
    }
    for (int v = 0; v < kVectors; ++v) {
      for (int j = 0; j < kWidth; ++j) best = better(best, bests[v][j]);
    }
  }
  for (; i < n; ++i) best = better(best, x[i]);
  return best;
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA

#endif  // TIDEMARK_ARRAY_KERNELS_VECTOR_LANES_H_
