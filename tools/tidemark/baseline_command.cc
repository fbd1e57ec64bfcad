#include "tidemark/baseline_command.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/status.h"
#include "tidemark/baseline_source.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/gate/baseline/comparison.h"
#include "tidemark/gate/formats/diff_text.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/limits/config.h"
#include "tidemark/losses.h"
#include "tidemark/progress.h"
#include "tidemark/reading_flags.h"
#include "tidemark/source_flags.h"
#include "tidemark/symbol_flags.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> words;  // the action, then traces
  std::string action;
  std::vector<std::string> traces;
  std::string baseline;
  std::string config;
  std::string reason;
  std::string test;
  bool accept = false;
  ReadingFlags reading;
  SymbolFlags symbols;
  SourceFlags source;
};

CommandLine Declare(Options* options) {
  CommandLine line("baseline", "Makes and keeps baselines: what a test's memory may come to.");
  line.Option("ACTION", &options->words,
              "init, update, prune or show, then the traces of one test");
  line.Option("--baseline", &options->baseline, "the file, to be committed");
  line.Option("--config", &options->config, "a file with limits: no update while one fails");
  line.Flag("--accept", &options->accept, "update although a limit fails; needs --reason");
  line.Option("--reason", &options->reason, "why; it is kept in the baseline");
  line.Option("--test", &options->test,
              "the name of the test, as check is given it (default: the recorded program's)");
  options->reading.Declare(&line);
  options->symbols.Declare(&line);
  options->source.Declare(&line);
  return line;
}

constexpr char kActionsHelp[] = R"(
Actions:
  init TRACE...    write a new baseline; one that is there is not touched
  update TRACE...  bring a baseline up to date
  prune [TRACE...] take out places without figures, and those that the traces no longer have
  show             list what a baseline holds
Of several traces of one test, of each metric the smallest figure counts.

Exit codes: 0 done, 1 a limit fails and was not accepted, 2 wrong usage or the file cannot be
written, 3 a trace or the baseline cannot be read, 4 a trace has no events
)";

std::string Help() {
  Options options;
  return Declare(&options).Help() + kActionsHelp;
}

// An error and the code to end with.
struct Failure {
  ExitCode code = ExitCode::kOk;
  std::string message = {};
};

Failure UsageFailure(const std::string& message) {
  return {ExitCode::kUsage, absl::StrCat("baseline: ", message)};
}

Failure FailureOf(const absl::Status& status) {
  return {ExitCodeOf(status), std::string(status.message())};
}

// A `show` or `prune` of many places still is one screen.
constexpr size_t kMostShown = 20;

// The traces of one test, understood.
struct Runs {
  std::vector<gate::JudgedTrace> traces;
  gate::Baseline least;  // of each figure
};

absl::StatusOr<Runs> ReadRuns(const Options& options, const analysis::AnalyzeOptions& analyze) {
  Runs runs;
  std::vector<gate::Baseline> baselines;
  for (const std::string& file : options.traces) {
    TIDEMARK_ASSIGN_OR_RETURN(analysis::Report report, AnalyzeWithProgress(file, analyze));
    if (const absl::Status fit = gate::Admissible(report, {}); !fit.ok()) {
      return absl::DataLossError(absl::StrCat(
          file, ": no baseline is made of it: the trace is truncated or damaged: record it again"));
    }
    PrintLosses(file, report.trace);
    baselines.push_back(BaselineOfReport(report));
    if (!options.test.empty()) baselines.back().test = CleanForDisplay(options.test, true);
    const std::string& test = baselines.front().test;
    if (baselines.back().test != test) {
      return absl::InvalidArgumentError(absl::StrCat(file, ": is of another program: '",
                                                     baselines.back().test, "', not '", test,
                                                     "'; a baseline is of one test"));
    }
    runs.traces.push_back({.file = file, .test = test, .report = std::move(report)});
  }
  runs.least = gate::MinimumOf(baselines);
  gate::BoundRows(gate::kMostRows, &runs.least);
  return runs;
}

// What fails of the limits of --config, and of what the baseline allowed.
struct Failed {
  std::vector<gate::Verdict> limits;
  std::vector<gate::Verdict> increases;
};

absl::StatusOr<Failed> FailedNow(const Options& options, const Runs& runs,
                                 const gate::Baseline& before) {
  gate::JudgeOptions judge;
  if (!options.config.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(judge.config, gate::ReadConfig(options.config));
  }
  judge.today = gate::Today();
  judge.baseline = &before;
  judge.baseline_file = options.baseline;
  judge.repository = gate::FindRepository(".");
  Failed failed;
  for (gate::Verdict& verdict : gate::Judge(runs.traces, judge).verdicts) {
    if (verdict.outcome != gate::Outcome::kFailed) continue;
    if (verdict.rule == "limit") {
      failed.limits.push_back(std::move(verdict));
    } else if (verdict.before.has_value()) {
      failed.increases.push_back(std::move(verdict));
    }
  }
  return failed;
}

// Of each metric the last acceptance is kept. What is said of a part goes for the whole.
void KeepAcceptance(const gate::Verdict& verdict, const gate::Baseline& before,
                    const std::string& reason, gate::Baseline* now) {
  const size_t figure = gate::FigureIndex(verdict.metric);
  gate::Acceptance entry;
  entry.metric = verdict.metric;
  if (figure != gate::kNoFigure) {
    entry.from = before.totals[figure];
    entry.to = now->totals[figure];
  } else {
    entry.to = std::max<int64_t>(verdict.after, 0);
  }
  entry.reason = CleanForDisplay(reason, true);
  const auto of_metric = std::find_if(
      now->accepted.begin(), now->accepted.end(),
      [&](const gate::Acceptance& accepted) { return accepted.metric == entry.metric; });
  if (of_metric == now->accepted.end()) {
    now->accepted.push_back(std::move(entry));
  } else {
    *of_metric = std::move(entry);
  }
}

// Refuses, or keeps for each metric why it was let in.
Failure Accept(const Options& options, const Failed& failed, const gate::Baseline& before,
               gate::Baseline* now) {
  std::vector<std::string> limits;
  limits.reserve(failed.limits.size());
  for (const gate::Verdict& verdict : failed.limits) limits.push_back(verdict.limit_text);
  if (!options.accept && !limits.empty()) {
    return {ExitCode::kOverLimit,
            absl::StrCat("baseline: not updated: ", limits.size(),
                         limits.size() == 1 ? " limit fails (" : " limits fail (",
                         absl::StrJoin(limits, "; "),
                         "); to update all the same: --accept --reason 'why'")};
  }
  now->accepted = before.accepted;
  if (!options.accept) return {};
  for (const gate::Verdict& verdict : failed.limits) {
    KeepAcceptance(verdict, before, options.reason, now);
  }
  for (const gate::Verdict& verdict : failed.increases) {
    KeepAcceptance(verdict, before, options.reason, now);
  }
  return {};
}

Failure WriteBaseline(const Options& options, const gate::Baseline& baseline,
                      const std::string& what, std::string* out) {
  if (const absl::Status written = WriteOutput(options.baseline, gate::BaselineText(baseline));
      !written.ok()) {
    return UsageFailure(std::string(written.message()));
  }
  absl::StrAppend(out, options.baseline, ": ", what, "; ", baseline.rows.size(),
                  baseline.rows.size() == 1 ? " place\n" : " places\n");
  return {};
}

Failure Init(const Options& options, const analysis::AnalyzeOptions& analyze, std::string* out) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(options.baseline, ignored))) {
    return UsageFailure(absl::StrCat(options.baseline,
                                     ": is there already; 'tidemark baseline update' changes it"));
  }
  const absl::StatusOr<Runs> runs = ReadRuns(options, analyze);
  if (!runs.ok()) return FailureOf(runs.status());
  return WriteBaseline(options, runs->least, "written", out);
}

Failure Update(const Options& options, const analysis::AnalyzeOptions& analyze, std::string* out) {
  const absl::StatusOr<gate::Baseline> before = gate::ReadBaseline(options.baseline);
  if (absl::IsNotFound(before.status())) {
    return UsageFailure(
        absl::StrCat(before.status().message(), "; 'tidemark baseline init' makes one"));
  }
  if (!before.ok()) return FailureOf(before.status());
  absl::StatusOr<Runs> runs = ReadRuns(options, analyze);
  if (!runs.ok()) return FailureOf(runs.status());
  const absl::StatusOr<Failed> failed = FailedNow(options, *runs, *before);
  if (!failed.ok()) return UsageFailure(std::string(failed.status().message()));
  Failure refused = Accept(options, *failed, *before, &runs->least);
  if (refused.code != ExitCode::kOk) return refused;
  if (gate::BaselineText(*before) == gate::BaselineText(runs->least)) {
    absl::StrAppend(out, options.baseline, ": up to date\n");
    return {};
  }
  gate::Diff diff;
  diff.base = options.baseline;
  diff.now = absl::StrJoin(options.traces, ", ");
  diff.comparison = gate::Compare(*before, runs->least);
  *out = gate::DiffText(diff, {.unicode = true, .source_root = gate::FindRepository(".")});
  return WriteBaseline(options, runs->least, "updated", out);
}

// Takes the rows out of the baseline, and what they had out of its totals.
size_t TakeOut(const std::vector<gate::MatchedRow>& gone, gate::Baseline* baseline) {
  std::map<std::tuple<gate::SiteKey, std::string, gate::Figures>, int> left;
  for (const gate::MatchedRow& row : gone) ++left[{row.key, row.text, row.before}];
  std::vector<gate::BaselineRow> kept;
  gate::Figures largest = gate::NoFigures();
  for (gate::BaselineRow& row : baseline->rows) {
    const auto it = left.find({row.key, row.text, row.figures});
    const bool is_gone = it != left.end() && it->second-- > 0;
    if (!is_gone && !gate::AllZero(row.figures)) {
      gate::AddFigures(row.figures, &largest);
      kept.push_back(std::move(row));
      continue;
    }
    for (size_t i = 0; i < row.figures.size(); ++i) {
      if (gate::AllFigures()[i].combine != gate::Combine::kSum) continue;
      int64_t& total = baseline->totals[i];
      total -= std::min(total, row.figures[i]);
    }
  }
  const size_t taken = baseline->rows.size() - kept.size();
  baseline->rows = std::move(kept);
  for (size_t i = 0; taken > 0 && i < largest.size(); ++i) {
    if (gate::AllFigures()[i].combine == gate::Combine::kSum) continue;
    baseline->totals[i] = std::min(baseline->totals[i], largest[i]);
  }
  return taken;
}

Failure Prune(const Options& options, const analysis::AnalyzeOptions& analyze, std::string* out) {
  absl::StatusOr<gate::Baseline> baseline = gate::ReadBaseline(options.baseline);
  if (!baseline.ok()) return FailureOf(baseline.status());
  std::vector<gate::MatchedRow> gone;
  if (!options.traces.empty()) {
    const absl::StatusOr<Runs> runs = ReadRuns(options, analyze);
    if (!runs.ok()) return FailureOf(runs.status());
    for (gate::MatchedRow& row : gate::MatchRows(*baseline, runs->least)) {
      if (row.match == gate::Match::kGone) gone.push_back(std::move(row));
    }
  }
  const size_t taken = TakeOut(gone, &*baseline);
  if (taken == 0) {
    absl::StrAppend(out, options.baseline, ": nothing to prune\n");
    return {};
  }
  return WriteBaseline(options, *baseline,
                       absl::StrCat("pruned of ", taken, taken == 1 ? " place" : " places"), out);
}

// Compared with nothing, a baseline shows all that it has.
Failure Show(const Options& options, std::string* out) {
  const absl::StatusOr<gate::Baseline> baseline = gate::ReadBaseline(options.baseline);
  if (!baseline.ok()) return FailureOf(baseline.status());
  absl::StrAppend(out, CleanForDisplay(options.baseline, true), ": baseline of '",
                  CleanForDisplay(baseline->test, true), "', trace version ",
                  baseline->trace_version, baseline->standard_library.empty() ? "" : ", ",
                  CleanForDisplay(baseline->standard_library, true), "\n");
  for (size_t i = 0; i < baseline->totals.size(); ++i) {
    if (baseline->totals[i] == 0) continue;
    const gate::FigureKind& figure = gate::AllFigures()[i];
    absl::StrAppend(out, "  ", figure.name, ": ",
                    gate::MetricValueText(figure.unit, baseline->totals[i]), "\n");
  }
  for (const gate::Acceptance& entry : baseline->accepted) {
    absl::StrAppend(out, "accepted: ", CleanForDisplay(entry.metric, true), " from ", entry.from,
                    " to ", entry.to, ": ", CleanForDisplay(entry.reason, true), "\n");
  }
  std::vector<const gate::BaselineRow*> rows;
  for (const gate::BaselineRow& row : baseline->rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) {
    return gate::WeightOf(*a, baseline->totals) > gate::WeightOf(*b, baseline->totals);
  });
  for (size_t i = 0; i < std::min(kMostShown, rows.size()); ++i) {
    const gate::SiteKey& key = rows[i]->key;
    const std::string name = rows[i]->others > 0 ? absl::StrCat(rows[i]->others, " small places")
                             : key.label.empty() ? absl::StrCat(key.file, "  ", key.function)
                                                 : absl::StrCat("[", key.label, "]");
    const std::vector<std::string> parts = {name, key.kind, key.dtype, key.scope, rows[i]->text};
    std::string line = "  ";
    for (const std::string& part : parts) {
      if (!part.empty()) absl::StrAppend(&line, "  ", CleanForDisplay(part, true));
    }
    absl::StrAppend(out, ElideEnd(line, 120, true), "\n");
  }
  if (rows.size() > kMostShown) {
    absl::StrAppend(out, "    and ", rows.size() - kMostShown, " more places\n");
  }
  return {};
}

absl::Status Validate(const CommandLine& line, Options* options,
                      analysis::AnalyzeOptions* analyze) {
  if (options->words.empty()) {
    return absl::InvalidArgumentError(
        "baseline: say what to do: init, update, prune or show ('tidemark help baseline')");
  }
  options->action = options->words.front();
  options->traces.assign(options->words.begin() + 1, options->words.end());
  TIDEMARK_RETURN_IF_ERROR(
      CheckChoice("action", options->action, {"init", "update", "prune", "show"}));
  if (options->baseline.empty()) {
    return absl::InvalidArgumentError("baseline: no file given; add --baseline FILE");
  }
  const bool needs_traces = options->action == "init" || options->action == "update";
  if (needs_traces && options->traces.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("baseline ", options->action, ": no trace given"));
  }
  if (options->action == "show" && !options->traces.empty()) {
    return absl::InvalidArgumentError("baseline show: takes no traces; see 'tidemark diff'");
  }
  if (options->accept != !options->reason.empty()) {
    return absl::InvalidArgumentError("baseline: --accept and --reason TEXT go together");
  }
  if (options->action != "update" && (options->accept || !options->config.empty())) {
    return absl::InvalidArgumentError(
        absl::StrCat("baseline ", options->action, ": --config and --accept are for 'update'"));
  }
  if (options->traces.empty()) {
    TIDEMARK_RETURN_IF_ERROR(line.RefuseAllBut(
        {"--baseline"},
        absl::StrCat("is about traces, of which '", options->action, "' has none")));
  }
  options->reading.Apply(analyze);
  analyze->break_down = true;
  TIDEMARK_RETURN_IF_ERROR(options->source.Apply(line, analyze));
  return options->symbols.Apply(line, analyze);
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  analysis::AnalyzeOptions analyze;
  if (status.ok()) status = Validate(line, &options, &analyze);
  if (!status.ok()) {
    PrintError(status.message());
    return ExitCode::kUsage;
  }
  std::string out;
  Failure failure;
  if (options.action == "init") failure = Init(options, analyze, &out);
  if (options.action == "update") failure = Update(options, analyze, &out);
  if (options.action == "prune") failure = Prune(options, analyze, &out);
  if (options.action == "show") failure = Show(options, &out);
  if (failure.code != ExitCode::kOk) {
    PrintError(failure.message);
    return failure.code;
  }
  status = WriteOutput("", out);
  if (status.ok()) return ExitCode::kOk;
  PrintError(status.message());
  return ExitCode::kUsage;
}

}  // namespace

Command BaselineCommand() {
  return {"baseline", "make, update and show the baselines that check compares with", Run, Help};
}

}  // namespace tidemark::cli
