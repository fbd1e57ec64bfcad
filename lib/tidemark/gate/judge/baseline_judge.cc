#include "tidemark/gate/judge/baseline_judge.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/baseline/comparison.h"
#include "tidemark/gate/judge/change_verdict.h"
#include "tidemark/gate/judge/demands.h"
#include "tidemark/gate/judge/shell_word.h"
#include "tidemark/gate/limits/increase_bound.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

// A baseline has what was measured; what is suppressed is up to a configuration.
Suppressor NoSuppressions() {
  static const std::vector<Suppression>& none = *new std::vector<Suppression>;
  return Suppressor(&none, "");
}

Verdict BeginComparison(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options) {
  std::vector<std::string> files;
  std::vector<std::string> words;
  for (const JudgedTrace* run : runs) {
    files.push_back(run->file);
    words.push_back(ShellWord(run->file));
  }
  const std::string baseline = ShellWord(options.baseline_file);
  Verdict verdict;
  verdict.rule = "increase";
  verdict.test = runs.front()->test;
  verdict.trace = absl::StrJoin(files, ", ");
  verdict.limit_source = options.baseline_file;
  const std::string& test = runs.front()->test;
  const std::string named =
      test == TestNameOf(runs.front()->report) ? "" : absl::StrCat(" --test ", ShellWord(test));
  verdict.inspect_command = absl::StrCat("tidemark diff ", baseline, " ", words[0]);
  verdict.accept_command =
      absl::StrCat("tidemark baseline update ", absl::StrJoin(words, " "), " --baseline ", baseline,
                   named, " --accept --reason 'why it is needed'");
  return verdict;
}

// Of what passes no places are shown, and there is nothing to accept.
void SetPassed(Verdict* verdict) {
  verdict->contributions.clear();
  verdict->other_places = 0;
  verdict->other_delta = 0;
  verdict->accept_command.clear();
}

// Beyond `most` it is worse.
Verdict JudgeChange(const Change& change, int64_t most, const JudgeOptions& options,
                    Verdict verdict) {
  SetChange(change, kMaxContributions, &verdict);
  const bool better =
      change.higher_is_better ? change.after > change.before : change.after < change.before;
  if (change.after > most) {
    verdict.outcome = Outcome::kFailed;
    verdict.limit = most;
    verdict.excess = change.after - most;
  } else if (better && options.fail_on.improvement) {
    verdict.rule = "improvement";
    verdict.outcome = Outcome::kFailed;
    verdict.level = Level::kWarning;
    verdict.limit_text.clear();
    verdict.reason = "it is better than the baseline: update that, so that it stays so";
  } else {
    SetPassed(&verdict);
  }
  return verdict;
}

Verdict UnknownNow(absl::string_view metric, Verdict verdict) {
  verdict.metric = std::string(metric);
  verdict.outcome = Outcome::kNotJudged;
  verdict.reason = "the baseline has it, and this trace does not tell it";
  return verdict;
}

// The paths of scopes, of then and of now, that the pattern matches.
std::vector<std::string> ScopesOfEither(const Comparison& comparison, const std::string& pattern) {
  std::set<std::string> paths;
  for (const Baseline* side : {&comparison.base, &comparison.now}) {
    for (const ScopePeak& scope : side->scopes) {
      if (ScopeMatches(pattern, scope.path)) paths.insert(scope.path);
    }
  }
  return {paths.begin(), paths.end()};
}

void JudgeIncrease(const Comparison& comparison, const IncreaseBound& bound,
                   const JudgeOptions& options, Verdict begin, std::vector<Verdict>* verdicts) {
  begin.limit_text = IncreaseText(bound);
  begin.limit_source = bound.source;
  begin.site = bound.site;
  std::vector<std::string> scopes = {""};
  if (!bound.scope.empty()) scopes = ScopesOfEither(comparison, bound.scope);
  for (const std::string& scope : scopes) {
    begin.scope = scope;
    const Change change =
        ChangeOf(comparison, bound.metric->name, {.scope = scope, .site = bound.site});
    if (change.known) {
      const int64_t most = SumOfFigures(change.before, AllowedIncrease(bound, change.before));
      verdicts->push_back(JudgeChange(change, most, options, begin));
    } else if (!IsUnknown(comparison.base, bound.metric->name)) {
      verdicts->push_back(UnknownNow(bound.metric->name, begin));
    }
  }
}

// None may be lost, where no limit says otherwise of the whole.
void JudgeLostReuse(const Comparison& comparison, const JudgeOptions& options, const Verdict& begin,
                    std::vector<Verdict>* verdicts) {
  std::vector<Limit> limits;
  bool whole = false;
  for (const auto& [limit, demanded] : LimitsFor(begin.test, options)) {
    if (KindOf(limit, options) != LimitKind::kOfChange) continue;
    whole = whole || (limit.scope.empty() && limit.site.empty());
    limits.push_back(limit);
  }
  const Metric* const metric = FindMetric("lost_reuse");
  if (!whole) {
    Limit none;
    none.metric = metric;
    none.source = options.baseline_file;
    limits.insert(limits.begin(), std::move(none));
  }
  for (const Limit& limit : limits) {
    Verdict verdict = begin;
    verdict.rule = "lost-reuse";
    verdict.limit_text = limit.text;
    verdict.limit_source = limit.source;
    verdict.scope = limit.scope;
    verdict.site = limit.site;
    const Change change =
        ChangeOf(comparison, metric->name, {.scope = limit.scope, .site = limit.site});
    if (!change.known) {
      // That operations are not recorded is only worth a word where a limit asks for them.
      if (!limit.text.empty()) verdicts->push_back(UnknownNow(metric->name, verdict));
      continue;
    }
    SetChange(change, kMaxContributions, &verdict);
    verdict.limit = limit.value;
    if (Holds(limit, change.after)) {
      SetPassed(&verdict);
    } else {
      verdict.outcome = Outcome::kFailed;
      verdict.excess = std::abs(change.after - limit.value);
    }
    verdicts->push_back(std::move(verdict));
  }
}

// Places that allocate and are not in the baseline; each of them counts as one.
Verdict JudgeNewSites(const Comparison& comparison, const JudgeOptions& options, Verdict verdict) {
  const size_t allocations = FigureIndex("alloc_count");
  Change change;
  change.metric = "new_sites";
  change.unit = MetricUnit::kCount;
  for (const MatchedRow& row : comparison.rows) {
    if (row.match != Match::kNew || row.after[allocations] == 0) continue;
    Contribution& part = change.contributions.emplace_back();
    part.site = row.site;
    part.scope = row.key.scope;
    part.kind = row.key.kind;
    part.dtype = row.key.dtype;
    part.after = 1;
    part.note = row.note;
  }
  change.after = static_cast<int64_t>(change.contributions.size());
  verdict.rule = "new-site";
  return JudgeChange(change, 0, options, std::move(verdict));
}

// Takes out of the baseline what is there of findings that are suppressed now: it has what was measured,
// and the trace is judged without them. Of a place that had less than is suppressed now, part of that
// is new, and nothing is taken out beyond what is left of it.
void TakeOutSuppressed(const Baseline& measured, const Baseline& judged, Baseline* base) {
  using Place = std::tuple<SiteKey, std::string, int64_t>;
  std::map<Place, std::pair<Figures, Figures>> now;
  for (const BaselineRow& row : measured.rows) {
    now[{row.key, row.text, row.others}].first = row.figures;
  }
  for (const BaselineRow& row : judged.rows) {
    now[{row.key, row.text, row.others}].second = row.figures;
  }
  for (BaselineRow& row : base->rows) {
    const auto found = now.find({row.key, row.text, row.others});
    if (found == now.end()) continue;
    const auto& [all, kept] = found->second;
    if (all.empty()) continue;
    for (size_t i = 0; i < row.figures.size(); ++i) {
      const int64_t left = kept.empty() ? 0 : kept[i];
      if (all[i] == left || row.figures[i] <= left) continue;
      const int64_t figure = std::max(left, row.figures[i] - (all[i] - left));
      base->totals[i] -= std::min(base->totals[i], row.figures[i] - figure);
      row.figures[i] = figure;
    }
  }
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

Baseline FileBaselineOf(const std::vector<const JudgedTrace*>& runs, const JudgeOptions& options) {
  std::vector<const JudgedTrace*> admissible;
  for (const JudgedTrace* run : runs) {
    if (Admissible(run->report, options).ok()) admissible.push_back(run);
  }
  Baseline baseline = BaselineOf(admissible, options, NoSuppressions());
  if (options.baseline != nullptr) baseline.accepted = options.baseline->accepted;
  BoundRows(kMostRows, &baseline);
  return baseline;
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
        absl::StrCat("the baseline is that of '", base.test, "', and this is '", begin.test,
                     "'; if it is the same test, say so: --test ", ShellWord(base.test));
    return {begin};
  }
  const Baseline judged = BaselineOf(runs, options, suppressor);
  Baseline allowed = base;
  TakeOutSuppressed(BaselineOf(runs, options, NoSuppressions()), judged, &allowed);
  const Comparison comparison = Compare(allowed, judged);
  std::vector<Verdict> verdicts;
  for (const IncreaseBound& bound : IncreasesFor(begin.test, options)) {
    JudgeIncrease(comparison, bound, options, begin, &verdicts);
  }
  JudgeLostReuse(comparison, options, begin, &verdicts);
  if (options.fail_on.new_site) verdicts.push_back(JudgeNewSites(comparison, options, begin));
  return verdicts;
}

}  // namespace tidemark::gate
