#include "tidemark/gate/judge/judge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/nearest.h"
#include "tidemark/gate/judge/baseline_judge.h"
#include "tidemark/gate/judge/callers.h"
#include "tidemark/gate/judge/demands.h"
#include "tidemark/gate/judge/fingerprints.h"
#include "tidemark/gate/judge/limit_judge.h"
#include "tidemark/gate/judge/slope_judge.h"
#include "tidemark/gate/judge/suppressor.h"

namespace tidemark::gate {
namespace {

void AppendNotes(const JudgedTrace& trace, std::vector<TraceNote>* notes) {
  const analysis::TraceSummary& summary = trace.report.trace;
  const auto note = [&](std::string text) { notes->push_back({trace.file, std::move(text)}); };
  if (summary.sample_bytes > 0) {
    note(absl::StrCat("figures of the heap (~) are estimates: one allocation every ",
                      ByteCount(summary.sample_bytes).ToString(), " on average was recorded"));
  }
  if (summary.truncated) {
    note("the trace is truncated; figures may be too low, leaks are unknown");
  }
  if (summary.lost_events > 0) {
    note(absl::StrCat("the recorder lost ", Counted(summary.lost_events, "event", "events"),
                      "; peaks and counts may be too low, leaks too high"));
  }
  if (summary.bad_lines_skipped > 0) {
    note(absl::StrCat(Counted(summary.bad_lines_skipped, "bad line", "bad lines"),
                      " skipped; figures may be wrong"));
  }
  if (const int64_t anomalies = AnomalyCount(trace.report); anomalies > 0) {
    note(absl::StrCat(Counted(anomalies, "anomaly", "anomalies"), " in the trace"));
  }
}

Verdict LeakVerdict(const JudgedTrace& trace, const Suppressor& suppressor) {
  Limit none = *ParseLimit("leak_count == 0");
  none.source = "--fail-on leak";
  Verdict verdict = JudgeLimit(trace, none, suppressor, /*demanded=*/true).front();
  verdict.rule = "leak";
  return verdict;
}

void JudgeTrace(const JudgedTrace& trace, const JudgeOptions& options, const Suppressor& suppressor,
                std::vector<Verdict>* verdicts) {
  for (const auto& [limit, demanded] : LimitsFor(trace.test, options)) {
    if (KindOf(limit, options) != LimitKind::kOfTrace) continue;
    for (Verdict& verdict : JudgeLimit(trace, limit, suppressor, demanded)) {
      const bool slack = options.fail_on.slack && IsSlack(verdict, limit);
      verdicts->push_back(verdict);
      if (!slack) continue;
      verdict.rule = "slack";
      verdict.outcome = Outcome::kFailed;
      verdict.level = Level::kWarning;
      verdict.excess = limit.value - verdict.after;
      verdict.reason = "the limit is more than a tenth above what is used: lower it";
      verdicts->push_back(std::move(verdict));
    }
  }
  if (options.fail_on.leak) verdicts->push_back(LeakVerdict(trace, suppressor));
}

}  // namespace

absl::StatusOr<FailOn> ParseFailOn(const std::string& text) {
  FailOn fail_on;
  const std::vector<std::pair<std::string, bool*>> words = {{"regression", &fail_on.regression},
                                                            {"new-site", &fail_on.new_site},
                                                            {"leak", &fail_on.leak},
                                                            {"improvement", &fail_on.improvement},
                                                            {"slack", &fail_on.slack}};
  std::vector<std::string> names;
  names.reserve(words.size());
  for (const auto& [name, flag] : words) names.push_back(name);
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(text, ','))) {
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) {
      return absl::InvalidArgumentError(absl::StrCat("--fail-on: unknown word '", word, "'",
                                                     DidYouMean(word, names),
                                                     " (words: ", absl::StrJoin(names, ","), ")"));
    }
    *words[static_cast<size_t>(found - names.begin())].second = true;
  }
  return fail_on;
}

int64_t AnomalyCount(const analysis::Report& report) {
  int64_t count = 0;
  for (const auto& [kind, anomaly] : report.trace.anomalies) count += anomaly.count;
  return count;
}

absl::Status Admissible(const analysis::Report& report, const JudgeOptions& options) {
  if (report.trace.truncated && !options.allow_truncated) {
    return absl::DataLossError(
        "the trace is truncated (it has no end), so its figures may be too low; "
        "--allow-truncated judges it all the same");
  }
  const int64_t anomalies = AnomalyCount(report);
  if (options.strict && anomalies > 0) {
    return absl::DataLossError(absl::StrCat(Counted(anomalies, "anomaly", "anomalies"),
                                            " in the trace, and --strict allows none"));
  }
  return absl::OkStatus();
}

CheckResult Judge(const std::vector<JudgedTrace>& traces, const JudgeOptions& options) {
  CheckResult result;
  Suppressor suppressor(&options.config.suppressions, options.today);
  std::vector<const JudgedTrace*> fit;
  for (const JudgedTrace& trace : traces) {
    result.traces.push_back(trace.file);
    if (const absl::Status status = Admissible(trace.report, options); !status.ok()) {
      result.refused.push_back({.trace = trace.file, .message = std::string(status.message())});
      continue;
    }
    fit.push_back(&trace);
    AppendNotes(trace, &result.notes);
    suppressor.Cover(trace.test, trace.report, &result.allowed);
  }
  for (const JudgedTrace* trace : fit) {
    JudgeTrace(*trace, options, suppressor, &result.verdicts);
  }
  for (Verdict& verdict : JudgeSlopes(fit, options, suppressor)) {
    result.verdicts.push_back(std::move(verdict));
  }
  if (options.baseline != nullptr && !fit.empty()) {
    for (Verdict& verdict : JudgeBaseline(fit, options, suppressor)) {
      result.verdicts.push_back(std::move(verdict));
    }
  }
  suppressor.AppendFindings(&result.verdicts);
  SetCallers(fit, &result.verdicts);
  SetFingerprints(&result.verdicts);
  return result;
}

}  // namespace tidemark::gate
