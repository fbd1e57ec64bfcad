#include "tidemark/gate/judge/change_verdict.h"

#include <algorithm>
#include <array>

#include "absl/strings/string_view.h"

namespace tidemark::gate {
namespace {

size_t RankOf(absl::string_view metric) {
  static constexpr std::array<absl::string_view, 8> kFirst = {
      "peak_bytes", "leak_bytes",  "copy_bytes",   "redundant_copy_bytes",
      "lost_reuse", "alloc_bytes", "pinned_bytes", "live_end_bytes"};
  const auto* const at = std::find(kFirst.begin(), kFirst.end(), metric);
  return static_cast<size_t>(at - kFirst.begin());
}

}  // namespace

Verdict VerdictOf(const Change& change, size_t most) {
  Verdict verdict;
  verdict.metric = change.metric;
  verdict.unit = change.unit;
  verdict.before = change.before;
  verdict.after = change.after;
  verdict.broken_down = change.broken_down;
  const size_t shown = std::min(most, change.contributions.size());
  verdict.other_delta = change.delta();
  verdict.other_places = static_cast<int64_t>(change.contributions.size() - shown);
  for (size_t i = 0; i < shown; ++i) {
    verdict.contributions.push_back(change.contributions[i]);
    verdict.other_delta -= change.contributions[i].delta();
  }
  if (!change.broken_down) verdict.other_delta = 0;
  return verdict;
}

std::vector<const Change*> ChangedInOrder(const std::vector<Change>& changes) {
  std::vector<const Change*> changed;
  for (const Change& change : changes) {
    // Places may have changed although their sum has not.
    if (change.known && (change.delta() != 0 || !change.contributions.empty())) {
      changed.push_back(&change);
    }
  }
  std::stable_sort(changed.begin(), changed.end(), [](const Change* a, const Change* b) {
    return RankOf(a->metric) < RankOf(b->metric);
  });
  return changed;
}

}  // namespace tidemark::gate
