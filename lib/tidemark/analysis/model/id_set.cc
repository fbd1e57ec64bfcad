#include "tidemark/analysis/model/id_set.h"

#include <iterator>

#include "absl/container/btree_map.h"

namespace tidemark::analysis {

// Closed intervals, none touching another.
struct IdSet::Intervals {
  absl::btree_map<int64_t, int64_t> last_by_first;
};

IdSet::IdSet() : intervals_(std::make_unique<Intervals>()) {}
IdSet::~IdSet() = default;

size_t IdSet::intervals() const { return intervals_->last_by_first.size(); }

void IdSet::Insert(int64_t id) {
  absl::btree_map<int64_t, int64_t>& last_by_first = intervals_->last_by_first;
  auto after = last_by_first.upper_bound(id);
  const bool joins_after =
      after != last_by_first.end() && id != INT64_MAX && after->first == id + 1;
  if (after != last_by_first.begin()) {
    auto before = std::prev(after);
    if (before->second >= id) return;
    if (before->second == id - 1) {
      before->second = joins_after ? after->second : id;
      if (joins_after) last_by_first.erase(after);
      return;
    }
  }
  if (joins_after) {
    const int64_t last = after->second;
    last_by_first.erase(after);
    last_by_first.emplace(id, last);
    return;
  }
  if (last_by_first.size() < kMaxIntervals) last_by_first.emplace(id, id);
}

bool IdSet::Contains(int64_t id) const {
  const absl::btree_map<int64_t, int64_t>& last_by_first = intervals_->last_by_first;
  auto after = last_by_first.upper_bound(id);
  return after != last_by_first.begin() && std::prev(after)->second >= id;
}

}  // namespace tidemark::analysis
