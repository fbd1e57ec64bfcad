// How many buffers of which size were allocated, by powers of two.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::sizes.
//
// Memory: O(1). Threading: one thread at a time. Adopted buffers do not count; samples count by their
// weight.
#ifndef TIDEMARK_ANALYSIS_METRICS_SIZE_HISTOGRAM_H_
#define TIDEMARK_ANALYSIS_METRICS_SIZE_HISTOGRAM_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "tidemark/analysis/metrics/newest_buffers.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class SizeHistogram final : public TraceObserver {
 public:
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Class {
    WideSum weight = 0;
    WideSum bytes = 0;
    WideSum temporaries = 0;
  };
  // Of no bytes, of one, and of each power of two: "5 to 8".
  std::array<Class, 65> classes_ = {};
  NewestBuffers newest_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SIZE_HISTOGRAM_H_
