#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/judge/baseline_judge.h"
#include "tidemark/gate/judge/demands.h"
#include "tidemark/gate/judge/fingerprints.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/limit_judge.h"
#include "tidemark/gate/judge/slope_judge.h"

namespace tidemark::gate {
namespace {

// A text that the pattern matches.
std::string ExampleOf(std::string pattern) {
  std::erase(pattern, '*');
  std::replace(pattern.begin(), pattern.end(), '?', 'x');
  return pattern;
}

// The report of a run in which everything that can be counted is `amount` more, at a place and in a
// scope that the limit is about; and in which everything is known.
analysis::Report Swollen(analysis::Report report, const Limit& limit, int64_t amount) {
  analysis::Usage more;
  more.site = {.file = "", .line = 0, .function = "", .label = ExampleOf(limit.site)};
  if (more.site.label.empty()) more.site.label = "selftest";
  more.scope = ExampleOf(limit.scope);
  more.kind = "array";
  for (int64_t* figure :
       {&more.alloc_count, &more.alloc_bytes, &more.resize_count, &more.temporary_count,
        &more.largest_bytes, &more.peak_count, &more.peak_bytes, &more.live_end_count,
        &more.live_end_bytes, &more.copy_count, &more.copy_bytes, &more.view_count, &more.op_count,
        &more.reused_ops, &more.excess_bytes}) {
    *figure = amount;
  }
  for (const auto& [rule, category] :
       {std::pair("leak", analysis::Category::kLeak),
        std::pair("unmodified-copy", analysis::Category::kRedundantCopy),
        std::pair("pinned-base", analysis::Category::kOther)}) {
    more.findings.push_back({.rule = rule, .category = category, .count = amount, .bytes = amount});
  }
  report.usage.push_back(std::move(more));
  report.peak.bytes = SumOfFigures(report.peak.bytes, amount);
  if (!limit.scope.empty()) {
    report.scopes.push_back({.path = ExampleOf(limit.scope), .entered = 1, .peak_bytes = amount});
  }
  report.trace.lost_events = limit.metric->about == About::kRecording ? amount : 0;
  report.trace.bad_lines_skipped = 0;
  report.trace.truncated = false;
  report.trace.heap_only = false;
  report.trace.sample_bytes = 0;
  report.values_scanned = true;
  return report;
}

// A run that did nothing at all.
analysis::Report Emptied(const analysis::Report& report) {
  analysis::Report empty;
  empty.trace.program = report.trace.program;
  empty.scopes = report.scopes;
  for (analysis::ScopeReport& scope : empty.scopes) scope.peak_bytes = 0;
  empty.values_scanned = true;
  return empty;
}

int64_t Beyond(int64_t bound) { return bound == INT64_MAX ? INT64_MAX : bound + 1; }

bool AnyFails(const std::vector<Verdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(),
                     [](const Verdict& verdict) { return verdict.outcome == Outcome::kFailed; });
}

bool Fires(const JudgedTrace& trace, const Limit& limit, const Suppressor& suppressor) {
  JudgedTrace altered{.file = trace.file, .test = trace.test, .report = {}};
  for (const bool more : {true, false}) {
    altered.report =
        more ? Swollen(trace.report, limit, Beyond(limit.value)) : Emptied(trace.report);
    if (AnyFails(JudgeLimit(altered, limit, suppressor, /*demanded=*/true))) return true;
  }
  return false;
}

// Of figures that grow by more, and of such that do not grow.
bool SlopeFires(const Limit& limit) {
  for (const double slope : {limit.slope * 2 + 1, 0.0}) {
    Verdict verdict;
    std::vector<GrowthSample> samples;
    for (const double n : {1000.0, 2000.0, 4000.0}) samples.push_back({n, 1000 + slope * n});
    JudgeSamples(samples, limit, &verdict);
    if (verdict.outcome == Outcome::kFailed) return true;
  }
  return false;
}

// The trace with an operation that took its operand's buffer, or takes it no longer.
analysis::Report WithOperation(analysis::Report report, const Limit& limit, bool reused,
                               int64_t count) {
  analysis::Usage operation;
  operation.site = {.file = "", .line = 0, .function = "", .label = ExampleOf(limit.site)};
  if (operation.site.label.empty()) operation.site.label = "selftest";
  operation.scope = ExampleOf(limit.scope);
  operation.kind = "op:selftest";
  operation.op_count = count;
  operation.reused_ops = reused ? count : 0;
  report.usage.push_back(std::move(operation));
  report.trace.heap_only = false;
  report.trace.lost_events = 0;
  report.trace.bad_lines_skipped = 0;
  return report;
}

// The demands of a baseline, each by itself, against the trace pushed beyond what is allowed.
class BaselineSelfTest {
 public:
  BaselineSelfTest(const JudgedTrace* trace, const Suppressor* suppressor)
      : trace_(*trace), suppressor_(*suppressor) {}

  bool Fires(const IncreaseBound& bound) const {
    Limit where;
    where.metric = bound.metric;
    where.scope = bound.scope;
    where.site = bound.site;
    JudgeOptions alone;
    alone.config.defaults.increases = {bound};
    const size_t figure = FigureIndex(bound.metric->name);
    Baseline base = BaselineOf({&trace_}, alone, suppressor_);
    const int64_t before = base.totals[figure];
    const int64_t allowed = AllowedIncrease(bound, before);
    JudgedTrace altered = trace_;
    altered.report =
        Swollen(trace_.report, where, Beyond(SumOfFigures(before, SumOfFigures(allowed, allowed))));
    return Fails(base, altered, alone, bound.metric->name);
  }

  bool FiresOnLostReuse(const Limit& limit) const {
    JudgeOptions alone;
    alone.limits = {limit};
    const int64_t count = Beyond(limit.value);
    JudgedTrace before = trace_;
    before.report = WithOperation(trace_.report, limit, /*reused=*/true, count);
    JudgedTrace now = trace_;
    now.report = WithOperation(trace_.report, limit, /*reused=*/false, count);
    return Fails(BaselineOf({&before}, alone, suppressor_), now, alone, limit.metric->name);
  }

 private:
  bool Fails(Baseline base, const JudgedTrace& now, JudgeOptions options,
             absl::string_view metric) const {
    base.test = now.test;
    options.baseline = &base;
    std::vector<Verdict> verdicts = JudgeBaseline({&now}, options, suppressor_);
    std::erase_if(verdicts, [&](const Verdict& verdict) { return verdict.metric != metric; });
    return AnyFails(verdicts);
  }

  const JudgedTrace& trace_;
  const Suppressor& suppressor_;
};

void SetFires(bool fires, Verdict* verdict) {
  verdict->broken_down = false;
  verdict->outcome = fires ? Outcome::kPassed : Outcome::kFailed;
  verdict->reason = fires ? "pushed over its limit, it fails as it should"
                          : "nothing that could happen makes this limit fail: it guards nothing";
}

void TestBaseline(const JudgedTrace& trace, const JudgeOptions& options,
                  const Suppressor& suppressor, std::vector<Verdict>* verdicts) {
  const BaselineSelfTest test(&trace, &suppressor);
  Limit about;
  for (const IncreaseBound& bound : IncreasesFor(trace.test, options)) {
    about.metric = bound.metric;
    about.scope = bound.scope;
    about.site = bound.site;
    about.source = bound.source;
    about.text = IncreaseText(bound);
    if (about.text.empty()) about.text = absl::StrCat(bound.metric->name, " <= baseline");
    SetFires(test.Fires(bound), &verdicts->emplace_back(BeginVerdict("selftest", trace, about)));
  }
}

}  // namespace

CheckResult SelfTest(const std::vector<JudgedTrace>& traces, const JudgeOptions& options) {
  CheckResult result;
  // Suppressions stay out of it: what they cover would hide that a limit works.
  const std::vector<Suppression> none;
  const Suppressor suppressor(&none, options.today);
  for (const JudgedTrace& trace : traces) {
    result.traces.push_back(trace.file);
    const BaselineSelfTest compared(&trace, &suppressor);
    for (const auto& [limit, demanded] : LimitsFor(trace.test, options)) {
      const LimitKind kind = KindOf(limit, options);
      const bool fires = kind == LimitKind::kOfTraces   ? SlopeFires(limit)
                         : kind == LimitKind::kOfChange ? compared.FiresOnLostReuse(limit)
                                                        : Fires(trace, limit, suppressor);
      SetFires(fires, &result.verdicts.emplace_back(BeginVerdict("selftest", trace, limit)));
    }
    if (options.baseline != nullptr) {
      TestBaseline(trace, options, suppressor, &result.verdicts);
    }
  }
  SetFingerprints(&result.verdicts);
  return result;
}

}  // namespace tidemark::gate
