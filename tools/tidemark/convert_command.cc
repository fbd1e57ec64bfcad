#include "tidemark/convert_command.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/copy_trace.h"
#include "tidemark/progress.h"
#include "tidemark/trace/reader.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::string source;
  std::string destination;
  bool recover = false;
};

CommandLine Declare(Options* options) {
  CommandLine line(
      "convert",
      "Writes the events of one trace to another file; its extension says how:\n"
      ".tmk is binary; .json, .ndjson and .jsonl are JSON, with .gz or .zst compressed.");
  line.Option("FROM", &options->source, "the trace, '-' for standard input");
  line.Option("TO", &options->destination, "the file to write; an older one is replaced");
  line.Flag("--recover", &options->recover, "skip what cannot be read, and say what it was");
  return line;
}

absl::Status Validate(const Options& options) {
  if (options.source.empty() || options.destination.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("convert: no ",
                                                   options.source.empty() ? "trace" : "output",
                                                   " given; usage: tidemark convert FROM TO"));
  }
  if (options.source != "-" && IsSameFile(options.source, options.destination)) {
    return absl::InvalidArgumentError(absl::StrCat("convert: '", options.source, "' and '",
                                                   options.destination, "' are the same file"));
  }
  return CheckNoRingBeside(options.destination);
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", line.Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) status = Validate(options);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  const auto reader = trace::OpenTrace(options.source, {.recover = options.recover});
  if (!reader.ok()) {
    PrintError(reader.status().message());
    return ExitCode::kUnreadable;
  }
  const CopyResult result = [&] {
    const Progress progress(options.source);
    return CopyTrace(reader->get(), options.destination);
  }();
  if (!result.status.ok()) {
    PrintError(result.status.message());
    return result.exit_code;
  }
  PrintLosses(options.source, (*reader)->stats());
  return ExitCode::kOk;
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
