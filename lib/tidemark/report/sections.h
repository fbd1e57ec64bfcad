// The parts of the text report, each as the lines that it takes.
//
// Consumes a Report; its consumer, TextReport, puts the parts in order and renders them.
//
// Ownership: borrows the report and the options. Threading: immutable after construction.
// Units: no line relies on more columns than the options give; the renderer shortens what does.
#ifndef TIDEMARK_REPORT_SECTIONS_H_
#define TIDEMARK_REPORT_SECTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/line.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

class Sections {
 public:
  Sections(const analysis::Report& report, const TextOptions& options);

  // Findings other than leaks, which have a part of their own.
  int fix_count() const { return static_cast<int>(fixes_.size()); }

  // What was read; and in short whatever makes the figures less than certain.
  std::vector<Line> Header() const;
  // The peak, the sites that hold it, and the timeline.
  std::vector<Line> Peak() const;
  // Of an interpreter's objects, which types held most at the peak, and where they were made; empty
  // where no types are known.
  std::vector<Line> Objects() const;
  // Where the process's memory was sampled: what of it was live, what files back, and the rest.
  std::vector<Line> ProcessMemory() const;
  // Who held the memory when an allocation failed; empty where none did.
  std::vector<Line> FailedAllocations() const;
  // A heading, then as many findings as fit into `room` lines, but at least one; `*shown` says how
  // many. Each takes a line of figures and place, and one or two of advice.
  std::vector<Line> Fixes(int room, int* shown) const;
  // In place of findings where the trace knows nothing but the heap: who allocates most often.
  std::vector<Line> Churn() const;
  // What was not freed, by site; at most kFirstLeaks sites, the rest counted.
  std::vector<Line> Leaks() const;
  // What was not freed either and is no leak, in short; empty where there is nothing.
  std::vector<Line> LiveAtExit() const;

  // Below the first screen. Empty where there is nothing to add.
  std::vector<Line> MoreFixes(int shown) const;
  std::vector<Line> MoreLeaks() const;
  std::vector<Line> Pins() const;
  // Findings that the source allows, with the reasons.
  std::vector<Line> Allowed() const;
  std::vector<Line> Totals() const;
  std::vector<Line> Irregularities() const;
  // Where names of code are missing, and why.
  std::vector<Line> Symbols() const;

 private:
  size_t width() const { return static_cast<size_t>(options_.width); }
  std::string Clean(const std::string& text) const;
  std::string Estimated(const std::string& figure) const;
  std::string Buffers(int64_t count) const;
  std::string CopiesText() const;
  // Of a peak of no bytes.
  std::string WhyNoPeak() const;
  // A heading and, beside it, as many lines as the text takes.
  void AppendParagraph(const char* heading, const std::string& text, Style style,
                       std::vector<Line>* lines) const;
  struct RowStyle {
    Style style = Style::kPlain;
    bool callers = false;
  };
  // Rows of "95.4 MiB  62%  3 buffers  src/load.cc:23  load".
  void AppendSites(const analysis::SiteBytes* first, size_t count, int64_t whole, RowStyle look,
                   std::vector<Line>* lines) const;
  // "95.4 MiB  62%  3 buffers  ", up to the column of the place.
  Line Figures(int64_t bytes, int64_t whole, int64_t count, size_t place, Style style) const;
  // The line with the place in the room that is left.
  void AppendPlace(const analysis::SiteReport& site, Line line, std::vector<Line>* lines) const;
  // "← LoadConfig config.cc:31 ← main main.cc:12", below a row, where the callers are known.
  // "← Load 1.2 MiB; Build 800 KiB; others 9 KiB": by whom a place was called, beyond the callers that
  // all have in common.
  std::string PartsText(const analysis::SiteBytes& entry, size_t common,
                        const std::string& arrow) const;
  void AppendCallers(const analysis::SiteBytes& entry, std::vector<Line>* lines) const;
  std::string WhoseText(const analysis::LiveAtExit& live) const;
  // What mending it gives: "peak -62.6 KiB".
  std::string SavingText(const analysis::Finding& finding) const;
  void AppendDebugPackages(std::vector<Line>* lines) const;
  // "1.75 MiB  2x  duplicate-copy  src/load.cc:23".
  void AppendFindingRow(const analysis::Finding& finding, std::vector<Line>* lines) const;
  void AppendFix(size_t index, size_t advice_lines, std::vector<Line>* lines) const;

  const analysis::Report& report_;
  const TextOptions& options_;
  std::vector<const analysis::Finding*> fixes_;
  std::vector<const analysis::Finding*> allowed_;  // at the source
};

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SECTIONS_H_
