#include "tidemark/check_command.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/status.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/baseline/baseline.h"
#include "tidemark/gate/formats/formats.h"
#include "tidemark/gate/judge/baseline_judge.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/limits/config.h"
#include "tidemark/gate/limits/limit.h"
#include "tidemark/gate/metrics/metric.h"
#include "tidemark/leak_flags.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/report/terminal.h"
#include "tidemark/source_flags.h"
#include "tidemark/symbol_flags.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> traces;
  std::vector<std::string> limits;
  std::string config;
  std::string baseline;
  std::string missing_baseline = "error";
  std::vector<std::string> formats;
  std::string fail_on;
  std::string test;
  bool selftest = false;
  bool allow_truncated = false;
  bool strict = false;
  ReadingFlags reading;
  SymbolFlags symbols;
  LeakFlags leaks;
  SourceFlags source;
};

CommandLine Declare(Options* options) {
  CommandLine line("check", "Fails (exit code 1) when a trace goes over a limit.");
  line.Option("TRACE", &options->traces, "the traces, each judged by every limit");
  line.Option("--limit", &options->limits,
              "'METRIC [@scope=GLOB] [@site=GLOB] OP VALUE', as in 'peak_bytes <= 64MiB'; one "
              "limit each time");
  line.Option("--config", &options->config, "a file with limits and suppressions: tidemark.json");
  line.Option("--baseline", &options->baseline,
              "a file that 'tidemark baseline init' made: nothing may be more than in it");
  line.Option("--missing-baseline", &options->missing_baseline,
              "where that file is not there: error (default, 4), skip, or create: write it, if "
              "nothing fails");
  line.Option("--format", &options->formats,
              "NAME or NAME=FILE, of those below; may be given several times (default: text)");
  line.Option(
      "--fail-on", &options->fail_on,
      "what else fails, as 'leak,slack': new-site (a place that allocates and is not in the "
      "baseline), leak (any), improvement (less than the baseline), slack (a limit more than "
      "a tenth above what is used); regression (more than the baseline) always does");
  line.Option("--test", &options->test, "the name of the test (default: the recorded program's)");
  line.Flag("--selftest", &options->selftest,
            "push every limit over its bound in memory, and fail where one does not notice");
  line.Flag("--allow-truncated", &options->allow_truncated,
            "judge a trace without an end; else it is refused (3)");
  line.Flag("--strict", &options->strict, "refuse (3) a trace that contradicts itself");
  options->reading.Declare(&line);
  options->symbols.Declare(&line);
  options->leaks.Declare(&line);
  options->source.Declare(&line);
  return line;
}

std::string MetricsHelp() {
  std::string text = "\nMetrics:\n";
  for (const gate::Metric& metric : gate::AllMetrics()) {
    absl::StrAppend(&text, absl::StrFormat("  %-22s %s\n", metric.name, metric.meaning));
  }
  absl::StrAppend(&text, "\nFormats:\n");
  for (const gate::CheckFormat& format : gate::CheckFormats()) {
    absl::StrAppend(&text, absl::StrFormat("  %-22s %s\n", format.name, format.meaning));
  }
  absl::StrAppend(
      &text,
      "\nOf a heap that was sampled (tidemark run --sample) figures are estimates, "
      "marked with ~.\n"
      "Operators: <= < >= > ==   Units of bytes: B KiB MiB GiB TiB, KB MB GB TB\n"
      "A site is FILE, FILE:LINE, FILE:FUNCTION, FUNCTION or LABEL; METRIC@SITE is short "
      "for it.\nWhat a trace does not tell is not judged, and not a pass.\n"
      "\nExit codes: 0 all limits kept, 1 a limit not kept, 2 wrong usage,\n"
      "3 a trace unreadable or refused, 4 nothing was judged, or not all that was asked\n");
  return text;
}

std::string Help() {
  Options options;
  return Declare(&options).Help() + MetricsHelp();
}

struct Output {
  const gate::CheckFormat* format = nullptr;
  std::string file;  // empty: standard output
};

absl::StatusOr<std::vector<Output>> ReadOutputs(const std::vector<std::string>& formats) {
  std::vector<Output> outputs;
  for (const std::string& text : formats) {
    const std::string name = text.substr(0, text.find('='));
    Output output{.format = gate::FindCheckFormat(name), .file = {}};
    if (output.format == nullptr) {
      return CheckChoice("format", name, gate::CheckFormatNames());
    }
    if (name.size() < text.size()) output.file = text.substr(name.size() + 1);
    if (name.size() < text.size() && output.file.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--format ", text, ": no file is named"));
    }
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) outputs.push_back({.format = gate::FindCheckFormat("text"), .file = {}});
  const auto to_terminal = std::count_if(outputs.begin(), outputs.end(),
                                         [](const Output& output) { return output.file.empty(); });
  if (to_terminal > 1) {
    return absl::InvalidArgumentError(
        "check: only one format can go to standard output; write the others to files: "
        "--format NAME=FILE");
  }
  return outputs;
}

// All that was asked for, understood.
struct Request {
  gate::JudgeOptions judge;
  std::optional<gate::Baseline> baseline;
  analysis::AnalyzeOptions analyze;
  std::vector<Output> outputs;
};

absl::Status CheckTraces(const Options& options) {
  if (options.traces.empty()) {
    return absl::InvalidArgumentError(
        "check: no trace given; usage: tidemark check TRACE... --limit 'peak_bytes <= 64MiB'");
  }
  for (const std::string& trace : options.traces) {
    std::error_code ignored;
    if (fs::exists(trace, ignored) || !gate::ParseLimit(trace).ok()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("check: '", trace,
                     "' is a limit and stands where a trace is expected; --limit takes one: "
                     "write --limit 'A' --limit 'B'"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Request> Understand(const CommandLine& line, const Options& options) {
  TIDEMARK_RETURN_IF_ERROR(CheckTraces(options));
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(request.outputs, ReadOutputs(options.formats));
  options.reading.Apply(&request.analyze);
  request.analyze.break_down = true;
  TIDEMARK_RETURN_IF_ERROR(options.symbols.Apply(line, &request.analyze));
  TIDEMARK_RETURN_IF_ERROR(options.leaks.Apply("check", &request.analyze));
  TIDEMARK_RETURN_IF_ERROR(options.source.Apply(line, &request.analyze));
  gate::JudgeOptions& judge = request.judge;
  for (const std::string& text : options.limits) {
    TIDEMARK_ASSIGN_OR_RETURN(gate::Limit limit, gate::ParseLimit(text));
    judge.limits.push_back(std::move(limit));
  }
  if (!options.config.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(judge.config, gate::ReadConfig(options.config));
  }
  if (!options.fail_on.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(judge.fail_on, gate::ParseFailOn(options.fail_on));
  }
  TIDEMARK_RETURN_IF_ERROR(
      CheckChoice("--missing-baseline", options.missing_baseline, {"error", "skip", "create"}));
  if (options.baseline.empty()) {
    TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--missing-baseline"}, "goes with --baseline FILE"));
  }
  std::error_code ignored;
  if (!options.baseline.empty() && fs::exists(options.baseline, ignored)) {
    TIDEMARK_ASSIGN_OR_RETURN(request.baseline, gate::ReadBaseline(options.baseline));
    judge.baseline_file = options.baseline;
  }
  judge.repository = gate::FindRepository(".");
  judge.allow_truncated = options.allow_truncated;
  judge.strict = options.strict;
  judge.today = gate::Today();
  return request;
}

// Reads every trace, so that one run shows all that is wrong.
std::vector<gate::JudgedTrace> ReadTraces(const Options& options, const Request& request,
                                          std::vector<gate::RefusedTrace>* refused) {
  std::vector<gate::JudgedTrace> traces;
  for (const std::string& file : options.traces) {
    absl::StatusOr<analysis::Report> report = AnalyzeWithProgress(file, request.analyze);
    if (!report.ok()) {
      PrintError(report.status().message());
      refused->push_back({.trace = file,
                          .message = std::string(report.status().message()),
                          .empty = ExitCodeOf(report.status()) == ExitCode::kNothingJudged});
      continue;
    }
    const std::string test =
        options.test.empty() ? gate::TestNameOf(*report) : CleanForDisplay(options.test, true);
    traces.push_back({.file = file, .test = test, .report = *std::move(report)});
  }
  return traces;
}

ExitCode ExitCodeOf(const gate::CheckResult& result) {
  ExitCode exit_code = ExitCode::kOk;
  for (const gate::RefusedTrace& refused : result.refused) {
    exit_code =
        MoreSevere(exit_code, refused.empty ? ExitCode::kNothingJudged : ExitCode::kUnreadable);
  }
  if (result.failures() > 0) exit_code = MoreSevere(exit_code, ExitCode::kOverLimit);
  if ((result.judged() == 0 && !result.excused) || result.not_judged() > 0) {
    exit_code = MoreSevere(exit_code, ExitCode::kNothingJudged);
  }
  return exit_code;
}

absl::Status Write(const gate::CheckResult& result, const Request& request) {
  gate::FormatOptions options;
  options.source_root = request.judge.repository;
  for (const Output& output : request.outputs) {
    // Standard error has said it all.
    const bool nothing_to_read = result.verdicts.empty() && output.format->name == "text";
    if (nothing_to_read && output.file.empty()) continue;
    options.unicode = !output.file.empty() ||
                      report::ChooseTextOptions({}, report::ReadTerminal(STDOUT_FILENO)).unicode;
    TIDEMARK_RETURN_IF_ERROR(WriteOutput(output.file, output.format->render(result, options)));
  }
  return absl::OkStatus();
}

constexpr char kProposedBaseline[] = "baseline.proposed.json";

// The baseline as of these traces.
std::string BaselineTextOf(const std::vector<gate::JudgedTrace>& traces,
                           const gate::JudgeOptions& judge) {
  std::vector<const gate::JudgedTrace*> runs;
  runs.reserve(traces.size());
  for (const gate::JudgedTrace& trace : traces) runs.push_back(&trace);
  return gate::BaselineText(gate::FileBaselineOf(runs, judge));
}

// Beside what failed, a file to look at and to commit: the baseline itself is never touched.
void Propose(const std::vector<gate::JudgedTrace>& traces, const gate::JudgeOptions& judge) {
  const absl::Status written = WriteOutput(kProposedBaseline, BaselineTextOf(traces, judge));
  if (written.ok()) {
    PrintError(absl::StrCat("check: the baseline as of now is in ", kProposedBaseline, "; ",
                            judge.baseline_file, " is as it was"));
  } else {
    PrintError(written.message());
  }
}

bool IsRegression(const gate::Verdict& verdict) {
  return verdict.outcome == gate::Outcome::kFailed &&
         (verdict.rule == "increase" || verdict.rule == "lost-reuse" ||
          verdict.rule == "new-site" || verdict.rule == "improvement");
}

// The first baseline, where there is none: of traces of which nothing else failed.
ExitCode CreateBaseline(const Options& options, const std::vector<gate::JudgedTrace>& traces,
                        const gate::JudgeOptions& judge, const gate::CheckResult& result) {
  if (result.failures() > 0 || !result.refused.empty() || traces.empty()) {
    PrintError(absl::StrCat("check: ", options.baseline,
                            " was not made: not all of the traces "
                            "passed"));
    return ExitCode::kOk;
  }
  const absl::Status written = WriteOutput(options.baseline, BaselineTextOf(traces, judge));
  if (written.ok()) {
    PrintError(absl::StrCat("check: made ", options.baseline, "; commit it"));
    return ExitCode::kOk;
  }
  PrintError(written.message());
  return ExitCode::kUsage;
}

ExitCode CheckAll(const Options& options, const Request& request) {
  std::vector<gate::RefusedTrace> unreadable;
  const std::vector<gate::JudgedTrace> traces = ReadTraces(options, request, &unreadable);
  gate::JudgeOptions judge = request.judge;
  if (request.baseline.has_value()) judge.baseline = &*request.baseline;
  gate::CheckResult result =
      options.selftest ? gate::SelfTest(traces, judge) : gate::Judge(traces, judge);
  for (const gate::RefusedTrace& refused : result.refused) {
    PrintError(absl::StrCat(refused.trace, ": ", refused.message));
  }
  result.refused.insert(result.refused.begin(), unreadable.begin(), unreadable.end());
  result.traces = options.traces;
  const bool missing = !options.baseline.empty() && !request.baseline.has_value();
  result.excused = missing && result.verdicts.empty() && result.refused.empty();
  ExitCode exit_code = ExitCodeOf(result);
  if (missing && options.missing_baseline == "create") {
    exit_code = MoreSevere(exit_code, CreateBaseline(options, traces, judge, result));
  }
  if (!options.selftest &&
      std::any_of(result.verdicts.begin(), result.verdicts.end(), IsRegression)) {
    Propose(traces, judge);
  }
  const absl::Status written = Write(result, request);
  if (written.ok()) return exit_code;
  PrintError(written.message());
  return MoreSevere(exit_code, ExitCode::kUsage);
}

bool AsksForAnything(const Options& options, const Request& request) {
  const gate::JudgeOptions& judge = request.judge;
  return !options.baseline.empty() || !judge.limits.empty() || judge.config.has_limits() ||
         judge.fail_on.leak;
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
  const absl::StatusOr<Request> request = Understand(line, options);
  if (!request.ok()) {
    PrintError(request.status().message());
    return ExitCode::kUsage;
  }
  if (!options.baseline.empty() && !request->baseline.has_value()) {
    if (options.missing_baseline != "create") {
      PrintError(absl::StrCat("check: there is no baseline ", options.baseline,
                              "; make it with: tidemark baseline init TRACE... --baseline ",
                              options.baseline));
    }
    if (options.missing_baseline == "error") return ExitCode::kNothingJudged;
  }
  if (request->judge.config.has_increases() && options.baseline.empty()) {
    PrintError(absl::StrCat("check: ", options.config,
                            " bounds increases (max_increase_...), which needs --baseline FILE: "
                            "they are not judged"));
  }
  if (!AsksForAnything(options, *request)) {
    PrintError("check: nothing judged: no limit given; for example --limit 'peak_bytes <= 64MiB'");
    return ExitCode::kNothingJudged;
  }
  return CheckAll(options, *request);
}

}  // namespace

Command CheckCommand() {
  return {"check", "fail when a trace goes over a limit, for CI", Run, Help};
}

}  // namespace tidemark::cli
