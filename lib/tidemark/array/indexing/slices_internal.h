// The slices of an array that a statistic is taken of: for each index of the axes that stay, all
// elements along the axes that go, gathered to contiguous memory one slice after the other.
//
// Used by median and the quantiles, plain and without NaN.
//
//   const Slices slices(view, axes);
//   slices.ForEach(result, result_strides, [&](const std::byte* slice, std::byte* to) {
//     slices.Gather(slice, line.data());
//   });
#ifndef TIDEMARK_ARRAY_INDEXING_SLICES_INTERNAL_H_
#define TIDEMARK_ARRAY_INDEXING_SLICES_INTERNAL_H_

#include <optional>

#include "tidemark/array/layout/loop_plan_internal.h"

namespace tidemark::array_internal {

class Slices {
 public:
  // No axes: all. Throws for axes that do not exist or are repeated; unlike the sums, an array of
  // no axes has no axis 0.
  Slices(const View& view, const std::optional<Dims>& axes);

  int64_t count() const { return count_; }  // elements in a slice
  const Dims& kept() const { return kept_; }
  int64_t results() const { return results_; }

  // The shape of the results, and the strides of results that are `item` bytes: C order, and the
  // order in which the axes that stay lie in the array (NumPy's for median). Axes that are kept
  // with extent 1 have stride 0, as those that NumPy adds by indexing.
  Dims ResultShape(KeepDims keepdims) const;
  Dims CStridesOf(int64_t item, KeepDims keepdims) const;
  Dims KeptOrderStrides(int64_t item, KeepDims keepdims) const;

  // A copy of one slice, in no particular order of its elements unless one axis goes or all do.
  void Gather(const std::byte* slice, std::byte* line) const;

  // body(slice, where its result goes) for results with `strides` (along all axes of kept()).
  template <class Body>
  void ForEach(std::byte* result, const Dims& strides, Body&& body) const {
    const LoopPlan plan(kept_, {{result, strides.data()}, {data_, kept_strides_.data()}});
    plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
      for (int64_t i = 0; i < n; ++i) body(data[1] + i * steps[1], data[0] + i * steps[0]);
    });
  }

 private:
  Dims WithAxes(const Dims& of_kept, int64_t filler, KeepDims keepdims) const;

  const View& view_;
  std::byte* data_;
  bool reduced_[kMaxDims] = {};
  Dims kept_;
  Dims kept_strides_;
  Dims gone_;
  Dims gone_strides_;
  int64_t count_ = 1;
  int64_t results_ = 1;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_INDEXING_SLICES_INTERNAL_H_
