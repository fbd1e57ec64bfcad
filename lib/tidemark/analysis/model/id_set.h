// A set of the ids that a trace has used, as intervals: distinguishes ended ids from unknown ones.
//
// Filled by the passes with every id that begins; asked when an id that is not live turns up.
//
// Memory: O(gaps between ids), not O(ids): a recorder that numbers upward needs one interval. After
//   kMaxIntervals further ids that touch no interval are forgotten, so that a hostile trace cannot
//   fill memory; a forgotten id counts as unknown.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_ID_SET_H_
#define TIDEMARK_ANALYSIS_MODEL_ID_SET_H_

#include <cstddef>
#include <cstdint>
#include <memory>

namespace tidemark::analysis {

class IdSet {
 public:
  static constexpr size_t kMaxIntervals = size_t{1} << 20;

  IdSet();
  ~IdSet();
  IdSet(const IdSet&) = delete;
  IdSet& operator=(const IdSet&) = delete;

  void Insert(int64_t id);
  bool Contains(int64_t id) const;
  size_t intervals() const;

 private:
  struct Intervals;
  std::unique_ptr<Intervals> intervals_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_ID_SET_H_
