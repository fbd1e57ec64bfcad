// The live bytes at every moment, their peak, and by site what was live just after it.
//
// An observer of FirstPass; writes the report's peak and timeline, and what is live at the end.
//
// The breakdown of the peak needs no second pass: each site remembers its figures as they were at
// the latest peak (PeakShare).
//
// Memory: O(sites + live buffers that were resized). Threading: one thread at a time. External
//   buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
#define TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/metrics/timeline_meter.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class LivePeak final : public TraceObserver {
 public:
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnEventEnd(const Moment& now) override {
    if (live_.bytes > peak_.bytes) NotePeak(now);
    timeline_.At(now.t, Narrow(live_.bytes));
  }
  void OnTraceEnd(const TraceEnd& end) override;

  // OnAlloc and OnFree for a block of the heap that is no sample.
  void OnHeapAlloc(const LiveBuffer& buffer) {
    newest_ = buffer.serial;
    ChangeLive(buffer, buffer.bytes, kOneWhole);
  }
  void OnHeapFree(const LiveBuffer& buffer) {
    ChangeLive(buffer, -WideSum(buffer.bytes), -WideSum(kOneWhole));
    if (!growths_.empty()) ForgetGrowth(buffer);
  }

  // How many times a new maximum was reached.
  int64_t peak_number() const { return peak_number_; }

  // What is live of each site, by its number; of those beyond nothing ever was.
  const std::vector<PeakShare>& sites() const { return sites_; }
  // The event of the latest, and its time.
  int64_t peak_event() const { return peak_event_; }
  int64_t peak_t() const { return peak_t_; }
  // The newest buffer then: what is live now was live then if it is no newer.
  int64_t peak_serial() const { return peak_serial_; }

  int64_t live_bytes() const { return Narrow(live_.bytes); }
  WideSum live() const { return live_.bytes; }

 private:
  // Where a live buffer got its size: the latest place that made it grow, and what lies beyond the
  // size with which it was allocated.
  struct Growth {
    SiteIndex site = kUnknownSite;
    WideSum bytes = 0;
  };

  void ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight) {
    const auto index = static_cast<size_t>(buffer.site);
    if (sites_.size() <= index) sites_.resize(index + 1);
    sites_[index].Change(bytes, weight, peak_number_);
    live_.bytes += bytes;
    live_.weight += weight;
  }
  void NotePeak(const Moment& now);
  void ForgetGrowth(const LiveBuffer& buffer);
  void SetGrowth(const LiveBuffer& buffer, Growth growth);
  void ReportGrowth(Places* places, Peak* peak) const;
  Peak Report(Places* places) const;

  LiveFigures live_;
  LiveFigures peak_;
  double live_variance_ = 0;
  double peak_variance_ = 0;
  int64_t peak_t_ = 0;
  int64_t peak_number_ = 0;
  int64_t peak_event_ = 0;
  int64_t newest_ = 0;  // the buffer that began last, by serial
  int64_t peak_serial_ = 0;
  std::vector<PeakShare> sites_;
  std::unordered_map<int64_t, Growth> growths_;  // of live buffers that grew, by serial
  std::map<std::pair<SiteIndex, SiteIndex>, PeakShare> grown_at_;  // by where made, where grown
  TimelineMeter timeline_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
