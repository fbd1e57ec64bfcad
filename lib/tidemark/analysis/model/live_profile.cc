#include "tidemark/analysis/model/live_profile.h"

namespace tidemark::analysis {

void LiveProfile::Begin(int64_t event, WideSum live) {
  if (!events_.empty()) Close(open_most_);
  events_.push_back(event);
  open_most_ = live;
  begins_ = is_cut_;
  is_cut_ = false;
}

void LiveProfile::Close(WideSum most) {
  const auto low = static_cast<int64_t>(most & ((WideSum(1) << 62) - 1));
  const auto high = static_cast<int64_t>(most >> 62);
  if (high != 0 && !is_wide_) {
    is_wide_ = true;
    high_.resize(low_.size());
  }
  low_.push_back(low);
  if (is_wide_) high_.push_back(high);
}

void LiveProfile::KeepOnly(std::vector<int64_t> kept) {
  std::sort(kept.begin(), kept.end());
  size_t spans = 0;
  size_t next = 0;
  for (size_t i = 0; i < events_.size(); ++i) {
    // A kept event, and the one after it, where what it leads to begins.
    while (next < kept.size() && kept[next] < events_[i] - 1) ++next;
    const bool is_kept = next < kept.size() && kept[next] <= events_[i];
    const WideSum most = MostOf(i);
    if (i == 0 || is_kept) {
      events_[spans] = events_[i];
    } else {
      --spans;
    }
    const WideSum joined =
        i == 0 || is_kept ? most : std::max(most, Wide(low_[spans], is_wide_ ? high_[spans] : 0));
    if (i + 1 == events_.size()) {
      open_most_ = joined;
    } else {
      low_[spans] = static_cast<int64_t>(joined & ((WideSum(1) << 62) - 1));
      if (is_wide_) high_[spans] = static_cast<int64_t>(joined >> 62);
    }
    ++spans;
  }
  events_.resize(spans);
  if (spans > 0) {
    low_.resize(spans - 1);
    if (is_wide_) high_.resize(spans - 1);
  }
  crowded_ = std::max(2 * spans, kFewSpans);
}

}  // namespace tidemark::analysis
