#include "tidemark/gate/judge/baseline_judge.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/baseline/comparison.h"
#include "tidemark/gate/judge/limit_judge.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kNoIncreaseOf[] = {"peak_bytes", "leak_bytes", "copy_bytes",
                                               "redundant_copy_bytes", "lost_reuse"};

Verdict BeginComparison(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options) {
  std::vector<std::string> files;
  for (const JudgedTrace* run : runs) files.push_back(run->file);
  Verdict verdict;
  verdict.rule = "increase";
  verdict.test = runs.front()->test;
  verdict.trace = absl::StrJoin(files, ", ");
  verdict.limit_source = options.baseline_file;
  verdict.inspect_command = absl::StrCat("tidemark diff ", options.baseline_file, " ", files[0]);
  verdict.accept_command =
      absl::StrCat("tidemark baseline update ", absl::StrJoin(files, " "), " --baseline ",
                   options.baseline_file, " --accept --reason 'why it is needed'");
  return verdict;
}

Verdict JudgeChange(const Change& change, const JudgeOptions& options, Verdict verdict) {
  if (change.metric == "lost_reuse") verdict.rule = "lost-reuse";
  verdict.metric = change.metric;
  verdict.unit = change.unit;
  verdict.before = change.before;
  verdict.after = change.after;
  verdict.broken_down = change.broken_down;
  if (change.after > change.before) {
    verdict.outcome = Outcome::kFailed;
    verdict.limit = change.before;
    verdict.excess = change.delta();
  } else if (change.after < change.before && options.fail_on.improvement) {
    verdict.rule = "improvement";
    verdict.outcome = Outcome::kFailed;
    verdict.level = Level::kWarning;
    verdict.reason = "it is better than the baseline: update that, so that it stays so";
  }
  if (verdict.outcome == Outcome::kFailed) {
    SetContributions(change.contributions, &verdict);
  } else {
    verdict.accept_command.clear();
  }
  return verdict;
}

}  // namespace

Baseline BaselineOf(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options,
                    const Suppressor& suppressor) {
  std::vector<Baseline> all;
  for (const JudgedTrace* run : runs) {
    BaselineOptions how;
    how.repository = options.repository;
    how.most_rows = 0;
    how.suppressed = [&suppressor, run](const std::string& rule, const analysis::SiteReport& site) {
      return suppressor.Find(run->test, rule, site) != nullptr;
    };
    all.push_back(MakeBaseline(run->report, how));
    all.back().test = run->test;
  }
  return MinimumOf(all);
}

std::vector<Verdict> JudgeBaseline(const std::vector<const JudgedTrace*>& runs,
                                   const JudgeOptions& options, const Suppressor& suppressor) {
  const Baseline& base = *options.baseline;
  Verdict begin = BeginComparison(runs, options);
  if (base.test != begin.test) {
    begin.outcome = Outcome::kNotJudged;
    begin.metric = "baseline";
    begin.broken_down = false;
    begin.reason =
        absl::StrCat("the baseline is that of '", base.test, "', and this is '", begin.test, "'");
    return {begin};
  }
  const Comparison comparison = Compare(base, BaselineOf(runs, options, suppressor));
  std::vector<Verdict> verdicts;
  for (const absl::string_view metric : kNoIncreaseOf) {
    const Change change = ChangeOf(comparison, metric, {});
    if (change.known) {
      verdicts.push_back(JudgeChange(change, options, begin));
      continue;
    }
    if (IsUnknown(base, metric) || metric == "lost_reuse") continue;
    Verdict verdict = begin;
    verdict.metric = std::string(metric);
    verdict.outcome = Outcome::kNotJudged;
    verdict.reason = "the baseline has it, and this trace does not tell it";
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace tidemark::gate
