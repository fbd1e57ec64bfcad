// Judges traces: limits and suppressions against what was recorded.
//
// Consumes one Report for each trace (with its breakdown), the limits of the command line and of a
// configuration; its consumers are the formats and the exit code of `tidemark check`.
//
// Limits are judged in every trace.
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

struct JudgedTrace {
  std::string file;
  std::string test;
  analysis::Report report;
};

// What fails beside limits that are not kept.
struct FailOn {
  bool leak = false;   // any leak
  bool slack = false;  // a limit more than a tenth above what is used
};

struct JudgeOptions {
  std::vector<Limit> limits;  // of the command line
  Config config;
  bool allow_truncated = false;
  bool strict = false;  // anomalies make a trace unfit to be judged
  FailOn fail_on;
  std::string today;  // for suppressions that expire
};

// "leak,slack": exactly these. InvalidArgument for a word that is none.
absl::StatusOr<FailOn> ParseFailOn(const std::string& text);

// DataLoss, with the reason and the option that lifts it, if the trace may not be judged.
absl::Status Admissible(const analysis::Report& report, const JudgeOptions& options);

// The name of a trace's test: its program's file name.
std::string TestNameOf(const analysis::Report& report);

// The limits that hold for the trace: those of the command line and of the configuration.
std::vector<Limit> LimitsOf(const JudgedTrace& trace, const JudgeOptions& options);

// `refused` of the result are those that the caller could not read.
CheckResult Judge(const std::vector<JudgedTrace>& traces, const JudgeOptions& options);

// Pushes what each limit bounds over the limit, in memory, and demands that the limit notices: a
// verdict for each, failed where a limit can never fail.
CheckResult SelfTest(const std::vector<JudgedTrace>& traces, const JudgeOptions& options);

int64_t AnomalyCount(const analysis::Report& report);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_JUDGE_H_
