// The places that index arrays select, one after the other: in pieces, as distances within the
// indexed array beside those within another operand.
//
// Used by select and assign_selected; needs no memory but the stack, however many places there are.
//
// Ownership: borrows the resolved selector. Threading: as the arrays.
#ifndef TIDEMARK_ARRAY_INDEXING_POSITION_LOOP_INTERNAL_H_
#define TIDEMARK_ARRAY_INDEXING_POSITION_LOOP_INTERNAL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/array/core/dims.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/resolved_selector_internal.h"
#include "tidemark/array/kernels/kernels.h"

namespace tidemark::array_internal {

class PositionLoop {
 public:
  // Over the index's axes in `order` (outermost first); `other` are the strides of the other
  // operand along these axes. The positions are within bounds.
  PositionLoop(const ResolvedSelector& selector, const Dims& order, const Dims& other,
               int64_t item_size);

  // What the distances in the indexed array are counted in.
  int64_t unit() const { return unit_; }

  // For an assignment: of the positions along axes that only repeat them only the last is visited.
  void VisitLast();

  // All places at once, if they are positions of int64 that lie side by side, and those of the
  // other operand are equally spaced. No positions if not.
  struct Run {
    const int64_t* positions = nullptr;
    int64_t extent = 0;  // what negative ones are counted from
    int64_t stride = 0;  // bytes from one position to the next
    int64_t other = 0;   // the distance of the first place in the other operand, and the step
    int64_t other_step = 0;
    int64_t count = 0;
  };
  Run OnlyRun() const;

  // body(distances, distances in the other operand in bytes, n), for n up to kChunk.
  template <class Body>
  void ForEachChunk(Body&& body) const {
    for (const int64_t extent : extents_) {
      if (extent == 0) return;
    }
    int64_t at[kChunk];
    int64_t other[kChunk];
    int64_t filled = 0;
    ForEachRun([&](const std::byte* const* data, int64_t distance, int64_t n) {
      for (int64_t done = 0; done < n;) {
        const int64_t count = std::min(n - done, kChunk - filled);
        Fill(data, distance, done, count, at + filled, other + filled);
        filled += count;
        done += count;
        if (filled < kChunk) continue;
        body(static_cast<const int64_t*>(at), static_cast<const int64_t*>(other), filled);
        filled = 0;
      }
    });
    if (filled != 0) {
      body(static_cast<const int64_t*>(at), static_cast<const int64_t*>(other), filled);
    }
  }

 private:
  struct IndexArray {
    const std::byte* data = nullptr;
    Dims strides;
    kernels::UnaryLoop convert = nullptr;  // null for int64
    int64_t extent = 0;
    int64_t scale = 0;  // units from one position to the next
  };

  // body(data, distance, n) for each run along the last axis.
  template <class Body>
  void ForEachRun(Body&& body) const {
    std::vector<const std::byte*> data;
    for (const IndexArray& array : arrays_) data.push_back(array.data);
    int64_t distance = start_;
    const int outer = extents_.size() - 1;
    if (outer < 0) return body(data.data(), distance, int64_t{1});
    Dims index = Dims::Filled(outer, 0);
    const auto advance = [&](int axis, int64_t steps) {
      for (size_t k = 0; k < arrays_.size(); ++k) data[k] += arrays_[k].strides[axis] * steps;
      distance += other_[axis] * steps;
    };
    while (true) {
      body(static_cast<const std::byte* const*>(data.data()), distance, extents_[outer]);
      int axis = outer - 1;
      while (axis >= 0 && ++index[axis] == extents_[axis]) {
        advance(axis, 1 - extents_[axis]);
        index[axis--] = 0;
      }
      if (axis < 0) return;
      advance(axis, 1);
    }
  }

  void Fill(const std::byte* const* data, int64_t distance, int64_t first, int64_t count,
            int64_t* at, int64_t* other) const;
  bool RunsOn(int outer, int inner) const;
  void DropAxis(int axis);
  void Coalesce();

  Dims extents_;
  std::vector<IndexArray> arrays_;
  Dims other_;
  int64_t start_ = 0;
  int64_t unit_ = 1;
};

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_INDEXING_POSITION_LOOP_INTERNAL_H_
