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

void SetChange(const Change& change, size_t most, Verdict* verdict) {
  verdict->metric = change.metric;
  verdict->unit = change.unit;
  verdict->before = change.before;
  verdict->after = change.after;
  verdict->broken_down = change.broken_down;
  const size_t shown = std::min(most, change.contributions.size());
  verdict->contributions.assign(change.contributions.begin(),
                                change.contributions.begin() + static_cast<ptrdiff_t>(shown));
  verdict->other_places = static_cast<int64_t>(change.contributions.size() - shown);
  verdict->other_delta = change.broken_down ? change.delta() : 0;
  for (const Contribution& part : verdict->contributions) verdict->other_delta -= part.delta();
}

Verdict VerdictOf(const Change& change, size_t most) {
  Verdict verdict;
  SetChange(change, most, &verdict);
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
