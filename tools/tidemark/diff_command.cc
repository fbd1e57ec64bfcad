#include "tidemark/diff_command.h"

#include <unistd.h>

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/baseline_source.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/formats/diff_text.h"
#include "tidemark/reading_flags.h"
#include "tidemark/report/terminal.h"
#include "tidemark/source_flags.h"
#include "tidemark/symbol_flags.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  std::string output;
  ReadingFlags reading;
  SymbolFlags symbols;
  SourceFlags source;
};

CommandLine Declare(Options* options) {
  CommandLine line("diff",
                   "Shows what differs between two traces or baselines, and which places the "
                   "difference comes from. Differences are no failure: that is 'tidemark check'.");
  line.Option("FILE", &options->files, "BASE and NEW, each a trace or a baseline");
  line.Option("--format", &options->format, "text (default), markdown or json");
  line.Option("-o,--output", &options->output, "write to FILE, not to standard output");
  options->reading.Declare(&line);
  options->symbols.Declare(&line);
  options->source.Declare(&line);
  return line;
}

std::string Help() {
  Options options;
  return Declare(&options).Help() +
         "\nPlaces are found again although lines moved, files were renamed or another compiler "
         "was "
         "used.\n\nExit codes: 0 both were read, 2 wrong usage, 3 one cannot be read, 4 one has no "
         "events\n";
}

std::string Render(const Options& options, const gate::Diff& diff) {
  gate::FormatOptions format;
  format.source_root = gate::FindRepository(".");
  if (options.format == "json") return gate::DiffJson(diff);
  if (options.format == "markdown") return gate::DiffMarkdown(diff, format);
  format.unicode = !options.output.empty() ||
                   report::ChooseTextOptions({}, report::ReadTerminal(STDOUT_FILENO)).unicode;
  return gate::DiffText(diff, format);
}

absl::Status Validate(const CommandLine& line, const Options& options,
                      analysis::AnalyzeOptions* analyze) {
  if (options.files.size() != 2) {
    return absl::InvalidArgumentError(
        "diff: two files are needed; usage: tidemark diff BASE NEW, each a trace or a baseline");
  }
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", options.format, {"text", "markdown", "json"}));
  options.reading.Apply(analyze);
  analyze->break_down = true;
  TIDEMARK_RETURN_IF_ERROR(options.source.Apply(line, analyze));
  return options.symbols.Apply(line, analyze);
}

ExitCode Show(const Options& options, const analysis::AnalyzeOptions& analyze) {
  std::vector<gate::Baseline> sides;
  ExitCode exit_code = ExitCode::kOk;
  for (const std::string& file : options.files) {
    absl::StatusOr<gate::Baseline> side = LoadBaseline(file, analyze);
    if (side.ok()) {
      sides.push_back(*std::move(side));
      continue;
    }
    PrintError(side.status().message());
    exit_code = MoreSevere(exit_code, ExitCodeOf(side.status()));
  }
  if (exit_code != ExitCode::kOk) return exit_code;
  gate::Diff diff;
  diff.base = options.files[0];
  diff.now = options.files[1];
  diff.comparison = gate::Compare(sides[0], sides[1]);
  const absl::Status written = WriteOutput(options.output, Render(options, diff));
  if (written.ok()) return ExitCode::kOk;
  PrintError(written.message());
  return ExitCode::kUsage;
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = Validate(line, options, &analyze);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  return Show(options, analyze);
}

}  // namespace

Command DiffCommand() {
  return {"diff", "show what differs between two traces or baselines, and why", Run, Help};
}

}  // namespace tidemark::cli
