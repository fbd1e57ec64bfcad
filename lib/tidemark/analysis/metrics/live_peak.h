// The live bytes at every moment, their peak, and by site what was live just after it.
//
// An observer of FirstPass; writes the report's peak and timeline, and what is live at the end.
//
// The breakdown of the peak needs no second pass: each site remembers its figures as they were at
// the latest peak, and saves them only when they change for the first time after it.
//
// Memory: O(sites + live buffers that were resized). Threading: one thread at a time. External buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
#define TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tidemark/analysis/metrics/timeline_meter.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class LivePeak : public TraceObserver {
 public:
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnEventEnd(const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

  // How many times a new maximum was reached.
  int64_t peak_number() const { return peak_number_; }

  int64_t live_bytes() const { return Narrow(live_.bytes); }

 private:
  struct Figures {
    WideSum bytes = 0;
    WideSum weight = 0;
  };
  struct Site {
    Figures now;
    Figures at_peak;
    int64_t saved_for = 0;  // the peak, by number, that at_peak belongs to
  };

  // Where a live buffer got its size: the latest place that made it grow, and what lies beyond the
  // size with which it was allocated.
  struct Growth {
    SiteIndex site = kUnknownSite;
    WideSum bytes = 0;
  };

  void ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight);
  void Change(Site* site, WideSum bytes, WideSum weight);
  Site& Of(SiteIndex site);
  void SetGrowth(const LiveBuffer& buffer, Growth growth);
  const Figures& AtPeak(const Site& site) const;
  void ReportGrowth(Places* places, Peak* peak) const;
  Peak Report(Places* places) const;

  Figures live_;
  Figures peak_;
  double live_variance_ = 0;
  double peak_variance_ = 0;
  int64_t peak_t_ = 0;
  int64_t peak_number_ = 0;
  std::vector<Site> sites_;
  std::unordered_map<int64_t, Growth> growths_;  // of live buffers that grew, by serial
  std::map<std::pair<SiteIndex, SiteIndex>, Site> grown_at_;  // by where made, where grown
  TimelineMeter timeline_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
