// Live bytes over time in a bounded number of equally long spans, without knowing the end.
//
// Fed by LivePeak after each event; consumed by the report. The spans start at one nanosecond and
// double, merging in pairs, whenever the trace outgrows them. Times that run backwards count as the
// latest one.
//
// Memory: kMaxBuckets. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_TIMELINE_METER_H_
#define TIDEMARK_ANALYSIS_METRICS_TIMELINE_METER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::analysis {

class TimelineMeter {
 public:
  static constexpr size_t kMaxBuckets = 4096;

  // From time `t` on, `live_bytes` are live.
  void At(int64_t t, int64_t live_bytes) {
    if (t > bucket_ends_) return Advance(t, live_bytes);
    last_t_ = std::max(last_t_, t);
    if (live_bytes > buckets_.back()) buckets_.back() = live_bytes;
    live_ = live_bytes;
  }

  Timeline Report() const { return {.bucket_ns = width_, .max_bytes = buckets_}; }

 private:
  // To a later bucket, perhaps.
  void Advance(int64_t t, int64_t live_bytes);
  void DoubleWidth();

  int64_t width_ = 1;
  int64_t last_t_ = 0;
  int64_t bucket_ends_ = INT64_MIN;  // the last time of the last bucket, which is that of last_t_
  int64_t live_ = 0;
  std::vector<int64_t> buckets_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_TIMELINE_METER_H_
