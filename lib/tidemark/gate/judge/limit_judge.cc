#include "tidemark/gate/judge/limit_judge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/nearest.h"
#include "tidemark/gate/judge/shell_word.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

// The paths of the scopes that the pattern matches.
std::vector<std::string> ScopesOf(const analysis::Report& report, const std::string& pattern) {
  std::vector<std::string> paths;
  for (const analysis::ScopeReport& scope : report.scopes) {
    if (ScopeMatches(pattern, scope.path)) paths.push_back(scope.path);
  }
  return paths;
}

std::string NoSuchScope(const analysis::Report& report, const std::string& pattern) {
  if (report.scopes.empty()) return "the trace has no scopes";
  constexpr size_t kMostNamed = 5;
  std::vector<std::string> paths;
  for (const analysis::ScopeReport& scope : report.scopes) paths.push_back(scope.path);
  const std::string suggestion = DidYouMean(pattern, paths);
  const size_t all = paths.size();
  paths.resize(std::min(all, kMostNamed));
  return absl::StrCat("no scope of the trace matches '", pattern, "'", suggestion,
                      " (scopes: ", absl::StrJoin(paths, ", "), all > kMostNamed ? ", ..." : "",
                      ")");
}

// Of a trace that misses events, a figure that is over the limit all the same is over it.
bool IsOverInAnyCase(const Limit& limit, const analysis::Report& report, int64_t value) {
  const bool upper = limit.op == LimitOp::kLess || limit.op == LimitOp::kLessEqual;
  return upper && IsLowerBound(*limit.metric) && !Holds(limit, value) &&
         (report.trace.lost_events > 0 || report.trace.bad_lines_skipped > 0);
}

// The largest of `parts` go into the verdict, the rest into its remainder.
void SetContributions(std::vector<Contribution> parts, Verdict* verdict) {
  for (size_t i = kMaxContributions; i < parts.size(); ++i) {
    ++verdict->other_places;
    verdict->other_delta += parts[i].delta();
  }
  if (parts.size() > kMaxContributions) parts.resize(kMaxContributions);
  verdict->contributions = std::move(parts);
}

// Of one scope, or of the whole trace where that is empty.
void JudgeScope(const JudgedTrace& trace, const Limit& limit, const std::string& scope,
                const Suppressor& suppressor, Verdict* verdict) {
  const Metric& metric = *limit.metric;
  Selection selection{.scope = scope, .site = limit.site};
  selection.suppressed = [&](const std::string& rule, const analysis::SiteReport& site) {
    return suppressor.Find(trace.test, rule, site) != nullptr;
  };
  const int64_t value = ValueOf(metric, trace.report, selection);
  std::string unknown = WhyUnknown(metric, trace.report);
  if (!unknown.empty() && !IsOverInAnyCase(limit, trace.report, value)) {
    verdict->outcome = Outcome::kNotJudged;
    verdict->reason = std::move(unknown);
    return;
  }
  verdict->after = value;
  verdict->estimated =
      trace.report.trace.sample_bytes > 0 && metric.from_samples != FromSamples::kExact;
  if (Holds(limit, value)) return;
  verdict->outcome = Outcome::kFailed;
  verdict->excess = value > limit.value ? value - limit.value : limit.value - value;
  std::vector<Contribution> parts = PartsOf(metric, trace.report, selection);
  verdict->broken_down = !parts.empty() || value == 0;
  if (metric.combine == Combine::kLargest && parts.size() > 1) parts.resize(1);
  SetContributions(std::move(parts), verdict);
}

}  // namespace

Verdict BeginVerdict(const std::string& rule, const JudgedTrace& trace, const Limit& limit) {
  Verdict verdict;
  verdict.rule = rule;
  verdict.test = trace.test;
  verdict.trace = trace.file;
  verdict.scope = limit.scope;
  verdict.site = limit.site;
  verdict.metric = LimitedMetric(limit);
  verdict.unit = limit.metric->unit;
  verdict.limit = limit.value;
  verdict.limit_text = limit.text;
  verdict.limit_source = limit.source;
  return verdict;
}

std::vector<Verdict> JudgeLimit(const JudgedTrace& trace, const Limit& limit,
                                const Suppressor& suppressor, bool demanded) {
  Verdict begin = BeginVerdict("limit", trace, limit);
  begin.inspect_command = absl::StrCat("tidemark report ", ShellWord(trace.file));
  std::vector<std::string> scopes = {""};
  if (!limit.scope.empty()) scopes = ScopesOf(trace.report, limit.scope);
  if (scopes.empty() && demanded) {
    begin.outcome = Outcome::kNotJudged;
    begin.reason = NoSuchScope(trace.report, limit.scope);
    return {begin};
  }
  std::vector<Verdict> verdicts;
  for (const std::string& scope : scopes) {
    Verdict& verdict = verdicts.emplace_back(begin);
    if (!scope.empty()) verdict.scope = scope;
    JudgeScope(trace, limit, scope, suppressor, &verdict);
  }
  return verdicts;
}

bool IsSlack(const Verdict& verdict, const Limit& limit) {
  const bool upper = limit.op == LimitOp::kLess || limit.op == LimitOp::kLessEqual;
  return upper && verdict.outcome == Outcome::kPassed &&
         verdict.after < limit.value - limit.value / 10;
}

}  // namespace tidemark::gate
