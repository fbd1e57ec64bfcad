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
  TIDEMARK_ASSIGN_OR_RETURN(const SpooledInput input, SpooledInput::Open(path));
  Symbolizer symbolizer(options.symbols);
  absl::StatusOr<Report> report =
      RunPasses([&] { return trace::OpenTrace(input.path(), {.recover = options.recover}); },
                options.use_symbols ? &symbolizer : nullptr,
                {.break_down = options.break_down, .leak_suppressions = options.leak_suppressions});
  symbolizer.Save();
  if (!report.ok()) {
    std::string message(report.status().message());
    if (absl::IsFailedPrecondition(report.status())) {
      message = absl::StrCat(input.path(), ": ", message);  // the readers' errors have it
    }
    return absl::Status(report.status().code(), input.NamedAsGiven(std::move(message)));
  }
  report->trace.files = {path};
  for (std::string& line : report->trace.first_bad_lines) line = input.NamedAsGiven(line);
  return report;
}

}  // namespace tidemark::analysis
