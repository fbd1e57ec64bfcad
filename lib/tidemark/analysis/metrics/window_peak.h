// The peak of a part of the trace: between two moments, both included.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::window_peak.
// What was live when the part begins counts from its first moment on.
//
// Memory: that of LivePeak. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_WINDOW_PEAK_H_
#define TIDEMARK_ANALYSIS_METRICS_WINDOW_PEAK_H_

#include <cstdint>

#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class WindowPeak final : public TraceObserver {
 public:
  WindowPeak(int64_t from, int64_t to) : from_(from), to_(to) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override { peak_.OnAlloc(buffer, now); }
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override {
    peak_.OnResize(buffer, bytes_before, now);
  }
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override {
    peak_.OnFree(buffer, end, now);
  }
  void OnEventEnd(const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  void Enter(const Moment& now);

  int64_t from_;
  int64_t to_;
  bool entered_ = false;
  LivePeak peak_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_WINDOW_PEAK_H_
