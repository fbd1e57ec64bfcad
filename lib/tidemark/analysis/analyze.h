// From trace files to a Report: one streaming pass over the events.
//
// Consumes what trace::OpenTrace reads; its consumers are the report formats and the gate.
//
// Memory: O(live buffers + sites + stacks + findings), not O(events).
// Errors: those of the reader, with file, line and column; FailedPrecondition, "run.json: nothing
//   to analyse", when the trace holds no event.
// Threading: calls are independent of each other. Threads that a call starts are gone when it
//   returns.
#ifndef TIDEMARK_ANALYSIS_ANALYZE_H_
#define TIDEMARK_ANALYSIS_ANALYZE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/model/details.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/rules/leak_suppression.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {

struct AnalyzeOptions {
  bool recover = false;  // see trace::ReaderOptions
  int threads = 0;       // the same; the report does not depend on it
  // Names for the code of heap events. Without, they read as libfoo.so+0x1234.
  bool use_symbols = true;
  bool break_down = false;  // fill Report::usage and Report::scopes
  SymbolOptions symbols = {};
  // What is live at the end of the trace and yet no leak.
  LeakSuppressions leak_suppressions = {};
  DetailOptions details = {};  // what to gather in Report::details
  // Whether the source files that findings name are read for what they allow (TIDEMARK_ALLOW), and
  // folders in which to look for them.
  bool read_source = false;
  std::vector<std::string> source_roots = {};
};

absl::StatusOr<Report> Analyze(const std::string& path, const AnalyzeOptions& options = {});

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_ANALYZE_H_
