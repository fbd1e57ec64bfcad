#include "tidemark/check_command.h"

#include <unistd.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/formats/check_json.h"
#include "tidemark/gate/formats/check_text.h"
#include "tidemark/gate/judge/check.h"
#include "tidemark/gate/limits/limit.h"
#include "tidemark/gate/metrics/metric.h"
#include "tidemark/leak_flags.h"
#include "tidemark/report/terminal.h"
#include "tidemark/symbol_flags.h"

namespace tidemark::cli {
namespace {

struct Options {
  std::vector<std::string> traces;
  std::vector<std::string> limits;
  std::string format = "text";
  bool allow_truncated = false;
  bool strict = false;
  bool recover = false;
  SymbolFlags symbols;
  LeakFlags leaks;
};

CommandLine Declare(Options* options) {
  CommandLine line("check", "Fails (exit code 1) when a trace goes over a limit.");
  line.Option("TRACE", &options->traces, "the traces, each judged by every limit");
  line.Option("--limit", &options->limits,
              "'METRIC OP VALUE', as in 'peak_bytes <= 64MiB'; may be given several times");
  line.Option("--format", &options->format, "text (default) or json");
  line.Flag("--allow-truncated", &options->allow_truncated,
            "judge a trace without an end; else it is refused (3)");
  line.Flag("--strict", &options->strict, "refuse (3) a trace that contradicts itself");
  line.Flag("--recover", &options->recover, "skip lines that cannot be read, and count them");
  options->symbols.Declare(&line);
  options->leaks.Declare(&line);
  return line;
}

std::string MetricsHelp() {
  std::string text = "\nMetrics:\n";
  for (const gate::Metric& metric : gate::AllMetrics()) {
    absl::StrAppend(&text, absl::StrFormat("  %-22s %s\n", metric.name, metric.meaning));
  }
  absl::StrAppend(&text,
                  "Of a heap that was sampled (tidemark run --sample) figures are estimates, "
                  "marked with ~.\n"
                  "Operators: <= < >= > ==   Units of bytes: B KiB MiB GiB TiB, KB MB GB TB\n"
                  "\nExit codes: 0 all limits kept, 1 a limit not kept, 2 wrong usage,\n"
                  "3 a trace unreadable or refused, 4 nothing was judged\n");
  return text;
}

std::string Help() {
  Options options;
  return Declare(&options).Help() + MetricsHelp();
}

// Says also how the traces are to be analysed.
absl::StatusOr<std::vector<gate::Limit>> Validate(const Options& options,
                                                  analysis::AnalyzeOptions* analyze) {
  if (options.traces.empty()) {
    return absl::InvalidArgumentError(
        "check: no trace given; usage: tidemark check TRACE... --limit 'peak_bytes <= 64MiB'");
  }
  TIDEMARK_RETURN_IF_ERROR(CheckChoice("format", options.format, {"text", "json"}));
  analyze->recover = options.recover;
  TIDEMARK_RETURN_IF_ERROR(options.symbols.Apply("check", analyze));
  TIDEMARK_RETURN_IF_ERROR(options.leaks.Apply("check", analyze));
  std::vector<gate::Limit> limits;
  for (const std::string& text : options.limits) {
    TIDEMARK_ASSIGN_OR_RETURN(gate::Limit limit, gate::ParseLimit(text));
    limits.push_back(std::move(limit));
  }
  return limits;
}

// Judges one trace into `result`.
absl::Status CheckTrace(const std::string& trace, const Options& options,
                        const analysis::AnalyzeOptions& analyze,
                        const std::vector<gate::Limit>& limits, gate::CheckResult* result) {
  TIDEMARK_ASSIGN_OR_RETURN(const analysis::Report report, analysis::Analyze(trace, analyze));
  gate::CheckOptions fitness;
  fitness.allow_truncated = options.allow_truncated;
  fitness.strict = options.strict;
  if (const absl::Status fit = gate::Admissible(report, fitness, limits); !fit.ok()) {
    return absl::DataLossError(absl::StrCat(trace, ": ", fit.message()));
  }
  result->traces.push_back(gate::Judge(trace, report, limits));
  return absl::OkStatus();
}

// Every trace is judged, so that one run shows all that is wrong; the exit code is the most severe.
ExitCode CheckAll(const Options& options, const analysis::AnalyzeOptions& analyze,
                  const std::vector<gate::Limit>& limits) {
  gate::CheckResult result;
  ExitCode exit_code = ExitCode::kOk;
  for (const std::string& trace : options.traces) {
    const absl::Status status = CheckTrace(trace, options, analyze, limits, &result);
    if (status.ok()) continue;
    PrintError(status.message());
    exit_code = MoreSevere(exit_code, ExitCodeOf(status));
  }
  if (result.judged() == 0) return MoreSevere(exit_code, ExitCode::kNothingJudged);
  if (result.failures() > 0) exit_code = MoreSevere(exit_code, ExitCode::kOverLimit);
  const report::TextOptions terminal =
      report::ChooseTextOptions({}, report::ReadTerminal(STDOUT_FILENO));
  const absl::Status written =
      WriteOutput("", options.format == "json" ? gate::CheckJson(result)
                                               : gate::CheckText(result, terminal.unicode));
  if (!written.ok()) {
    PrintError(written.message());
    return MoreSevere(exit_code, ExitCode::kUsage);
  }
  return exit_code;
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  const absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  analysis::AnalyzeOptions analyze;
  const absl::StatusOr<std::vector<gate::Limit>> limits = Validate(options, &analyze);
  if (!limits.ok()) {
    PrintError(limits.status().message());
    return ExitCode::kUsage;
  }
  if (limits->empty()) {
    PrintError("check: nothing judged: no limit given; for example --limit 'peak_bytes <= 64MiB'");
    return ExitCode::kNothingJudged;
  }
  return CheckAll(options, analyze, *limits);
}

}  // namespace

Command CheckCommand() {
  return {"check", "fail when a trace goes over a limit, for CI", Run, Help};
}

}  // namespace tidemark::cli
