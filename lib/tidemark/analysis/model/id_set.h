// A set of the ids that a trace has used, as intervals: it tells "ended" from "never heard of".
//
// Filled by the passes with every id that begins; asked when an id that is not live turns up.
//
// Memory: O(gaps between ids), not O(ids): a recorder that numbers upward needs one interval. After
//   kMaxIntervals further ids that touch no interval are forgotten, so that a hostile trace cannot
//   fill memory; a forgotten id counts as never heard of.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_ID_SET_H_
#define TIDEMARK_ANALYSIS_MODEL_ID_SET_H_

#include <cstddef>
#include <cstdint>

#include "absl/container/btree_map.h"

namespace tidemark::analysis {

class IdSet {
 public:
  static constexpr size_t kMaxIntervals = size_t{1} << 20;

  void Insert(int64_t id);
  bool Contains(int64_t id) const;
  size_t intervals() const { return last_by_first_.size(); }

 private:
  absl::btree_map<int64_t, int64_t> last_by_first_;  // closed intervals, none touching another
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_ID_SET_H_
