#include "tidemark/exports/formats.h"

#include "absl/strings/str_cat.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/merge/shard_writer.h"

namespace tidemark::exports {
namespace {

void NeedsCallTree(const ExportOptions& /*options*/, analysis::AnalyzeOptions* analyze) {
  analyze->details.call_tree = true;
}

void NeedsCallTreeAndTimeline(const ExportOptions& options, analysis::AnalyzeOptions* analyze) {
  NeedsCallTree(options, analyze);
  analyze->details.site_timeline = true;
}

void NeedsWhatChromeShows(const ExportOptions& /*options*/, analysis::AnalyzeOptions* analyze) {
  analyze->details.site_timeline = true;
  analyze->details.buffers = true;
}

absl::Status Ndjson(const std::string& trace, const ExportOptions& options,
                    const analysis::AnalyzeOptions& analyze, trace::ShardSink* out,
                    analysis::TraceSummary* losses) {
  return merge::WriteShards(trace, options.shard_events, analyze, out, losses);
}

absl::StatusOr<trace::ShardPaths> NdjsonPaths(const std::string& output,
                                              const ExportOptions& options) {
  return merge::RowPaths(output, /*numbered=*/options.shard_events > 0);
}

constexpr ExportFormat kFormats[] = {
    {.name = "pprof",
     .extension = ".pb.gz",
     .title = "who allocated, holds at the peak and at the end, leaks, copies (go tool pprof)",
     .needs = NeedsCallTree,
     .render = Pprof,
     .shows_leaks = true,
     .is_binary = true},
    {.name = "speedscope",
     .extension = ".speedscope.json",
     .title = "flame graphs of the same (speedscope.app)",
     .needs = NeedsCallTree,
     .render = Speedscope,
     .shows_leaks = true},
    {.name = "folded",
     .extension = ".folded",
     .title = "a line for each call stack, with its bytes (flamegraph.pl, inferno)",
     .needs = NeedsCallTree,
     .render = Folded,
     .one_metric = true,
     .shows_leaks = true},
    {.name = "chrome",
     .extension = ".json",
     .title = "counters, scopes, copies and views over time (ui.perfetto.dev, chrome://tracing)",
     .needs = NeedsWhatChromeShows,
     .stream = Chrome,
     .paths = ChromePaths,
     .shows_leaks = true},
    {.name = "dhat",
     .extension = ".dhat.json",
     .title = "call stacks with totals, peak, end and lifetimes (Valgrind's dh_view.html)",
     .needs = NeedsCallTree,
     .render = Dhat},
    {.name = "massif",
     .extension = ".massif",
     .title = "live bytes over time, call trees at the peak and the end (ms_print)",
     .needs = NeedsCallTreeAndTimeline,
     .render = Massif},
    {.name = "ndjson",
     .extension = ".ndjson",
     .title =
         "a row for each event, with its places, for databases (DuckDB, ClickHouse, Spark, ...)",
     .write = Ndjson,
     .paths = NdjsonPaths,
     .shows_leaks = true},
};

}  // namespace

absl::Span<const ExportFormat> ExportFormats() { return kFormats; }

const ExportFormat* FindExportFormat(absl::string_view name) {
  for (const ExportFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::vector<std::string> ExportFormatNames() {
  std::vector<std::string> names;
  for (const ExportFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::string ExportFormatHelp() {
  std::string help = "\nFormats:\n";
  for (const ExportFormat& format : kFormats) {
    absl::StrAppend(&help, "  ", format.name, std::string(12 - format.name.size(), ' '),
                    format.title, "\n");
  }
  return help;
}

}  // namespace tidemark::exports
