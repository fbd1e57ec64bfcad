// The peak of several traces together, and what each of them held then.
//
// AnalyzeTogether() feeds it by way of the observers that it gives to the first passes of the traces,
// whose events it tells in the order of one clock.
//
// What a trace holds counts from its first event to its last: of memory that a process leaves behind
// nothing is left when it ends.
//
// Memory: O(sites). Threading: one thread at a time. Units: bytes; nanoseconds since the earliest
//   trace began.
#ifndef TIDEMARK_ANALYSIS_METRICS_JOINT_PEAK_H_
#define TIDEMARK_ANALYSIS_METRICS_JOINT_PEAK_H_

#include <cstdint>
#include <vector>

#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/metrics/timeline_meter.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class JointPeak {
 public:
  // What one trace holds. To be added to the observers of its first pass; the peak outlives it.
  class Share final : public TraceObserver {
   public:
    explicit Share(JointPeak* joint) : joint_(*joint) {}

    void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
    void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
    void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
    void OnEventEnd(const Moment& now) override;
    void OnTraceEnd(const TraceEnd& end) override;

    // Its last event was told.
    void Ends();
    // After OnTraceEnd: by site, what it held at the joint peak.
    const std::vector<SiteBytes>& at_peak() const { return at_peak_; }

   private:
    void Change(SiteIndex site, WideSum bytes, WideSum weight, double variance);

    JointPeak& joint_;
    std::vector<PeakShare> sites_;
    double variance_ = 0;
    std::vector<SiteBytes> at_peak_;
  };

  // The time of the events that come next.
  void At(int64_t t) { now_ = t; }

  // Without sites: each share has its own.
  Peak Report() const;
  analysis::Timeline Timeline() const { return timeline_.Report(); }

 private:
  void NoteLive();

  int64_t now_ = 0;
  LiveFigures live_;
  double variance_ = 0;
  LiveFigures peak_;
  double peak_variance_ = 0;
  int64_t peak_t_ = 0;
  int64_t peak_number_ = 0;
  TimelineMeter timeline_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_JOINT_PEAK_H_
