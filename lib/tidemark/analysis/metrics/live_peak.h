// The live bytes at every moment, their peak, and by site what was live just after it.
//
// Fed with each change of a buffer's size by FirstPass; consumed by the report.
//
// The breakdown of the peak needs no second pass: each site remembers its figures as they were at
// the latest peak, and saves them only when they change for the first time after it.
//
// Memory: O(sites). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
#define TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_

#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class PeakMeter {
 public:
  // A buffer of the site begins (+bytes, +weight), ends (-bytes, -weight) or changes its size
  // (+-bytes, 0). Several changes may belong to one event; AtEvent() follows them.
  void Change(SiteIndex site, WideSum bytes, WideSum weight);

  // What samples add to, or take from, the variance of the live bytes.
  void ChangeVariance(double variance) { live_variance_ += variance; }

  // The changes of the event at time `t` are complete.
  void AtEvent(int64_t t);

  WideSum live_bytes() const { return live_.bytes; }
  int64_t live_buffers() const { return NarrowCount(live_.weight); }

  Peak Report(Places* places) const;

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

  Figures live_;
  Figures peak_;
  double live_variance_ = 0;
  double peak_variance_ = 0;
  int64_t peak_t_ = 0;
  int64_t peak_number_ = 0;  // how many times a new maximum was reached
  std::vector<Site> sites_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LIVE_PEAK_H_
