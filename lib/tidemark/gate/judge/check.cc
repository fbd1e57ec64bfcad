#include "tidemark/gate/judge/check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"

namespace tidemark::gate {
namespace {

int64_t Excess(const Limit& limit, int64_t actual) {
  return actual > limit.value ? actual - limit.value : limit.value - actual;
}

LimitVerdict JudgeOne(const analysis::Report& report, const Limit& limit) {
  LimitVerdict verdict;
  verdict.limit = limit;
  verdict.actual = limit.metric->value(report);
  verdict.estimated =
      report.trace.sample_bytes > 0 && limit.metric->from_samples != FromSamples::kExact;
  verdict.passed = Holds(limit, verdict.actual);
  if (verdict.passed) return verdict;
  verdict.excess = Excess(limit, verdict.actual);
  verdict.sites = limit.metric->sites(report);
  if (limit.metric->unit == MetricUnit::kCount) {
    std::stable_sort(verdict.sites.begin(), verdict.sites.end(),
                     [](const analysis::SiteBytes& a, const analysis::SiteBytes& b) {
                       return a.count > b.count;
                     });
  }
  if (verdict.sites.size() > kMaxSites) {
    verdict.other_sites = static_cast<int64_t>(verdict.sites.size() - kMaxSites);
    verdict.sites.resize(kMaxSites);
  }
  return verdict;
}

std::string Counted(int64_t count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

}  // namespace

int64_t CheckResult::judged() const {
  int64_t count = 0;
  for (const TraceVerdicts& trace : traces) count += static_cast<int64_t>(trace.verdicts.size());
  return count;
}

int64_t CheckResult::failures() const {
  int64_t count = 0;
  for (const TraceVerdicts& trace : traces) {
    for (const LimitVerdict& verdict : trace.verdicts) count += verdict.passed ? 0 : 1;
  }
  return count;
}

int64_t AnomalyCount(const analysis::Report& report) {
  int64_t count = 0;
  for (const auto& [kind, anomaly] : report.trace.anomalies) count += anomaly.count;
  return count;
}

absl::Status Admissible(const analysis::Report& report, const CheckOptions& options,
                        const std::vector<Limit>& limits) {
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
  for (const Limit& limit : limits) {
    if (report.trace.sample_bytes == 0 || limit.metric->from_samples != FromSamples::kUnknown) {
      continue;
    }
    return absl::DataLossError(absl::StrCat(
        "the trace holds samples of the heap (one allocation every ",
        ByteCount(report.trace.sample_bytes).ToString(), " on average), which do not tell ",
        limit.metric->name, "; record it without --sample"));
  }
  return absl::OkStatus();
}

TraceVerdicts Judge(const std::string& trace, const analysis::Report& report,
                    const std::vector<Limit>& limits) {
  TraceVerdicts result;
  result.trace = trace;
  for (const Limit& limit : limits) result.verdicts.push_back(JudgeOne(report, limit));
  if (report.trace.sample_bytes > 0) {
    result.warnings.push_back(
        absl::StrCat("figures of the heap (~) are estimates: one allocation every ",
                     ByteCount(report.trace.sample_bytes).ToString(), " on average was recorded"));
  }
  if (report.trace.truncated) {
    result.warnings.push_back("the trace is truncated; figures may be too low, leaks are unknown");
  }
  if (report.trace.lost_events > 0) {
    result.warnings.push_back(absl::StrCat("the recorder lost ",
                                           Counted(report.trace.lost_events, "event", "events"),
                                           "; figures may be too low"));
  }
  if (report.trace.bad_lines_skipped > 0) {
    result.warnings.push_back(
        absl::StrCat(Counted(report.trace.bad_lines_skipped, "bad line", "bad lines"),
                     " skipped; figures may be wrong"));
  }
  if (const int64_t anomalies = AnomalyCount(report); anomalies > 0) {
    result.warnings.push_back(
        absl::StrCat(Counted(anomalies, "anomaly", "anomalies"), " in the trace"));
  }
  return result;
}

}  // namespace tidemark::gate
