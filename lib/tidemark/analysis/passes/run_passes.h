// Runs the pass over the events of a trace, and then the replay of what the findings would save, which
// needs no events any more.
//
// Called by Analyze() with files, and by tests with events in memory.
//
// Memory and errors: see analyze.h.
#ifndef TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_
#define TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/passes/pass_options.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

// Fills all of the report but TraceSummary::files.
// Code addresses become names by `symbolizer`; null: they are shown as they are.
absl::StatusOr<Report> RunPasses(std::unique_ptr<trace::TraceReader> reader,
                                 Symbolizer* symbolizer = nullptr, const PassOptions& options = {});

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_RUN_PASSES_H_
