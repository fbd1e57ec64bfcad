// Judges traces: limits, suppressions and a baseline against what was recorded.
//
// Consumes one Report for each trace (with its breakdown), the limits of the command line and of a
// configuration, and a baseline; its consumers are the formats and the exit code of `tidemark check`.
//
// Limits are judged in every trace, but slopes, which all traces of a test tell together. A baseline is
// one test's, so that all traces are taken for runs of that test, and of each figure the smallest
// counts.
//
// Ownership: values. Threading: pure functions. Units: as each metric's.
// Errors: none: what cannot be judged is a verdict of its own, and a trace that may not be judged
//   (truncated, and not allowed to be) is among the refused ones.
//
//   CheckResult result = Judge(std::move(traces), {.limits = limits});
//   return result.passed();
#ifndef TIDEMARK_GATE_JUDGE_JUDGE_H_
#define TIDEMARK_GATE_JUDGE_JUDGE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/judge/verdict.h"
#include "tidemark/gate/limits/config.h"
#include "tidemark/gate/limits/limit.h"

namespace tidemark::gate {

struct Baseline;  // baseline/baseline.h

struct JudgedTrace {
  std::string file;
  std::string test;
  analysis::Report report;
};

// What fails beside limits that are not kept.
struct FailOn {
  bool regression = true;    // more than the baseline allows; there is no way to put it off
  bool new_site = false;     // a place that allocates, and is not in the baseline
  bool leak = false;         // any leak
  bool improvement = false;  // less than the baseline: it should be updated
  bool slack = false;        // a limit more than a tenth above what is used
};

struct JudgeOptions {
  std::vector<Limit> limits;  // of the command line
  Config config;
  bool allow_truncated = false;
  bool strict = false;  // anomalies make a trace unfit to be judged
  FailOn fail_on;
  std::string today;  // for suppressions that expire
  // Null: none. Borrowed.
  const Baseline* baseline = nullptr;
  std::string baseline_file;
  std::string repository;  // what sites are relative to
};

// "leak,slack": these, and regressions in any case. InvalidArgument for a word that is none.
absl::StatusOr<FailOn> ParseFailOn(const std::string& text);

// DataLoss, with the reason and the option that lifts it, if the trace may not be judged.
absl::Status Admissible(const analysis::Report& report, const JudgeOptions& options);

// `refused` of the result are those that may not be judged (Admissible).
CheckResult Judge(const std::vector<JudgedTrace>& traces, const JudgeOptions& options);

// Pushes what each limit bounds over the limit, in memory, and demands that the limit notices: a
// verdict for each, failed where a limit can never fail.
CheckResult SelfTest(const std::vector<JudgedTrace>& traces, const JudgeOptions& options);

int64_t AnomalyCount(const analysis::Report& report);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_JUDGE_H_
