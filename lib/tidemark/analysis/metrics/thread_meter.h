// What each thread allocated, freed, copied, and had made of the peak.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::threads.
//
// Memory: O(threads + live buffers). Threading: one thread at a time. Adopted buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_THREAD_METER_H_
#define TIDEMARK_ANALYSIS_METRICS_THREAD_METER_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/metrics/newest_buffers.h"
#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

class ThreadMeter final : public TraceObserver {
 public:
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnCopy(const CopyMade& copy, const Moment& now) override;
  void OnPeak(const Moment& /*now*/) override { ++peaks_; }
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Thread {
    PeakShare live;  // of what it made
    WideSum allocs = 0;
    WideSum alloc_bytes = 0;
    WideSum frees = 0;
    WideSum foreign_frees = 0;
    WideSum temporaries = 0;
    int64_t copies = 0;
    WideSum copy_bytes = 0;
  };
  void ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight);

  std::map<ThreadId, Thread> threads_;
  absl::flat_hash_map<int64_t, ThreadId> makers_;  // of live buffers, by serial
  NewestBuffers newest_;
  int64_t peaks_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_THREAD_METER_H_
