// Runs the two passes over a trace that can be opened twice.
//
// Called by Analyze() with files, and by tests with events in memory.
//
// Memory and errors: see analyze.h. The second pass stops where the first one did, so that a trace
// that is still being written gives one consistent report.
#ifndef TIDEMARK_ANALYSIS_PASSES_TWO_PASSES_H_
#define TIDEMARK_ANALYSIS_PASSES_TWO_PASSES_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/passes/pass_options.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

// Opens the trace from its beginning. Called once, or twice when there are findings.
using OpenReader = std::function<absl::StatusOr<std::unique_ptr<trace::TraceReader>>()>;

// Fills all of the report but TraceSummary::files.
// Code addresses become names by `symbolizer`; null: they are shown as they are.
absl::StatusOr<Report> RunPasses(const OpenReader& open, Symbolizer* symbolizer = nullptr,
                                 const PassOptions& options = {});

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_TWO_PASSES_H_
