#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/judge/fingerprints.h"
#include "tidemark/gate/judge/judge.h"
#include "tidemark/gate/judge/limit_judge.h"

namespace tidemark::gate {
namespace {

// A text that the pattern matches.
std::string ExampleOf(std::string pattern) {
  std::erase(pattern, '*');
  std::replace(pattern.begin(), pattern.end(), '?', 'x');
  return pattern;
}

int64_t AddTo(int64_t value, int64_t amount) {
  return value > INT64_MAX - amount ? INT64_MAX : value + amount;
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
  report.peak.bytes = AddTo(report.peak.bytes, amount);
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

bool Fires(const JudgedTrace& trace, const Limit& limit, const Suppressor& suppressor) {
  const int64_t beyond = limit.value == INT64_MAX ? INT64_MAX : limit.value + 1;
  JudgedTrace altered{.file = trace.file, .test = trace.test, .report = {}};
  for (const bool more : {true, false}) {
    altered.report = more ? Swollen(trace.report, limit, beyond) : Emptied(trace.report);
    for (const Verdict& verdict : JudgeLimit(altered, limit, suppressor, /*demanded=*/true)) {
      if (verdict.outcome == Outcome::kFailed) return true;
    }
  }
  return false;
}

}  // namespace

CheckResult SelfTest(const std::vector<JudgedTrace>& traces, const JudgeOptions& options) {
  CheckResult result;
  // Suppressions stay out of it: what they cover would hide that a limit works.
  const std::vector<Suppression> none;
  const Suppressor suppressor(&none, options.today);
  for (const JudgedTrace& trace : traces) {
    result.traces.push_back(trace.file);
    for (const Limit& limit : LimitsOf(trace, options)) {
      Verdict verdict;
      verdict.rule = "selftest";
      verdict.test = trace.test;
      verdict.trace = trace.file;
      verdict.scope = limit.scope;
      verdict.site = limit.site;
      verdict.metric = std::string(limit.metric->name);
      verdict.unit = limit.metric->unit;
      verdict.limit = limit.value;
      verdict.limit_text = limit.text;
      verdict.limit_source = limit.source;
      verdict.broken_down = false;
      const bool fires = Fires(trace, limit, suppressor);
      verdict.outcome = fires ? Outcome::kPassed : Outcome::kFailed;
      verdict.reason = fires ? "pushed over its limit, it fails as it should"
                             : "nothing that could happen makes this limit fail: it guards nothing";
      result.verdicts.push_back(std::move(verdict));
    }
  }
  SetFingerprints(&result.verdicts);
  return result;
}

}  // namespace tidemark::gate
