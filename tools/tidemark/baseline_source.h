// The baselines that the commands are given: of a trace just analysed, or read from a file.
//
// Used by `diff` and `baseline`.
//
// Threading: one thread. Errors: those of Analyze, of ReadBaseline, and DataLoss for a trace that may
// not become a baseline (truncated); each names its file.
#ifndef TIDEMARK_TOOLS_TIDEMARK_BASELINE_SOURCE_H_
#define TIDEMARK_TOOLS_TIDEMARK_BASELINE_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/gate/baseline/baseline.h"

namespace tidemark::cli {

// Whether the file says of itself that it is a baseline.
bool IsBaselineFile(const std::string& path);

// Every place stands for itself; keys are relative to the repository of the current folder.
gate::Baseline BaselineOfReport(const analysis::Report& report);

// Of a trace or a baseline. What a trace has lost is told on standard error.
absl::StatusOr<gate::Baseline> LoadBaseline(const std::string& path,
                                            const analysis::AnalyzeOptions& analyze);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_BASELINE_SOURCE_H_
