#include "tidemark/analysis/what_if/compatible_edits.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace tidemark::analysis {
namespace {

// Decides for one set of edits after the other; all of them, or those of one finding.
class Selection {
 public:
  explicit Selection(absl::Span<const Edit> edits) {
    for (const Edit& edit : edits) {
      if (edit.kind != EditKind::kShare) continue;
      if (edit.parent != 0) parents_.insert(edit.parent);
      if (edit.destination_written) exclusive_.insert(edit.shared);
      if (edit.in_place) overwritten_.insert(edit.shared);
    }
  }

  // Every edit that will be asked about is announced first. `set` identifies the set.
  void Announce(int32_t set, const Edit& edit) {
    if (edit.kind == EditKind::kShare && exclusive_.contains(edit.shared)) {
      ++sharers_[{set, edit.shared}];
    }
  }

  bool Take(int32_t set, const Edit& edit) {
    if (edit.kind != EditKind::kShare) return true;
    if (ReachesConflict(set, edit)) return false;
    if (edit.destination_written && sharers_[{set, edit.shared}] > 1) return false;
    if (edit.in_place) return !copied_.contains({set, edit.shared});
    if (overwritten_.contains(edit.buffer)) copied_.insert({set, edit.buffer});
    if (parents_.contains(edit.event)) taken_[{set, edit.event}] = &edit;
    return true;
  }

 private:
  // Whether following the taken edits upward from `edit` leads to its first conflict.
  bool ReachesConflict(int32_t set, const Edit& edit) const {
    int32_t sources = 0;
    for (int64_t parent = edit.parent; parent != 0;) {
      auto it = taken_.find({set, parent});
      if (it == taken_.end()) return false;
      if (edit.destination_written) return true;
      // A copy that shares with its twin leads there, not to its source.
      if (it->second->skips_one) ++sources;
      if (!it->second->with_twin && sources++ >= edit.first_conflict) return true;
      parent = it->second->parent;
    }
    return false;
  }

  absl::flat_hash_set<int64_t> parents_;      // copies that others lead up to
  absl::flat_hash_set<int64_t> overwritten_;  // by operations in place
  absl::flat_hash_set<std::pair<int32_t, int64_t>>
      copied_;                              // of these, destinations of taken edits
  absl::flat_hash_set<int64_t> exclusive_;  // buffers that must not be shared with others
  absl::flat_hash_map<std::pair<int32_t, int64_t>, int64_t> sharers_;
  absl::flat_hash_map<std::pair<int32_t, int64_t>, const Edit*> taken_;
};

}  // namespace

void MarkCompatible(absl::Span<Edit> edits) {
  constexpr int32_t kAll = -1;
  Selection selection(edits);
  for (const Edit& edit : edits) {
    selection.Announce(kAll, edit);
    selection.Announce(edit.finding, edit);
  }
  for (Edit& edit : edits) {
    edit.taken_with_all = selection.Take(kAll, edit);
    edit.taken_alone = selection.Take(edit.finding, edit);
  }
}

}  // namespace tidemark::analysis
