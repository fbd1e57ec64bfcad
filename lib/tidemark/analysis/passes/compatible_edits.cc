#include "tidemark/analysis/passes/compatible_edits.h"

#include <cstddef>

#include "absl/container/flat_hash_map.h"

namespace tidemark::analysis {
namespace {

using TakenByCopy = absl::flat_hash_map<int64_t, const Edit*>;

// Whether following the taken edits upward from `edit` leads to its first conflict.
bool ReachesConflict(const Edit& edit, const TakenByCopy& taken) {
  int32_t sources = 0;
  for (int64_t parent = edit.parent; parent != 0;) {
    auto it = taken.find(parent);
    if (it == taken.end()) return false;
    if (edit.destination_written) return true;
    // A copy that shares with its twin leads there, not to its source.
    if (!it->second->with_twin && sources++ >= edit.first_conflict) return true;
    parent = it->second->parent;
  }
  return false;
}

}  // namespace

std::vector<int64_t> CompatibleEdits(absl::Span<const Edit> edits,
                                     absl::Span<const int64_t> members) {
  absl::flat_hash_map<int64_t, int64_t> sharers;  // of a buffer, among the members
  for (int64_t member : members) {
    const Edit& edit = edits[static_cast<size_t>(member)];
    if (edit.kind == EditKind::kShare) ++sharers[edit.shared];
  }
  TakenByCopy taken;
  std::vector<int64_t> compatible;
  for (int64_t member : members) {
    const Edit& edit = edits[static_cast<size_t>(member)];
    if (edit.kind == EditKind::kShare) {
      if (ReachesConflict(edit, taken)) continue;
      if (edit.destination_written && sharers[edit.shared] > 1) continue;
      taken[edit.event] = &edit;
    }
    compatible.push_back(member);
  }
  return compatible;
}

}  // namespace tidemark::analysis
