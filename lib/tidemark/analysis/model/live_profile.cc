#include "tidemark/analysis/model/live_profile.h"

namespace tidemark::analysis {

void LiveProfile::Begin(int64_t event, WideSum live) {
  if (!spans_.empty()) SetMost(spans_.size() - 1, open_most_);
  spans_.push_back({.event = event});
  if (is_wide_) high_.push_back(0);
  open_most_ = live;
  begins_ = is_cut_;
  is_cut_ = false;
}

void LiveProfile::SetMost(size_t span, WideSum most) {
  const auto high = static_cast<int64_t>(most >> 62);
  if (high != 0 && !is_wide_) {
    is_wide_ = true;
    high_.resize(spans_.size());
  }
  spans_[span].low = static_cast<int64_t>(most & ((WideSum(1) << 62) - 1));
  if (is_wide_) high_[span] = high;
}

void LiveProfile::KeepOnly(std::vector<int64_t> kept) {
  std::sort(kept.begin(), kept.end());
  if (spans_.empty()) return;
  size_t spans = 0;
  size_t next = 0;
  WideSum joined = 0;  // the most of the last that is kept
  for (size_t i = 0; i < spans_.size(); ++i) {
    const int64_t event = spans_[i].event;
    // A kept event, and the one after it, where what it leads to begins.
    while (next < kept.size() && kept[next] < event - 1) ++next;
    const bool is_kept = i == 0 || (next < kept.size() && kept[next] <= event);
    const WideSum most = MostOf(i);
    if (is_kept) {
      if (spans > 0) SetMost(spans - 1, joined);
      spans_[spans++].event = event;
      joined = most;
    } else {
      joined = std::max(joined, most);
    }
  }
  open_most_ = joined;
  spans_.resize(spans);
  if (is_wide_) high_.resize(spans);
  crowded_ = std::max(2 * spans, kFewSpans);
}

}  // namespace tidemark::analysis
