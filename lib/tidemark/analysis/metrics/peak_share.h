// What one site, or one row of any breakdown, holds now and held at the latest peak.
//
// Kept by the metrics that break the peak down. A share saves its figures when it changes for the
// first time after a peak, so that nobody has to look at all shares when a peak is reached.
//
// Units: bytes; weights. Threading: one thread at a time.
//
//   share.Change(bytes, weight, peak.peak_number());
//   const LiveFigures& then = share.AtPeak(peak.peak_number());
#ifndef TIDEMARK_ANALYSIS_METRICS_PEAK_SHARE_H_
#define TIDEMARK_ANALYSIS_METRICS_PEAK_SHARE_H_

#include <cstdint>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

struct LiveFigures {
  WideSum bytes = 0;
  WideSum weight = 0;

  void Add(const LiveFigures& other) {
    bytes += other.bytes;
    weight += other.weight;
  }
};

class PeakShare {
 public:
  // `peak_number`: how many peaks there were so far.
  void Change(WideSum bytes, WideSum weight, int64_t peak_number) {
    if (saved_for_ != peak_number) {
      at_peak_ = now_;
      saved_for_ = peak_number;
    }
    now_.bytes += bytes;
    now_.weight += weight;
  }

  const LiveFigures& now() const { return now_; }
  const LiveFigures& AtPeak(int64_t peak_number) const {
    return saved_for_ == peak_number ? at_peak_ : now_;
  }

 private:
  LiveFigures now_;
  LiveFigures at_peak_;
  int64_t saved_for_ = 0;  // the peak, by number, that at_peak_ belongs to
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_PEAK_SHARE_H_
