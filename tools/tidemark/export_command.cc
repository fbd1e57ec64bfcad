#include "tidemark/export_command.h"

#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/exports/formats.h"
#include "tidemark/leak_flags.h"
#include "tidemark/losses.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/symbol_flags.h"
#include "tidemark/trace/io/shard_sink.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {
namespace {

constexpr int kMostShardEvents = 1000000000;

struct Options {
  std::string trace;
  std::string format;
  std::string output = "-";
  std::string metric;
  std::string shard_bytes;
  int shard_events = 0;
  ReadingFlags reading;
  SymbolFlags symbols;
  LeakFlags leaks;
};

CommandLine Declare(Options* options) {
  CommandLine line("export", "Writes what a trace holds for the viewers of others.");
  line.Option("TRACE", &options->trace, "the trace, '-' for standard input");
  line.Option("--format", &options->format, "which viewer's; see below");
  line.Option("-o,--output", &options->output,
              "write to FILE, not to standard output; an older one is replaced");
  line.Option(
      "--metric", &options->metric,
      absl::StrCat("of folded: which bytes: ", absl::StrJoin(exports::TreeMetricNames(), ", "),
                   " (default: ", exports::TreeMetrics().front().name, ")"));
  line.Option("--shard-bytes", &options->shard_bytes,
              "of chrome: begin another file (run.json, run-2.json, ...) after so much; 200MB");
  line.Number("--shard-events", {1, kMostShardEvents}, &options->shard_events,
              "of ndjson: files of so many rows each, run-00000.ndjson, run-00001.ndjson, ...");
  options->reading.Declare(&line);
  options->symbols.Declare(&line);
  options->leaks.Declare(&line);
  return line;
}

std::string Help() {
  Options options;
  return absl::StrCat(
      Declare(&options).Help(), exports::ExportFormatHelp(),
      "\nExit codes: 0 written, whatever was skipped or is missing; 2 wrong usage, or "
      "the output\ncannot be written; 3 the trace cannot be read; 4 it has no events\n");
}

// The options that some formats have and others do not.
absl::Status CheckOptionsOf(const exports::ExportFormat& format, const CommandLine& line) {
  const std::string why = absl::StrCat("does not go with --format ", format.name);
  if (!format.one_metric) TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--metric"}, why));
  if (format.stream == nullptr) TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--shard-bytes"}, why));
  if (format.write == nullptr) TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--shard-events"}, why));
  return format.shows_leaks ? absl::OkStatus() : line.Refuse(LeakFlags::Names(), why);
}

absl::Status Validate(const CommandLine& line, const Options& options,
                      exports::ExportOptions* exporting, analysis::AnalyzeOptions* analyze) {
  if (options.trace.empty()) {
    return absl::InvalidArgumentError(
        "export: no trace given; usage: tidemark export TRACE --format FORMAT -o FILE");
  }
  if (options.format.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("export: no --format given; there are ",
                     absl::StrJoin(exports::ExportFormatNames(), ", ")));
  }
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", options.format, exports::ExportFormatNames()));
  const exports::ExportFormat& format = *exports::FindExportFormat(options.format);
  TIDEMARK_RETURN_IF_ERROR(CheckOptionsOf(format, line));
  if (!options.metric.empty()) {
    TIDEMARK_RETURN_IF_ERROR(CheckChoice("metric", options.metric, exports::TreeMetricNames()));
    exporting->metric = exports::FindTreeMetric(options.metric);
  }
  if (format.one_metric && exporting->metric->name != "leaked") {
    TIDEMARK_RETURN_IF_ERROR(
        line.Refuse(LeakFlags::Names(),
                    absl::StrCat("goes with --metric leaked, not ", exporting->metric->name)));
  }
  if (line.Given("--shard-bytes")) {
    const absl::StatusOr<ByteCount> bytes = ParseByteCount(options.shard_bytes);
    if (!bytes.ok() || bytes->value() == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("export: --shard-bytes: ", bytes.ok() ? "found 0, expected at least 1 byte"
                                                             : bytes.status().message()));
    }
    exporting->shard_bytes = bytes->value();
  }
  exporting->shard_events = options.shard_events;
  if (format.write != nullptr && (options.output == "-" || options.trace == "-")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "export: ", format.name, " reads and writes files, not '-': give the output by -o"));
  }
  if (format.is_binary && options.output == "-" && isatty(STDOUT_FILENO) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("export: ", format.name, " is binary: give a file by -o"));
  }
  if (format.stream != nullptr && format.needs != nullptr && options.trace == "-") {
    return absl::InvalidArgumentError(
        absl::StrCat("export: ", format.name, " reads the trace twice: give a file, not '-'"));
  }
  if (options.trace != "-" && options.output != "-" && IsSameFile(options.trace, options.output)) {
    return absl::InvalidArgumentError(
        absl::StrCat("export: the output '", options.output, "' is the trace itself"));
  }
  options.reading.Apply(analyze);
  TIDEMARK_RETURN_IF_ERROR(options.symbols.Apply(line, analyze));
  TIDEMARK_RETURN_IF_ERROR(options.leaks.Apply("export", analyze));
  if (format.needs != nullptr) format.needs(*exporting, analyze);
  return absl::OkStatus();
}

ExitCode Fail(const absl::Status& status, ExitCode code) {
  PrintError(status.message());
  return code;
}

ExitCode Render(const exports::ExportFormat& format, const Options& options,
                const exports::ExportOptions& exporting, const analysis::Report& report) {
  const absl::StatusOr<std::string> text = format.render(report, exporting);
  if (!text.ok()) return Fail(text.status(), ExitCode::kUnreadable);
  const absl::Status written = WriteOutput(options.output, *text);
  return written.ok() ? ExitCode::kOk : Fail(written, ExitCode::kUsage);
}

// The shard of who reads standard output.
class StandardOutput final : public trace::ShardSink {
 public:
  absl::Status Append(absl::string_view bytes) override {
    buffer_.append(bytes.data(), bytes.size());
    return buffer_.size() < kBufferBytes ? status_ : WriteOut();
  }
  absl::Status NextShard() override { return status_; }
  bool can_split() const override { return false; }
  bool failed() const override { return !status_.ok(); }

  absl::Status WriteOut() {
    if (status_.ok()) status_ = WriteOutput("-", buffer_);
    buffer_.clear();
    return status_;
  }

 private:
  static constexpr size_t kBufferBytes = size_t{256} * 1024;

  std::string buffer_;
  absl::Status status_;
};

// `write` writes to the sink, from the trace.
ExitCode WriteTo(trace::ShardSink* out, const Options& options,
                 const std::function<absl::Status(trace::ShardSink*)>& write,
                 const std::function<absl::Status()>& commit) {
  absl::Status status = [&] {
    const Progress progress(options.trace);
    return write(out);
  }();
  if (status.ok()) status = commit();
  if (status.ok()) return ExitCode::kOk;
  return Fail(status, out->failed() ? ExitCode::kUsage : ExitCodeOf(status));
}

ExitCode WriteShards(const exports::ExportFormat& format, const Options& options,
                     const exports::ExportOptions& exporting,
                     const std::function<absl::Status(trace::ShardSink*)>& write) {
  if (options.output == "-") {
    StandardOutput out;
    return WriteTo(&out, options, write, [&] { return out.WriteOut(); });
  }
  absl::StatusOr<trace::ShardPaths> paths = format.paths(options.output, exporting);
  if (!paths.ok()) return Fail(paths.status(), ExitCode::kUsage);
  trace::ShardFiles files(*std::move(paths), options.trace);
  const ExitCode code = WriteTo(&files, options, write, [&] { return files.Commit(); });
  if (code == ExitCode::kOk && files.paths().size() > 1) {
    PrintError(absl::StrCat("export: wrote ", files.paths().size(), " files, ",
                            files.paths().front(), " to ", files.paths().back()));
  }
  return code;
}

ExitCode Stream(const exports::ExportFormat& format, const Options& options,
                const exports::ExportOptions& exporting, const trace::ReaderOptions& reading,
                const analysis::Report* report) {
  const auto reader = trace::OpenTrace(options.trace, reading);
  if (!reader.ok()) return Fail(reader.status(), ExitCode::kUnreadable);
  return WriteShards(format, options, exporting, [&](trace::ShardSink* out) {
    return format.stream(reader->get(), report, exporting, out);
  });
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    status = WriteOutput("", Help());
    return status.ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  exports::ExportOptions exporting;
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = Validate(line, options, &exporting, &analyze);
  if (!status.ok()) return Fail(status, ExitCode::kUsage);
  const exports::ExportFormat& format = *exports::FindExportFormat(options.format);
  if (format.write != nullptr) {
    analysis::TraceSummary losses;
    const ExitCode code = WriteShards(format, options, exporting, [&](trace::ShardSink* out) {
      return format.write(options.trace, exporting, analyze, out, &losses);
    });
    if (code == ExitCode::kOk) PrintLosses(options.trace, losses);
    return code;
  }
  std::optional<analysis::Report> report;
  if (format.needs != nullptr) {
    absl::StatusOr<analysis::Report> analyzed = AnalyzeWithProgress(options.trace, analyze);
    if (!analyzed.ok()) return Fail(analyzed.status(), ExitCodeOf(analyzed.status()));
    report = *std::move(analyzed);
    PrintLosses(options.trace, report->trace);
  }
  if (format.render != nullptr) return Render(format, options, exporting, *report);
  return Stream(format, options, exporting,
                {.recover = analyze.recover, .threads = analyze.threads},
                report.has_value() ? &*report : nullptr);
}

}  // namespace

Command ExportCommand() {
  return {"export", "write a trace for the viewers of others: pprof, speedscope, Perfetto, ...",
          Run, Help};
}

}  // namespace tidemark::cli
