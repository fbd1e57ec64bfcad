#include "tidemark/fit_command.h"

#include <unistd.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/formats/fit_json.h"
#include "tidemark/gate/formats/fit_text.h"
#include "tidemark/gate/growth/growth_report.h"
#include "tidemark/gate/sites/site_key.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/report/terminal.h"
#include "tidemark/symbol_flags.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::vector<std::string> traces;
  std::string by;
  std::string at;
  std::string format = "text";
  std::string output;
  bool allow_truncated = false;
  ReadingFlags reading;
  SymbolFlags symbols;
};

CommandLine Declare(Options* options) {
  CommandLine line("fit",
                   "Shows how peak, allocations and copies grow with the size of the input, from\n"
                   "traces of at least three sizes, and which places the growth comes from.");
  line.Option("TRACE", &options->traces, "the traces, of different sizes of the input");
  line.Option("--by", &options->by,
              "what the size is: NAME of tidemark run --param NAME=1000, or of a number in the "
              "files' names (run-NAME1000.tmk); 'file', the last number in the files' names; or "
              "'largest-array', the elements of the largest array");
  line.Option("--at", &options->at,
              "a size, as 1e9, of which the figures are predicted; 0: of no input");
  line.Option("--format", &options->format, "text (default) or json");
  line.Option("-o,--output", &options->output, "write to FILE, not to standard output");
  line.Flag("--allow-truncated", &options->allow_truncated,
            "take a trace without an end; else it is refused (3)");
  options->reading.Declare(&line);
  options->symbols.Declare(&line);
  return line;
}

std::string Help() {
  Options options;
  return Declare(&options).Help() +
         "\nThe laws: a constant, a + b*n, a + b*n*log2(n), a + b*n^2; the simplest one that no "
         "other\nfits clearly better. Margins are those of 95 %.\n"
         "\nExit codes: 0 fitted, 2 wrong usage, or a trace does not say its size,\n"
         "3 a trace unreadable or truncated, 4 nothing to fit: fewer than three sizes, or a trace\n"
         "without events\n";
}

absl::Status Validate(const CommandLine& line, const Options& options,
                      analysis::AnalyzeOptions* analyze, gate::GrowthOptions* growth) {
  if (options.traces.empty()) {
    return absl::InvalidArgumentError(
        "fit: no trace given; usage: tidemark fit TRACE... --by n, with traces of at least three "
        "sizes");
  }
  if (options.by.empty()) {
    return absl::InvalidArgumentError(
        "fit: --by is missing: it says what the size of the input is, as --by n after tidemark run "
        "--param n=1000, --by file or --by largest-array");
  }
  if (!gate::IsSizeName(options.by)) {
    return absl::InvalidArgumentError(
        absl::StrCat("fit: --by: found '", options.by,
                     "', expected the name of a parameter, as n, or file or largest-array"));
  }
  if (!options.at.empty()) {
    double at = 0;
    if (!absl::SimpleAtod(options.at, &at) || !std::isfinite(at) || at < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "fit: --at: found '", options.at, "', expected a number of at least 0, as 1000 or 1e9"));
    }
    growth->at = at;
  }
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", options.format, {"text", "json"}));
  options.reading.Apply(analyze);
  analyze->break_down = true;
  return options.symbols.Apply(line, analyze);
}

absl::StatusOr<analysis::Report> Load(const std::string& trace, const Options& options,
                                      const analysis::AnalyzeOptions& analyze) {
  TIDEMARK_ASSIGN_OR_RETURN(analysis::Report report, AnalyzeWithProgress(trace, analyze));
  if (report.trace.truncated && !options.allow_truncated) {
    return absl::DataLossError(
        absl::StrCat(trace,
                     ": the trace is truncated, so that its figures are not the whole program's; "
                     "--allow-truncated takes it nevertheless"));
  }
  return report;
}

std::string Render(const Options& options, const gate::GrowthReport& report) {
  if (options.format == "json") return gate::FitJson(report);
  gate::FormatOptions format;
  format.source_root = gate::FindRepository(".");
  format.unicode = !options.output.empty() ||
                   report::ChooseTextOptions({}, report::ReadTerminal(STDOUT_FILENO)).unicode;
  return gate::FitText(report, format);
}

ExitCode Fit(const Options& options, const analysis::AnalyzeOptions& analyze,
             const gate::GrowthOptions& growth) {
  std::vector<analysis::Report> reports;
  ExitCode exit_code = ExitCode::kOk;
  for (const std::string& trace : options.traces) {
    absl::StatusOr<analysis::Report> report = Load(trace, options, analyze);
    if (report.ok()) {
      reports.push_back(*std::move(report));
      continue;
    }
    PrintError(report.status().message());
    exit_code = MoreSevere(exit_code, ExitCodeOf(report.status()));
  }
  // A law of the other traces alone would look as if it were of all.
  if (exit_code != ExitCode::kOk) return exit_code;
  std::vector<gate::SizedTrace> traces;
  for (size_t i = 0; i < reports.size(); ++i) {
    traces.push_back({.trace = options.traces[i], .report = &reports[i]});
  }
  const absl::StatusOr<gate::GrowthReport> fitted = gate::ReportGrowth(options.by, traces, growth);
  if (!fitted.ok()) {
    PrintError(absl::StrCat("fit: ", fitted.status().message()));
    return absl::IsFailedPrecondition(fitted.status()) ? ExitCode::kNothingJudged
                                                       : ExitCode::kUsage;
  }
  const absl::Status written = WriteOutput(options.output, Render(options, *fitted));
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
  gate::GrowthOptions growth;
  if (status.ok()) status = Validate(line, options, &analyze, &growth);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  return Fit(options, analyze, growth);
}

}  // namespace

Command FitCommand() {
  return {"fit", "show by which law memory grows with the size of the input", Run, Help};
}

}  // namespace tidemark::cli
