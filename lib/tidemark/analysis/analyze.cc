#include "tidemark/analysis/analyze.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/passes/name_packages.h"
#include "tidemark/analysis/passes/run_passes.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {
absl::StatusOr<Report> Analyze(const std::string& path, const AnalyzeOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(
      std::unique_ptr<trace::TraceReader> reader,
      trace::OpenTrace(path, {.recover = options.recover, .threads = options.threads}));
  Symbolizer symbolizer(options.symbols);
  SourceAllowances allowances(options.source_roots);
  absl::StatusOr<Report> report =
      RunPasses(std::move(reader), options.use_symbols ? &symbolizer : nullptr,
                {.break_down = options.break_down,
                 .leak_suppressions = options.leak_suppressions,
                 .details = options.details,
                 .allowances = options.read_source ? &allowances : nullptr});
  symbolizer.Save();
  if (!report.ok()) {
    // Those of the readers have the name already.
    const absl::Status& status = report.status();
    if (!absl::IsFailedPrecondition(status) && !absl::IsOutOfRange(status)) return status;
    return absl::Status(status.code(),
                        absl::StrCat(trace::SourceName(path), ": ", status.message()));
  }
  NamePackages(options.symbols, &report->trace.unnamed_code);
  report->trace.files = {path};
  return report;
}

}  // namespace tidemark::analysis
