#include "tidemark/analysis/analyze_together.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <queue>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/metrics/joint_peak.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/passes/name_packages.h"
#include "tidemark/analysis/passes/run_passes.h"
#include "tidemark/base/status.h"

namespace tidemark::analysis {
namespace {

absl::Status WithName(const absl::Status& status, const std::string& name) {
  // Those of the readers have the name already.
  if (!absl::IsFailedPrecondition(status) && !absl::IsOutOfRange(status)) return status;
  return absl::Status(status.code(), absl::StrCat(name, ": ", status.message()));
}

// Reads all runs to their ends, the earliest event first.
absl::Status ReadInOrder(const std::vector<TraceOfGroup>& traces,
                         const std::vector<std::unique_ptr<PassRun>>& runs,
                         const std::vector<std::unique_ptr<JointPeak::Share>>& shares,
                         int64_t start, JointPeak* joint) {
  using Next = std::pair<int64_t, size_t>;  // when, by the clock; and of which trace
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  const auto enqueue = [&](size_t i) -> absl::Status {
    absl::StatusOr<bool> more = runs[i]->Fetch();
    if (!more.ok()) return WithName(more.status(), traces[i].name);
    if (*more) {
      queue.emplace(traces[i].clock.At(runs[i]->next_t()), i);
    } else {
      shares[i]->Ends();
    }
    return absl::OkStatus();
  };
  for (size_t i = 0; i < runs.size(); ++i) TIDEMARK_RETURN_IF_ERROR(enqueue(i));
  while (!queue.empty()) {
    const auto [now, i] = queue.top();
    queue.pop();
    joint->At(traces[i].clock.NanosOf(now - start));
    // All of one time: that of the peak is the event's own.
    runs[i]->Consume(runs[i]->next_t());
    TIDEMARK_RETURN_IF_ERROR(enqueue(i));
  }
  return absl::OkStatus();
}

}  // namespace

int64_t TraceClock::At(int64_t t) const {
  const WideSum ticks = rate == 0 ? WideSum(t) : (WideSum(t) << 32) / WideSum(rate);
  return Narrow(ticks + start);
}

int64_t TraceClock::NanosOf(int64_t ticks) const {
  if (rate == 0) return ticks;
  return Narrow((WideSum(ticks) * WideSum(rate)) >> 32);
}

absl::StatusOr<GroupReport> AnalyzeTogether(std::vector<TraceOfGroup> traces,
                                            const AnalyzeOptions& options) {
  Symbolizer symbolizer(options.symbols);
  SourceAllowances allowances(options.source_roots);
  const PassOptions pass_options = {.break_down = options.break_down,
                                    .leak_suppressions = options.leak_suppressions,
                                    .details = options.details,
                                    .allowances = options.read_source ? &allowances : nullptr};
  JointPeak joint;
  const bool alone = traces.size() == 1;
  int64_t start = traces.front().clock.start;
  std::vector<std::unique_ptr<PassRun>> runs;
  std::vector<std::unique_ptr<JointPeak::Share>> shares;
  for (TraceOfGroup& trace : traces) {
    start = std::min(start, trace.clock.start);
    runs.push_back(std::make_unique<PassRun>(std::move(trace.reader), pass_options));
    shares.push_back(std::make_unique<JointPeak::Share>(&joint));
    if (!alone) runs.back()->observers().Add(shares.back().get());
  }
  if (alone) {
    while (true) {
      absl::StatusOr<bool> more = runs.front()->Fetch();
      if (!more.ok()) return WithName(more.status(), traces.front().name);
      if (!*more) break;
      runs.front()->ConsumeRun();
    }
  } else {
    TIDEMARK_RETURN_IF_ERROR(ReadInOrder(traces, runs, shares, start, &joint));
  }
  GroupReport group;
  for (size_t i = 0; i < runs.size(); ++i) {
    absl::StatusOr<Report> report = runs[i]->Finish(options.use_symbols ? &symbolizer : nullptr);
    if (!report.ok()) return WithName(report.status(), traces[i].name);
    runs[i].reset();
    const TraceClock& clock = traces[i].clock;
    group.duration_ns =
        std::max(group.duration_ns,
                 Narrow(WideSum(clock.NanosOf(clock.start - start)) + report->trace.duration_ns));
    group.peak_sites.push_back(alone ? report->peak.sites : shares[i]->at_peak());
    group.reports.push_back(*std::move(report));
  }
  symbolizer.Save();
  NamePackages(options.symbols, &group.reports.back().trace.unnamed_code);
  for (size_t i = 0; i + 1 < group.reports.size(); ++i) {
    // The last one has those of all, for they share the names.
    group.reports[i].trace.unnamed_code.clear();
  }
  if (alone) {
    group.peak = group.reports.front().peak;
    group.timeline = group.reports.front().timeline;
  } else {
    group.peak = joint.Report();
    group.timeline = joint.Timeline();
  }
  return group;
}

}  // namespace tidemark::analysis
