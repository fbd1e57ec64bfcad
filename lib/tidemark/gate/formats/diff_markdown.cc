// The markdown of `tidemark diff`, for comments and summaries. See diff_text.h.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/gate/formats/diff_text.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/judge/change_verdict.h"

namespace tidemark::gate {
namespace {

constexpr size_t kMostPlacesShown = 5;
constexpr size_t kMostMetricsShown = 10;

// Nothing in a name may end a cell, begin a tag or be taken for markup.
std::string CellText(absl::string_view text) {
  return absl::StrReplaceAll(ShortText(text), {{"&", "&amp;"},
                                               {"<", "&lt;"},
                                               {">", "&gt;"},
                                               {"|", "&#124;"},
                                               {"`", "&#96;"},
                                               {"*", "&#42;"},
                                               {"_", "&#95;"},
                                               {"[", "&#91;"},
                                               {"]", "&#93;"},
                                               {"@", "&#64;"},
                                               {"\\", "&#92;"}});
}

void AppendPlaces(const Change& change, const FormatOptions& options, std::string* text) {
  const Verdict verdict = VerdictOf(change, kMostPlacesShown);
  absl::StrAppend(text, "\n**", CellText(change.metric), "** ",
                  SignedValueText(change.unit, change.delta()), " comes from\n\n");
  for (const Contribution& part : verdict.contributions) {
    absl::StrAppend(text, "- ", CellText(ContributionText(part, change.unit, options)), "\n");
  }
  const std::string rest = RemainderText(verdict);
  if (!rest.empty()) absl::StrAppend(text, "- ", CellText(rest), "\n");
}

}  // namespace

std::string DiffMarkdown(const Diff& diff, const FormatOptions& options) {
  std::string text =
      absl::StrCat("### Memory: ", CellText(diff.base), " → ", CellText(diff.now), "\n\n");
  for (const std::string& note : diff.comparison.notes) {
    absl::StrAppend(&text, "> ", CellText(note), "\n\n");
  }
  const std::vector<Change> changes = AllChanges(diff.comparison);
  const std::vector<const Change*> changed = ChangedInOrder(changes);
  if (changed.empty()) return absl::StrCat(text, "No difference.\n");
  absl::StrAppend(&text, "| metric | before | now | difference |\n|---|---:|---:|---:|\n");
  for (const Change* change : changed) {
    absl::StrAppend(&text, "| ", CellText(change->metric), " | ",
                    MetricValueText(change->unit, change->before), " | ",
                    MetricValueText(change->unit, change->after), " | ",
                    change->delta() == 0 ? "0" : ChangeText(VerdictOf(*change)), " |\n");
  }
  for (size_t i = 0; i < std::min(kMostMetricsShown, changed.size()); ++i) {
    if (!changed[i]->contributions.empty()) AppendPlaces(*changed[i], options, &text);
  }
  return text;
}

}  // namespace tidemark::gate
