#include "tidemark/array/layout/slice.h"

#include <algorithm>

namespace tidemark::array_internal {
namespace {

// A bound counted from the end when negative, then clipped to [low, high].
int64_t ClipBound(int64_t bound, int64_t extent, int64_t low, int64_t high) {
  if (bound < 0) bound += extent;  // cannot overflow: extent is not negative
  return std::clamp(bound, low, high);
}

}  // namespace

SliceRange ResolveSlice(const Slice& slice, int64_t extent) {
  const int64_t step = std::max(slice.step().value_or(1), -INT64_MAX);
  if (step == 0) ThrowValueError("slice step cannot be zero");
  const int64_t low = step > 0 ? 0 : -1;
  const int64_t high = step > 0 ? extent : extent - 1;
  const int64_t start =
      slice.start() ? ClipBound(*slice.start(), extent, low, high) : (step > 0 ? low : high);
  const int64_t stop =
      slice.stop() ? ClipBound(*slice.stop(), extent, low, high) : (step > 0 ? high : low);
  SliceRange range{.start = start, .step = step, .count = 0};
  if (step > 0 && start < stop) range.count = (stop - start - 1) / step + 1;
  if (step < 0 && stop < start) range.count = (start - stop - 1) / -step + 1;
  if (range.count == 0) return SliceRange{};
  return range;
}

}  // namespace tidemark::array_internal
