#include "tidemark/gate/formats/diff_text.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/judge/change_verdict.h"

namespace tidemark::gate {
namespace {

constexpr size_t kMostExplained = 5;
constexpr size_t kMostPlaces = 4;
constexpr size_t kMostScopes = 3;

std::string BriefValue(MetricUnit unit, int64_t value) {
  return unit == MetricUnit::kBytes ? ByteCount(std::max<int64_t>(value, 0)).ToString()
                                    : absl::StrCat(value);
}

using TableLine = std::array<std::string, 4>;  // name, before, after, difference

void AppendTable(const std::vector<TableLine>& lines, std::string* text) {
  std::array<size_t, 4> widths = {};
  for (const TableLine& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(line[i]));
  }
  for (const TableLine& line : lines) {
    const auto blanks = [&](size_t i) {
      return std::string(widths[i] - DisplayWidth(line[i]), ' ');
    };
    absl::StrAppend(text, line[0], blanks(0), "  ", blanks(1), line[1], "  ", blanks(2), line[2],
                    "  ", line[3], "\n");
  }
}

TableLine LineOf(const std::string& name, const Change& change) {
  const std::string difference =
      change.delta() == 0 ? "the same in all, at other places" : ChangeText(VerdictOf(change));
  return {name, BriefValue(change.unit, change.before), BriefValue(change.unit, change.after),
          difference};
}

void AppendUnknown(const std::vector<Change>& changes, std::string* text) {
  std::string names;
  for (const Change& change : changes) {
    if (!change.known) absl::StrAppend(&names, names.empty() ? "" : ", ", change.metric);
  }
  if (!names.empty()) absl::StrAppend(text, "not told by both: ", names, "\n");
}

void AppendExplanation(const Change& change, const FormatOptions& options, std::string* text) {
  const Verdict verdict = VerdictOf(change, kMostPlaces);
  absl::StrAppend(text, "\n", change.metric, " ", SignedValueText(change.unit, change.delta()),
                  " comes from\n");
  for (const Contribution& part : verdict.contributions) {
    absl::StrAppend(text, "  ", ContributionText(part, change.unit, options), "\n");
  }
  const std::string rest = RemainderText(verdict);
  if (!rest.empty()) absl::StrAppend(text, "  ", rest, "\n");
}

}  // namespace

std::vector<Change> ScopeChanges(const Comparison& comparison) {
  std::set<std::string> paths;
  for (const ScopePeak& scope : comparison.base.scopes) paths.insert(scope.path);
  for (const ScopePeak& scope : comparison.now.scopes) paths.insert(scope.path);
  std::vector<Change> changes;
  for (const std::string& path : paths) {
    Change change =
        ChangeOf(comparison, "peak_bytes", {.scope = path, .site = "", .suppressed = {}});
    if (!change.known || change.delta() == 0) continue;
    change.metric = path;
    changes.push_back(std::move(change));
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::abs(a.delta()) > std::abs(b.delta());
  });
  return changes;
}

std::string DiffText(const Diff& diff, const FormatOptions& options) {
  std::string text = absl::StrCat(ShortText(diff.base), " -> ", ShortText(diff.now), "\n");
  for (const std::string& note : diff.comparison.notes) {
    absl::StrAppend(&text, "note: ", ShortText(note), "\n");
  }
  const std::vector<Change> changes = AllChanges(diff.comparison);
  const std::vector<const Change*> changed = ChangedInOrder(changes);
  const std::vector<Change> scopes = ScopeChanges(diff.comparison);
  std::vector<TableLine> table;
  for (const Change* change : changed) table.push_back(LineOf(change->metric, *change));
  for (size_t i = 0; i < std::min(kMostScopes, scopes.size()); ++i) {
    table.push_back(LineOf(absl::StrCat("peak in ", ShortText(scopes[i].metric)), scopes[i]));
  }
  AppendTable(table, &text);
  if (scopes.size() > kMostScopes) {
    absl::StrAppend(&text, "and the peaks of ", scopes.size() - kMostScopes, " more scopes\n");
  }
  const auto same = static_cast<size_t>(
      std::count_if(changes.begin(), changes.end(), [](const Change& c) { return c.known; }) -
      static_cast<ptrdiff_t>(changed.size()));
  absl::StrAppend(&text, table.empty() ? "no difference: " : "", same,
                  same == 1 ? " metric is the same\n" : " metrics are the same\n");
  AppendUnknown(changes, &text);
  size_t explained = 0;
  for (const Change* change : changed) {
    if (explained == kMostExplained) break;
    if (change->contributions.empty()) continue;
    AppendExplanation(*change, options, &text);
    ++explained;
  }
  if (changed.size() > explained) {
    absl::StrAppend(&text, "\n--format json has the places of all metrics\n");
  }
  return options.unicode ? text : [&] {
    std::string ascii;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size() - 1);
      absl::StrAppend(&ascii, CleanForDisplay(text.substr(at, end - at), false), "\n");
      at = end + 1;
    }
    return ascii;
  }();
}

}  // namespace tidemark::gate
