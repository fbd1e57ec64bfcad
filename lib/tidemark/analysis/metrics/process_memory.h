// What the system said of the process's memory, beside what was live then.
//
// An observer of FirstPass; writes the report's process memory from the `memory` samples. Nothing
// of it enters a limit: it depends on the machine.
//
// Memory: O(1). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_PROCESS_MEMORY_H_
#define TIDEMARK_ANALYSIS_METRICS_PROCESS_MEMORY_H_

#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class ProcessMemoryMeter : public TraceObserver {
 public:
  // `live` tells the live bytes, and outlives this.
  explicit ProcessMemoryMeter(const LivePeak* live) : live_(*live) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override { end.report.process_memory = largest_; }

 private:
  const LivePeak& live_;
  ProcessMemory largest_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_PROCESS_MEMORY_H_
