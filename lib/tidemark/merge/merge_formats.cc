#include "tidemark/merge/merge_formats.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/json_report.h"
#include "tidemark/report/line.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/text_report.h"

namespace tidemark::merge {
namespace {

using report::Line;
using report::Style;
using Json = nlohmann::ordered_json;

constexpr size_t kShownRuns = 16;
constexpr size_t kBytesEnd = 12;
constexpr size_t kNameStart = 14;

std::string FilesText(const MergedRun& run) {
  const std::string more =
      run.files.size() > 1 ? absl::StrCat(" and ", run.files.size() - 1, " more pieces") : "";
  return absl::StrCat(run.files.front(), more);
}

std::string RunText(const MergedRun& run) {
  std::string text =
      absl::StrCat(report::Counted(run.events, "event", "events"), "  ", FilesText(run));
  if (!run.program.empty()) absl::StrAppend(&text, "  ", run.program);
  if (run.pid != 0) absl::StrAppend(&text, "  process ", run.pid);
  if (!run.host.empty()) absl::StrAppend(&text, "  on ", run.host);
  return text;
}

void AppendRuns(const std::vector<MergedRun>& runs, bool unicode, std::vector<Line>* lines) {
  std::vector<const MergedRun*> sorted;
  for (const MergedRun& run : runs) sorted.push_back(&run);
  std::stable_sort(sorted.begin(), sorted.end(), [](const MergedRun* a, const MergedRun* b) {
    return a->peak_bytes > b->peak_bytes;
  });
  const auto count = static_cast<int64_t>(runs.size());
  lines->push_back(Line()
                       .Add("MERGED", Style::kHeading)
                       .Add(absl::StrCat("  of ", report::Counted(count, "trace", "traces"),
                                         ", each with its own peak:")));
  for (size_t i = 0; i < std::min(sorted.size(), kShownRuns); ++i) {
    lines->push_back(Line()
                         .AddRight(report::BytesText(sorted[i]->peak_bytes), kBytesEnd)
                         .PadTo(kNameStart)
                         .Add(CleanForDisplay(RunText(*sorted[i]), unicode), Style::kName));
  }
  if (sorted.size() > kShownRuns) {
    lines->push_back(
        Line()
            .PadTo(kNameStart)
            .Add(absl::StrCat("and ", sorted.size() - kShownRuns, " more with smaller peaks")));
  }
}

void AppendBounds(const Sum& sum, std::vector<Line>* lines) {
  lines->push_back(Line()
                       .Add("PEAK", Style::kHeading)
                       .Add("   of all traces together: ")
                       .Add(absl::StrCat(report::BytesText(sum.report.peak.bytes), " to ",
                                         report::BytesText(sum.peak_at_most)),
                            Style::kHeading));
  lines->push_back(
      Line().PadTo(7).Add("their clocks cannot be compared; below is the largest of their own"));
}

}  // namespace

std::string MergedText(const MergedReport& merged, const report::TextOptions& options) {
  std::vector<Line> lines;
  if (!merged.sum.exact_peak()) AppendBounds(merged.sum, &lines);
  std::string text;
  for (const Line& line : lines) absl::StrAppend(&text, report::RenderLine(line, options));
  absl::StrAppend(&text, report::TextReport(merged.sum.report, options));
  lines = {Line()};
  AppendRuns(merged.runs, options.unicode, &lines);
  for (const std::string& note : merged.notes) {
    const std::vector<std::string> words = report::WrapWords(
        CleanForDisplay(note, options.unicode), static_cast<size_t>(options.width) - 6);
    for (const std::string& line : words) {
      Line row;
      if (&line == &words.front()) row.Add("note: ", Style::kWarning);
      lines.push_back(row.PadTo(6).Add(line));
    }
  }
  for (const Line& line : lines) absl::StrAppend(&text, report::RenderLine(line, options));
  return text;
}

std::string MergedJson(const MergedReport& merged) {
  Json document = Json::parse(report::JsonReport(merged.sum.report));
  Json runs = Json::array();
  for (const MergedRun& run : merged.runs) {
    runs.push_back({{"files", run.files},
                    {"program", run.program},
                    {"run", run.run},
                    {"host", run.host},
                    {"pid", run.pid},
                    {"events", run.events},
                    {"peak_bytes", run.peak_bytes},
                    {"clock", run.clock}});
  }
  document["merged"] = {{"peak",
                         {{"exact", merged.sum.exact_peak()},
                          {"at_least", merged.sum.report.peak.bytes},
                          {"at_most", merged.sum.peak_at_most}}},
                        {"runs", std::move(runs)},
                        {"notes", merged.notes}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::merge
