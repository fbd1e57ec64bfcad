// The formats, one file each: what the table in formats.cc names.
#ifndef TIDEMARK_EXPORTS_FORMAT_ROWS_INTERNAL_H_
#define TIDEMARK_EXPORTS_FORMAT_ROWS_INTERNAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/exports/formats.h"

namespace tidemark::exports {

absl::StatusOr<std::string> Dhat(const analysis::Report& report, const ExportOptions& options);
absl::StatusOr<std::string> Folded(const analysis::Report& report, const ExportOptions& options);
absl::StatusOr<std::string> Massif(const analysis::Report& report, const ExportOptions& options);
absl::StatusOr<std::string> Pprof(const analysis::Report& report, const ExportOptions& options);
absl::StatusOr<std::string> Speedscope(const analysis::Report& report,
                                       const ExportOptions& options);

absl::Status Chrome(trace::TraceReader* events, const analysis::Report* report,
                    const ExportOptions& options, trace::ShardSink* out);
absl::StatusOr<trace::ShardPaths> ChromePaths(const std::string& output,
                                              const ExportOptions& options);

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_FORMAT_ROWS_INTERNAL_H_
