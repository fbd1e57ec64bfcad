#include "tidemark/report/text_report.h"

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
  Append(sections.Objects(), &lines);
  Append(sections.ProcessMemory(), &lines);
  Append(sections.FailedAllocations(), &lines);
  std::vector<Line> leaks = sections.Leaks();
  Append(sections.LiveAtExit(), &leaks);

  // The findings get what the screen has left once the leaks are placed below them; then comes the
  // shell's prompt.
  const int taken = static_cast<int>(lines.size() + leaks.size()) + 1;
  int shown = 0;
  if (!report.trace.heap_only || sections.fix_count() > 0) {
    Append(sections.Fixes(options.first_screen - taken, &shown), &lines);
  } else {
    Append(sections.Churn(), &lines);
  }
  Append(leaks, &lines);

  const size_t first_screen = lines.size();
  Append(sections.MoreFixes(shown), &lines);
  Append(sections.MoreLeaks(), &lines);
  Append(sections.Pins(), &lines);
  Append(sections.Allowed(), &lines);
  if (lines.size() > first_screen) lines.emplace_back();
  Append(sections.Totals(), &lines);
  Append(sections.Irregularities(), &lines);
  Append(sections.Symbols(), &lines);

  std::string text;
  for (const Line& line : lines) absl::StrAppend(&text, RenderLine(line, options));
  return text;
}

}  // namespace tidemark::report
