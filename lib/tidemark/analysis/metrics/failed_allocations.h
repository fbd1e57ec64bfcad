// Allocations that failed, and who held the memory then.
//
// An observer of FirstPass; writes the report's failed allocations from the `oom` events. Holders
// are those of the failure at which most was live; more exactly, of the first one at which no later
// failure found more than a sixteenth more live, so that a program that goes on failing is not
// looked through each time.
//
// Memory: O(holders). Threading: one thread at a time. External buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_FAILED_ALLOCATIONS_H_
#define TIDEMARK_ANALYSIS_METRICS_FAILED_ALLOCATIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class FailedAllocationMeter : public TraceObserver {
 public:
  // Both outlive this.
  FailedAllocationMeter(LiveState* state, const LivePeak* live) : state_(*state), live_(*live) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  // Live buffers of one site, dtype and shape.
  struct Holder {
    SiteIndex site;
    std::string dtype;
    std::vector<int64_t> shape;
    WideSum bytes = 0;
    WideSum weight = 0;
  };

  std::vector<Holder> FindHolders() const;

  LiveState& state_;
  const LivePeak& live_;
  FailedAllocations failed_;  // places apart, which are known at the end
  SiteIndex site_ = kUnknownSite;
  std::vector<Holder> holders_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_FAILED_ALLOCATIONS_H_
