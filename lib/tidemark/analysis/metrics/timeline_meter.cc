#include "tidemark/analysis/metrics/timeline_meter.h"

namespace tidemark::analysis {

void TimelineMeter::Advance(int64_t t, int64_t live_bytes) {
  last_t_ = std::max(last_t_, t);
  while (last_t_ / width_ >= static_cast<int64_t>(kMaxBuckets)) DoubleWidth();
  const auto index = static_cast<size_t>(last_t_ / width_);
  if (index >= buckets_.size()) {
    const bool starts_bucket = last_t_ % width_ == 0;
    buckets_.resize(index + 1, live_);
    if (starts_bucket) buckets_[index] = live_bytes;
  }
  buckets_[index] = std::max(buckets_[index], live_bytes);
  live_ = live_bytes;
  const auto start = static_cast<int64_t>(index) * width_;
  bucket_ends_ = start > INT64_MAX - (width_ - 1) ? INT64_MAX : start + (width_ - 1);
}

void TimelineMeter::DoubleWidth() {
  width_ *= 2;
  const size_t half = (buckets_.size() + 1) / 2;
  for (size_t i = 0; i < half; ++i) {
    int64_t most = buckets_[2 * i];
    if (2 * i + 1 < buckets_.size()) most = std::max(most, buckets_[2 * i + 1]);
    buckets_[i] = most;
  }
  buckets_.resize(half);
}

}  // namespace tidemark::analysis
