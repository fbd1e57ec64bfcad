#include "tidemark/analysis/analyze.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/passes/two_passes.h"
#include "tidemark/analysis/spooled_input_internal.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

absl::StatusOr<Report> Analyze(const std::string& path, const AnalyzeOptions& options) {
  SpooledInput input(path);
  Symbolizer symbolizer(options.symbols);
  absl::StatusOr<Report> report =
      RunPasses([&] { return input.Open({.recover = options.recover}); },
                options.use_symbols ? &symbolizer : nullptr,
                {.break_down = options.break_down, .leak_suppressions = options.leak_suppressions});
  symbolizer.Save();
  if (!report.ok()) {
    // Those of the readers have the name already.
    const absl::Status& status = report.status();
    if (!absl::IsFailedPrecondition(status) && !absl::IsOutOfRange(status)) return status;
    return absl::Status(status.code(), absl::StrCat(input.name(), ": ", status.message()));
  }
  report->trace.files = {path};
  return report;
}

}  // namespace tidemark::analysis
