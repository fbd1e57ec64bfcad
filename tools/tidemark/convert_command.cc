#include "tidemark/convert_command.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/losses.h"
#include "tidemark/progress.h"
#include "tidemark/redact/redactor.h"
#include "tidemark/symbol_flags.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::string source;
  std::string destination;
  bool recover = false;
  bool redact = false;
  SymbolFlags symbols;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "convert",
      "Writes the events of one trace to another file; its extension says how:\n"
      ".tmk is binary; .json, .ndjson and .jsonl are JSON, with .gz or .zst compressed.");
  line.Option("FROM", &options->source, "the trace, '-' for standard input");
  line.Option("TO", &options->destination, "the file to write; an older one is replaced");
  line.Flag("--recover", &options->recover, "skip what cannot be read, and say what it was");
  line.Flag(
      "--redact", &options->redact,
      "for traces that are sent to somebody: write pseudonyms for paths, functions, arguments, "
      "labels and all other names that are not public, and leave out host, processes and the "
      "time of day; sizes, figures and findings stay. Code is named first (see the options "
      "below), since nobody can do so later");
  options->symbols.Declare(&line);
  return line;
}

absl::Status Validate(const CommandLine& line, const Options& options) {
  if (options.source.empty() || options.destination.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("convert: no ",
                                                   options.source.empty() ? "trace" : "output",
                                                   " given; usage: tidemark convert FROM TO"));
  }
  if (options.source != "-" && IsSameFile(options.source, options.destination)) {
    return absl::InvalidArgumentError(absl::StrCat("convert: '", options.source, "' and '",
                                                   options.destination, "' are the same file"));
  }
  if (!options.redact) {
    TIDEMARK_RETURN_IF_ERROR(line.RefuseAllBut({"--recover"}, "goes with --redact"));
  }
  return CheckNoRingBeside(options.destination);
}

std::string Count(int64_t count, absl::string_view thing) {
  return absl::StrCat(count, " ", thing, count == 1 ? "" : "s");
}

std::string Summary(const Options& options, const redact::RedactionSummary& summary,
                    const trace::ReaderStats& stats) {
  std::string text = absl::StrCat("redacted: ", Count(summary.names, "name"), " replaced");
  if (summary.nameless_frames > 0) {
    absl::StrAppend(&text, "; ", summary.nameless_frames, " of ",
                    Count(summary.named_frames + summary.nameless_frames, "frame"),
                    " of code without a name, which stay offsets in their modules");
  }
  if (stats.unknown_events_skipped > 0) {
    absl::StrAppend(&text, "; left out ", Count(stats.unknown_events_skipped, "unknown event"));
  }
  if (stats.unknown_keys_skipped > 0) {
    absl::StrAppend(&text, "; left out ", Count(stats.unknown_keys_skipped, "unknown key"));
  }
  return absl::StrCat(text, "\nwritten to ", options.destination, "\n");
}

// As Options say. `analyze`: where to find the names of code.
ExitCode Convert(const Options& options, const analysis::AnalyzeOptions& analyze) {
  const auto reader = trace::OpenTrace(options.source, {.recover = options.recover});
  if (!reader.ok()) {
    PrintError(reader.status().message());
    return ExitCode::kUnreadable;
  }
  const trace::ReaderStats& stats = (*reader)->stats();
  analysis::Symbolizer symbolizer(analyze.symbols);
  redact::Redactor redactor(analyze.use_symbols ? &symbolizer : nullptr, &stats);
  EventChange change;
  if (options.redact) {
    change = [&](const trace::Event& event, const EventSink& sink) {
      return redactor.Redact(event, sink);
    };
  }
  const CopyResult result = [&] {
    const Progress progress(options.source);
    return CopyTrace(reader->get(), options.destination, nullptr, change);
  }();
  if (!result.status.ok()) {
    PrintError(result.status.message());
    return result.exit_code;
  }
  PrintLosses(options.source, stats);
  if (!options.redact) return ExitCode::kOk;
  symbolizer.Save();
  const absl::Status status = WriteOutput("", Summary(options, redactor.summary(), stats));
  if (!status.ok()) PrintError(status.message());
  return status.ok() ? ExitCode::kOk : ExitCode::kUsage;
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) status = Validate(line, options);
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = options.symbols.Apply(line, &analyze);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  return Convert(options, analyze);
}

std::string Help() {
  Options options;
  return Declare(&options).Help();
}

}  // namespace

Command ConvertCommand() {
  return {"convert", "write a trace in another encoding: .tmk, .json, .ndjson.zst", Run, Help};
}

}  // namespace tidemark::cli
