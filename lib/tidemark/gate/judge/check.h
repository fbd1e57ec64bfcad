// Judges reports by limits: what passed, what failed, by how much and because of which sites.
//
// Consumes one Report for each trace and the limits of the user; its consumers are the formats of
// the gate (check_text.h, check_json.h) and the exit code of `tidemark check`.
//
// Ownership: values. Threading: pure functions. Units: as each metric's.
// Errors: none; whether a report may be judged at all (truncated, anomalies) is Admissible's.
//
//   CheckResult result;
//   TIDEMARK_RETURN_IF_ERROR(Admissible(report, options));
//   result.traces.push_back(Judge("run.json", report, limits));
//   return result.failures() == 0;
#ifndef TIDEMARK_GATE_JUDGE_CHECK_H_
#define TIDEMARK_GATE_JUDGE_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/limits/limit.h"

namespace tidemark::gate {

struct CheckOptions {
  bool allow_truncated = false;
  bool strict = false;  // anomalies make a trace unfit to be judged
};

// What one limit came to in one trace.
struct LimitVerdict {
  Limit limit;
  int64_t actual = 0;
  bool estimated = false;  // from samples of the heap
  bool passed = false;
  int64_t excess = 0;  // how far on the wrong side; 0 where < or > only just fails
  // Of a failure: the sites that the actual value comes from, largest first, at most kMaxSites.
  std::vector<analysis::SiteBytes> sites;
  int64_t other_sites = 0;  // how many sites there are beyond these
};

inline constexpr size_t kMaxSites = 5;

struct TraceVerdicts {
  std::string trace;
  std::vector<LimitVerdict> verdicts;  // in the order of the limits
  std::vector<std::string> warnings;
};

struct CheckResult {
  std::vector<TraceVerdicts> traces;

  int64_t judged() const;    // limits times traces
  int64_t failures() const;  // of these
};

// DataLoss, with the reason and the option that lifts it, if the trace may not be judged; also
// where it holds samples of the heap, and one of the limits is on what samples do not show.
absl::Status Admissible(const analysis::Report& report, const CheckOptions& options,
                        const std::vector<Limit>& limits = {});

TraceVerdicts Judge(const std::string& trace, const analysis::Report& report,
                    const std::vector<Limit>& limits);

int64_t AnomalyCount(const analysis::Report& report);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_CHECK_H_
