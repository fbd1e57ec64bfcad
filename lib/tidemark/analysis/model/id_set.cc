#include "tidemark/analysis/model/id_set.h"

#include <iterator>

namespace tidemark::analysis {

void IdSet::Insert(int64_t id) {
  auto after = last_by_first_.upper_bound(id);
  const bool joins_after =
      after != last_by_first_.end() && id != INT64_MAX && after->first == id + 1;
  if (after != last_by_first_.begin()) {
    auto before = std::prev(after);
    if (before->second >= id) return;
    if (before->second == id - 1) {
      before->second = joins_after ? after->second : id;
      if (joins_after) last_by_first_.erase(after);
      return;
    }
  }
  if (joins_after) {
    const int64_t last = after->second;
    last_by_first_.erase(after);
    last_by_first_.emplace(id, last);
    return;
  }
  if (last_by_first_.size() < kMaxIntervals) last_by_first_.emplace(id, id);
}

bool IdSet::Contains(int64_t id) const {
  auto after = last_by_first_.upper_bound(id);
  return after != last_by_first_.begin() && std::prev(after)->second >= id;
}

}  // namespace tidemark::analysis
