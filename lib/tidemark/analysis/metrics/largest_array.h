// How many elements the largest array of the trace has: the size of what the program worked on.
//
// An observer of FirstPass; writes the summary's largest_array_elements, which `tidemark fit` takes
// for n. Adopted arrays count, too: the program's data may have come from elsewhere.
//
// Memory: O(1). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_LARGEST_ARRAY_H_
#define TIDEMARK_ANALYSIS_METRICS_LARGEST_ARRAY_H_

#include <cstdint>

#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class LargestArrayMeter : public TraceObserver {
 public:
  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override { end.report.trace.largest_array_elements = most_; }

 private:
  int64_t most_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LARGEST_ARRAY_H_
