// Whether arrays share memory: by their bounds (fast, may say yes wrongly) and exactly.
//
// Called by users, and by every operation whose output may overlap its inputs.
//
// The exact question, whether two strided sets of bytes have one in common, is a linear Diophantine
// equation with bounded unknowns: sum of stride[i] * index[i], equal on both sides, the bytes of an
// item being one more axis of stride 1. It is NP-complete in the number of axes and quick for the
// arrays that occur; `max_work` bounds the number of candidates tried. NumPy: numpy.shares_memory,
// numpy.may_share_memory; an array without elements shares memory with nothing.
//
// Errors: TooHardError when max_work was not enough. Threading: pure functions.
//
//   shares_memory(a[{Slice().by(2)}], a[{Slice(1, {}, 2)}]);  // false: even and odd elements
#ifndef TIDEMARK_ARRAY_LAYOUT_OVERLAP_H_
#define TIDEMARK_ARRAY_LAYOUT_OVERLAP_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "tidemark/array/core/any_array.h"

namespace tidemark {

// The half-open range of addresses [low, high) that the array's elements lie in.
struct ByteBounds {
  const std::byte* low = nullptr;
  const std::byte* high = nullptr;
};

// For an array without elements, low == high.
ByteBounds byte_bounds(const AnyArray& a);

// True when the bounds of the two overlap.
bool may_share_memory(const AnyArray& a, const AnyArray& b);

inline constexpr int64_t kUnlimitedWork = -1;

// True when some byte belongs to both. max_work 0 compares only bounds.
bool shares_memory(const AnyArray& a, const AnyArray& b, int64_t max_work = kUnlimitedWork);

// True when two different indices of `a` lie on a common byte.
bool has_internal_overlap(const AnyArray& a, int64_t max_work = kUnlimitedWork);

namespace array_internal {

// A strided set of bytes; strides as long as shape.
struct StridedBytes {
  const std::byte* data = nullptr;
  std::span<const int64_t> shape;
  std::span<const int64_t> strides;
  int64_t item_size = 1;
};

enum class OverlapVerdict : uint8_t { kNo, kYes, kTooHard };

// True when going up in each axis leaves everything behind that the smaller axes can reach; then
// different indices lie on different bytes, in the order of the axes' strides.
bool IsNested(const StridedBytes& a) noexcept;

ByteBounds BoundsOf(const StridedBytes& a) noexcept;
OverlapVerdict SharesBytes(const StridedBytes& a, const StridedBytes& b, int64_t max_work) noexcept;
OverlapVerdict OverlapsItself(const StridedBytes& a, int64_t max_work) noexcept;

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_LAYOUT_OVERLAP_H_
