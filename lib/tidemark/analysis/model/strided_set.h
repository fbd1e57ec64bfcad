// Exactly how many distinct bytes a set of strided views addresses.
//
// Asked by the rule pinned-base: what would be left of a buffer if only its live views were kept?
//
// A StridedSet is the bytes of one view: runs of `run` bytes at offset + sum of index * stride, for
// all indices below the extents. Make() brings it to a normal form: strides positive, ascending and
// without axes that only continue a run, so that a contiguous view of any rank is one run.
//
// CountDistinctBytes() takes the largest stride of all sets as a row length, cuts every set at the
// rows, and adds up, for each range of rows in which the same sets take part, the rows times the
// count within one row (the same problem with one axis less). So slices of one array cost little,
// however many elements they have. Sets without a common stride have to be cut into many pieces,
// each a step of work; there is no answer when the work allowed does not suffice.
//
// Units: bytes. Threading: free functions on values.
//
//   auto left = StridedSet::Make(0, {1000, 4}, {64, 8}, 8, 64000);
//   int64_t work = 1 << 20;
//   CountDistinctBytes({*left}, &work);  // 32000
#ifndef TIDEMARK_ANALYSIS_MODEL_STRIDED_SET_H_
#define TIDEMARK_ANALYSIS_MODEL_STRIDED_SET_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace tidemark::analysis {

struct StridedSet {
  struct Axis {
    int64_t extent = 1;  // at least 2 in the normal form
    int64_t stride = 0;  // positive
    friend bool operator==(const Axis&, const Axis&) = default;
  };
  int64_t offset = 0;           // of the lowest byte
  int64_t run = 0;              // contiguous bytes; 0 means the empty set
  std::vector<Axis> axes = {};  // smallest stride first

  // The bytes of a view, in normal form. nullopt where the view leaves [0, buffer_bytes), where
  // shape and strides differ in rank, or a number is negative that must not be.
  static std::optional<StridedSet> Make(int64_t offset, absl::Span<const int64_t> shape,
                                        absl::Span<const int64_t> strides, int64_t item_bytes,
                                        int64_t buffer_bytes);

  bool empty() const { return run == 0; }
  // One past the highest byte, less the offset.
  int64_t span() const;
  // Of the bytes, each counted as often as it is addressed: never below the distinct bytes.
  int64_t AddressedBytes() const;
};

// The size of the union. Takes the steps that it needs from `work_left`; nullopt when they do not
// suffice.
std::optional<int64_t> CountDistinctBytes(std::vector<StridedSet> sets, int64_t* work_left);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_STRIDED_SET_H_
