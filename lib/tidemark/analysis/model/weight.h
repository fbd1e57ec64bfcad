// The weight of a sampled allocation: how many allocations of the program it represents.
//
// Where the recorder took samples of the heap (capture.sample_bytes in the head of the trace),
// every byte that was allocated had the same chance, one in the mean, to make its allocation a
// sample. An allocation of s bytes was recorded with probability p = 1 - exp(-s / mean) and has the
// weight 1 / p: weighted sums are unbiased estimates of the sums over all allocations. All else,
// arrays above all, is recorded in full and has the weight 1.
//
// Made by both passes from the head and each alloc; consumed by whatever sums up.
//
// Units: weights are multiples of 2^-20, so that sums of them are exact, whatever their order, and
//   are zero again when all is freed. Weights are clamped to kHeaviest.
// Threading: immutable once the head was seen.
//
//   SampleScale scale;
//   scale.OnHead(head);
//   const Weight weight = scale.Of(alloc);
//   live_bytes += Weighted(alloc.bytes, weight);
#ifndef TIDEMARK_ANALYSIS_MODEL_WEIGHT_H_
#define TIDEMARK_ANALYSIS_MODEL_WEIGHT_H_

#include <cstdint>

#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

using Weight = int64_t;
inline constexpr Weight kOneWhole = Weight{1} << 20;
inline constexpr Weight kHeaviest = Weight{1} << 62;

// Bytes times weight, rounded to the nearest.
inline WideSum Weighted(int64_t bytes, Weight weight) {
  if (weight == kOneWhole) return bytes;
  return (WideSum(bytes) * weight + kOneWhole / 2) / kOneWhole;
}

// A sum of weights as a count, rounded to the nearest.
inline int64_t NarrowCount(WideSum weights) {
  return Narrow((weights + kOneWhole / 2) / kOneWhole);
}

// The variance that a sample adds to a sum of Weighted() bytes; the unbiased estimate is
// (1 - p) / p^2 for each byte squared.
inline double VarianceOf(int64_t bytes, Weight weight) {
  const double stands_for = static_cast<double>(weight) / static_cast<double>(kOneWhole);
  const auto size = static_cast<double>(bytes);
  return size * size * stands_for * (stands_for - 1);
}

class SampleScale {
 public:
  void OnHead(const trace::TraceHead& head);

  // Bytes between samples; 0: all was recorded.
  int64_t mean() const { return mean_; }
  // Whether the allocation is one of samples, so that others like it were left out.
  bool Sampled(const trace::Alloc& alloc) const { return mean_ > 0 && alloc.kind == "heap"; }
  Weight Of(const trace::Alloc& alloc) const {
    return Sampled(alloc) ? OfSample(alloc.bytes) : kOneWhole;
  }

 private:
  Weight OfSample(int64_t bytes) const;

  int64_t mean_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_WEIGHT_H_
