#include "tidemark/report/text_report.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/report/line.h"
#include "tidemark/report/sections.h"

namespace tidemark::report {
namespace {

void Append(std::vector<Line> lines, std::vector<Line>* all) {
  for (Line& line : lines) all->push_back(std::move(line));
}

}  // namespace

std::string TextReport(const analysis::Report& report, const TextOptions& options) {
  const Sections sections(report, options);
  std::vector<Line> lines = sections.Header();
  Append(sections.Peak(), &lines);
  const std::vector<Line> leaks = sections.Leaks();

  // The findings get what the screen has left once the leaks are placed below them: at least one
  // finding, and each takes two lines. Then come a blank line and the shell's prompt.
  constexpr int kHeadingLines = 1;
  constexpr int kLinesEach = 2;
  const int taken = static_cast<int>(lines.size() + leaks.size()) + kHeadingLines + 1;
  const int room = std::max(1, (options.first_screen - taken) / kLinesEach);
  const int shown = std::min(room, sections.fix_count());
  Append(sections.Fixes(shown), &lines);
  Append(leaks, &lines);

  const size_t first_screen = lines.size();
  Append(sections.MoreFixes(shown), &lines);
  Append(sections.MoreLeaks(), &lines);
  Append(sections.Pins(), &lines);
  if (lines.size() > first_screen) lines.emplace_back();
  Append(sections.Totals(), &lines);
  Append(sections.Irregularities(), &lines);

  std::string text;
  for (const Line& line : lines) absl::StrAppend(&text, RenderLine(line, options));
  return text;
}

}  // namespace tidemark::report
