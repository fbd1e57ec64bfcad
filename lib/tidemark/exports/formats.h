// The formats that a trace can be exported in, for the viewers of others: the table that
// `tidemark export --format` reads.
//
// Consumed by `tidemark export` for its help, its checks, what the analysis has to gather, and the export
// itself. A new format is a file beside these and a row in formats.cc. It is either made of a report
// (`render`) or of the events, one after another, into as many files as it wants (`stream`), or of the
// file of the trace (`write`).
//
// Threading: constants and pure functions; `stream` uses its reader and its sink from one thread.
// Units: bytes.
//
//   const ExportFormat* format = FindExportFormat("folded");
//   format->needs(options, &analyze_options);
//   TIDEMARK_ASSIGN_OR_RETURN(std::string text, format->render(report, options));
#ifndef TIDEMARK_EXPORTS_FORMATS_H_
#define TIDEMARK_EXPORTS_FORMATS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/exports/tree_metric.h"
#include "tidemark/trace/io/shard_sink.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::exports {

// Viewers of Chrome's format take some hundred megabytes, and die of more.
inline constexpr int64_t kDefaultShardBytes = int64_t{200} * 1000 * 1000;

struct ExportOptions {
  const TreeMetric* metric = &TreeMetrics().front();  // of a format that shows one
  int64_t shard_bytes = kDefaultShardBytes;           // of a format that is sharded by size
  int64_t shard_events = 0;  // of one that is sharded by events; 0: one file
};

struct ExportFormat {
  absl::string_view name;
  absl::string_view extension;  // of its files, with the dot
  absl::string_view title;      // whom it is for
  // What the analysis has to gather for it. Null: it is made of the events alone, and given no report.
  void (*needs)(const ExportOptions& options, analysis::AnalyzeOptions* analyze) = nullptr;
  // One of these three.
  absl::StatusOr<std::string> (*render)(const analysis::Report& report,
                                        const ExportOptions& options) = nullptr;
  // `report` is null where the format needs none. An error of the reader is handed on as it is; that of
  // the sink too (ShardSink::failed tells them apart).
  absl::Status (*stream)(trace::TraceReader* events, const analysis::Report* report,
                         const ExportOptions& options, trace::ShardSink* out) = nullptr;
  // Reads the trace by itself, more than once, and says what the trace has lost. Given no report. Errors
  // as those of `stream`.
  absl::Status (*write)(const std::string& trace, const ExportOptions& options,
                        const analysis::AnalyzeOptions& analyze, trace::ShardSink* out,
                        analysis::TraceSummary* losses) = nullptr;
  // Of the last two: how their files are called where `output` was asked for. InvalidArgument if that
  // cannot be.
  absl::StatusOr<trace::ShardPaths> (*paths)(const std::string& output,
                                             const ExportOptions& options) = nullptr;
  bool one_metric = false;   // --metric says which
  bool shows_leaks = false;  // so that suppressions make a difference
  bool is_binary = false;    // nothing for a terminal
};

absl::Span<const ExportFormat> ExportFormats();

// Null where there is none of that name.
const ExportFormat* FindExportFormat(absl::string_view name);

std::vector<std::string> ExportFormatNames();

// A line for each: its name and whom it is for.
std::string ExportFormatHelp();

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_FORMATS_H_
