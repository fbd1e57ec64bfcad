#include "tidemark/gate/formats/markdown.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

// What Markdown, its extensions for tables and mathematics, or HTML could take for markup.
constexpr absl::string_view kMarkup = "&<>\"'|\\`*_~[](){}!#@$";

std::string ValueCell(const Verdict& verdict, const std::optional<int64_t>& value) {
  if (!value || verdict.metric.empty()) return "";
  return absl::StrCat(verdict.estimated ? "&#126;" : "", MetricValueText(verdict.unit, *value));
}

std::string TableRow(const Verdict& verdict) {
  return absl::StrCat(
      "| ", MarkdownCode(TestName(verdict.test)), " | ", MarkdownCode(FindingName(verdict)), " | ",
      ValueCell(verdict, verdict.before), " | ", ValueCell(verdict, verdict.after), " | ",
      ChangeText(verdict), " | ", ValueCell(verdict, verdict.limit),
      verdict.limit_source.empty() ? "" : " ",
      verdict.limit_source.empty() ? "" : MarkdownCode(ShortText(verdict.limit_source)), " |\n");
}

std::string ItemText(absl::string_view text) {
  return absl::StrCat("- ", MarkdownCode(text), "\n");
}

// What is under the table for one failure. The blank lines make Markdown of what is in the element.
std::string Explanation(const Verdict& verdict, const FormatOptions& options) {
  std::string text = absl::StrCat("<details><summary>", MarkdownCode(TestName(verdict.test)), ": ",
                                  MarkdownCode(FindingHeadline(verdict)), "</summary>\n\n");
  for (const Contribution& contribution : verdict.contributions) {
    absl::StrAppend(&text, ItemText(ContributionText(contribution, verdict.unit, options)));
  }
  const std::string remainder = RemainderText(verdict);
  if (!remainder.empty()) absl::StrAppend(&text, ItemText(remainder));
  const auto command = [&text](absl::string_view what, const std::string& line) {
    // Part of a command is of no use, and a long one takes the room of other findings.
    constexpr size_t kLongestCommand = 500;
    if (line.empty() || line.size() > kLongestCommand) return;
    absl::StrAppend(&text, "\n", what, " ", MarkdownCode(CleanForDisplay(line, /*unicode=*/true)),
                    "\n");
  };
  command("Look closer:", verdict.inspect_command);
  command("Accept it:", verdict.accept_command);
  absl::StrAppend(&text, "\n</details>\n");
  return text;
}

// Appends the blocks that fit, and says how many do not.
class Page {
 public:
  explicit Page(std::string beginning) : text_(std::move(beginning)) {}

  // False, and nothing is added, where the page would be too long with it.
  bool Add(const std::string& block) {
    if (text_.size() + block.size() > kMaxMarkdownBytes - kReserve) return false;
    absl::StrAppend(&text_, block);
    return true;
  }
  void AddAnyway(absl::string_view block) { absl::StrAppend(&text_, block); }
  std::string Take() && { return std::move(text_); }

 private:
  static constexpr size_t kReserve = 1000;  // for AddAnyway
  std::string text_;
};

void AddFailures(const std::vector<const Verdict*>& failures, const FormatOptions& options,
                 Page* page) {
  if (failures.empty()) return;
  page->AddAnyway(
      "\n| test | check | before | now | change | limit |\n|---|---|--:|--:|--:|--:|\n");
  size_t rows = 0;
  while (rows < std::min(failures.size(), kMaxMarkdownFindings) &&
         page->Add(TableRow(*failures[rows]))) {
    ++rows;
  }
  if (rows < failures.size()) {
    page->AddAnyway(absl::StrCat("\nand ", failures.size() - rows, " more\n"));
  }
  page->AddAnyway("\n");
  size_t left_out = 0;
  for (size_t i = 0; i < rows; ++i)
    left_out += page->Add(Explanation(*failures[i], options)) ? 0 : 1;
  if (left_out > 0) page->AddAnyway("\nThe rest is too long for a comment: see the log.\n");
}

void AddList(absl::string_view title, const std::vector<std::string>& items, Page* page) {
  if (items.empty()) return;
  if (!page->Add(absl::StrCat("\n**", title, "**\n\n"))) return;
  size_t shown = 0;
  while (shown < std::min(items.size(), kMaxMarkdownFindings) && page->Add(items[shown])) ++shown;
  if (shown < items.size()) {
    page->AddAnyway(absl::StrCat("\nand ", items.size() - shown, " more\n"));
  }
}

}  // namespace

std::string MarkdownCode(absl::string_view text) {
  std::string code = "<code>";
  const std::string clean = CleanForDisplay(text, /*unicode=*/true);
  for (size_t i = 0; i < clean.size(); ++i) {
    const absl::string_view rest = absl::string_view(clean).substr(i);
    // "http://x" and "www.x" become links without any markup.
    const bool is_link = absl::StartsWith(rest, "://") ||
                         (clean[i] == '.' && i >= 3 &&
                          absl::EqualsIgnoreCase(absl::string_view(clean).substr(i - 3, 3), "www"));
    if (is_link || absl::StrContains(kMarkup, clean[i])) {
      absl::StrAppend(&code, "&#", static_cast<int>(clean[i]), ";");
    } else {
      code.push_back(clean[i]);
    }
  }
  return code + "</code>";
}

std::string MarkdownText(const CheckResult& result, const FormatOptions& options) {
  Page page(absl::StrCat(kMarkdownMarker,
                         "\n### Memory check: ", IsClean(result) ? "passed" : "not passed", "\n\n",
                         SummaryText(result), "\n"));
  AddFailures(FailuresLargestFirst(result), options, &page);
  std::vector<std::string> unjudged;
  for (const Verdict* verdict : NotJudged(result)) {
    unjudged.push_back(absl::StrCat("- ", MarkdownCode(TestName(verdict->test)), ": ",
                                    MarkdownCode(FindingHeadline(*verdict)), "\n"));
  }
  AddList("Not judged", unjudged, &page);
  std::vector<std::string> refused;
  for (const RefusedTrace& trace : result.refused) {
    refused.push_back(absl::StrCat("- ", MarkdownCode(ShortText(trace.trace)), ": ",
                                   MarkdownCode(ShortText(trace.message)), "\n"));
  }
  AddList("Refused traces", refused, &page);
  std::vector<std::string> notes;
  for (const TraceNote& note : result.notes) {
    notes.push_back(absl::StrCat("- ", MarkdownCode(ShortText(note.trace)), ": ",
                                 MarkdownCode(ShortText(note.text)), "\n"));
  }
  AddList("Notes", notes, &page);
  return std::move(page).Take();
}

}  // namespace tidemark::gate
