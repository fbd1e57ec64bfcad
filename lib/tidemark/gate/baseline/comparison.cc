#include "tidemark/gate/baseline/comparison.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

using analysis::WideSum;

constexpr absl::string_view kLostReuse = "lost_reuse";

bool IsWhole(const Selection& selection) {
  return selection.scope.empty() && selection.site.empty();
}

bool IsSelected(const MatchedRow& row, const Selection& selection) {
  if (!selection.scope.empty() && !IsWithin(row.key.scope, selection.scope)) return false;
  if (selection.site.empty()) return true;
  if (SiteMatches(selection.site, row.site)) return true;
  // As a baseline has it, where the trace has the machine's path.
  return SiteMatches(selection.site, {.file = row.key.file,
                                      .line = row.site.line,
                                      .function = row.key.function,
                                      .label = row.key.label});
}

Contribution ContributionOf(const MatchedRow& row, int64_t before, int64_t after) {
  Contribution part;
  part.site = row.site;
  part.scope = row.key.scope;
  part.kind = row.key.kind;
  part.dtype = row.key.dtype;
  part.before = before;
  part.after = after;
  part.note = row.note;
  return part;
}

uint64_t Distance(const Contribution& part) {
  return part.after > part.before
             ? static_cast<uint64_t>(part.after) - static_cast<uint64_t>(part.before)
             : static_cast<uint64_t>(part.before) - static_cast<uint64_t>(part.after);
}

void SortParts(std::vector<Contribution>* parts) {
  std::sort(parts->begin(), parts->end(), [](const Contribution& a, const Contribution& b) {
    const uint64_t of_a = Distance(a);
    const uint64_t of_b = Distance(b);
    return std::tie(of_b, a.site, a.scope, a.kind, a.dtype, a.note) <
           std::tie(of_a, b.site, b.scope, b.kind, b.dtype, b.note);
  });
}

// What the rows do not explain.
void AddRest(Change* change) {
  WideSum rest = WideSum(change->after) - change->before;
  for (const Contribution& part : change->contributions) rest -= WideSum(part.after) - part.before;
  if (rest == 0) return;
  Contribution part;
  part.before = rest < 0 ? analysis::Narrow(-rest) : 0;
  part.after = rest > 0 ? analysis::Narrow(rest) : 0;
  part.note = "not known by place";
  change->contributions.push_back(std::move(part));
}

int64_t ScopePeakOf(const Baseline& baseline, const std::string& scope) {
  for (const ScopePeak& entry : baseline.scopes) {
    if (entry.path == scope) return entry.peak_bytes;
  }
  return 0;
}

void ChangeOfSum(const Comparison& comparison, size_t figure, const Selection& selection,
                 Change* change) {
  WideSum before = 0;
  WideSum after = 0;
  for (const MatchedRow& row : comparison.rows) {
    if (!IsSelected(row, selection)) continue;
    before += row.before[figure];
    after += row.after[figure];
    if (row.before[figure] == row.after[figure]) continue;
    change->contributions.push_back(ContributionOf(row, row.before[figure], row.after[figure]));
  }
  const bool whole = IsWhole(selection);
  change->before = whole ? comparison.base.totals[figure] : analysis::Narrow(before);
  change->after = whole ? comparison.now.totals[figure] : analysis::Narrow(after);
  AddRest(change);
}

// The one contribution is at the place that has the largest now, or that had it.
void ChangeOfLargest(const Comparison& comparison, size_t figure, const Selection& selection,
                     Change* change) {
  const MatchedRow* had = nullptr;
  const MatchedRow* has = nullptr;
  for (const MatchedRow& row : comparison.rows) {
    if (!IsSelected(row, selection)) continue;
    if (had == nullptr || row.before[figure] > had->before[figure]) had = &row;
    if (has == nullptr || row.after[figure] > has->after[figure]) has = &row;
  }
  const bool whole = IsWhole(selection);
  change->before = whole            ? comparison.base.totals[figure]
                   : had != nullptr ? had->before[figure]
                                    : 0;
  change->after = whole ? comparison.now.totals[figure] : has != nullptr ? has->after[figure] : 0;
  if (change->delta() == 0) return;
  const MatchedRow* const shown = change->delta() > 0 ? has : had;
  if (shown == nullptr) return AddRest(change);
  change->contributions.push_back(ContributionOf(*shown, change->before, change->after));
}

int64_t LostReuse(const MatchedRow& row, size_t ops, size_t reused) {
  // Of the small places the sum tells as much as a place does: only operations have these figures.
  if (row.match != Match::kOthers && !absl::StartsWith(row.key.kind, "op:")) return 0;
  const int64_t fewer = row.before[reused] - row.after[reused];
  const int64_t more_without =
      (row.after[ops] - row.after[reused]) - (row.before[ops] - row.before[reused]);
  return std::clamp<int64_t>(std::min(fewer, more_without), 0, INT64_MAX);
}

void ChangeOfLostReuse(const Comparison& comparison, const Selection& selection, Change* change) {
  const size_t ops = FigureIndex("op_count");
  const size_t reused = FigureIndex("reused_ops");
  WideSum lost = 0;
  for (const MatchedRow& row : comparison.rows) {
    if (!IsSelected(row, selection)) continue;
    const int64_t of_row = LostReuse(row, ops, reused);
    if (of_row == 0) continue;
    lost += of_row;
    change->contributions.push_back(ContributionOf(row, 0, of_row));
  }
  change->after = analysis::Narrow(lost);
}

}  // namespace

Change ChangeOf(const Comparison& comparison, absl::string_view metric,
                const Selection& selection) {
  Change change;
  change.metric = std::string(metric);
  const size_t figure = FigureIndex(metric == kLostReuse ? "reused_ops" : metric);
  if (figure == kNoFigure) {
    change.known = false;
    return change;
  }
  const FigureKind& kind = AllFigures()[figure];
  change.unit = kind.unit;
  change.known = !IsUnknown(comparison.base, kind.name) && !IsUnknown(comparison.now, kind.name);
  if (!change.known) return change;
  if (metric == kLostReuse) {
    ChangeOfLostReuse(comparison, selection, &change);
  } else if (metric == "peak_bytes" && !selection.scope.empty() && selection.site.empty()) {
    change.before = ScopePeakOf(comparison.base, selection.scope);
    change.after = ScopePeakOf(comparison.now, selection.scope);
    change.broken_down = false;
  } else if (kind.combine == Combine::kLargest) {
    ChangeOfLargest(comparison, figure, selection, &change);
  } else {
    ChangeOfSum(comparison, figure, selection, &change);
  }
  change.higher_is_better = metric != kLostReuse && kind.higher_is_better;
  SortParts(&change.contributions);
  return change;
}

std::vector<Change> AllChanges(const Comparison& comparison) {
  std::vector<Change> changes;
  for (const FigureKind& figure : AllFigures()) {
    changes.push_back(ChangeOf(comparison, figure.name, {}));
  }
  changes.push_back(ChangeOf(comparison, kLostReuse, {}));
  return changes;
}

Comparison Compare(const Baseline& base, const Baseline& now) {
  Comparison comparison;
  comparison.rows = MatchRows(base, now);
  comparison.base = base;
  comparison.base.rows.clear();
  comparison.now = now;
  comparison.now.rows.clear();
  std::vector<std::string>& notes = comparison.notes;
  if (base.trace_version != now.trace_version) {
    notes.push_back(absl::StrCat("they come from traces of different versions: ",
                                 base.trace_version, " before, ", now.trace_version, " now"));
  }
  if (base.standard_library != now.standard_library && !base.standard_library.empty() &&
      !now.standard_library.empty()) {
    notes.push_back(absl::StrCat("the programs have different C++ standard libraries: ",
                                 base.standard_library, " before, ", now.standard_library, " now"));
  }
  if (base.test != now.test) {
    notes.push_back(absl::StrCat("they are of different programs: '", base.test, "' before, '",
                                 now.test, "' now"));
  }
  if (base.estimated || now.estimated) {
    notes.push_back("figures of the heap are estimates from samples and differ from run to run");
  }
  return comparison;
}

}  // namespace tidemark::gate
