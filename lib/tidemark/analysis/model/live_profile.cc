#include "tidemark/analysis/model/live_profile.h"

#include <utility>

namespace tidemark::analysis {
namespace {

// Some of the events of a stretch, which is looked up in its order: as bits, unless these were much
// more than the spans that it is for.
class EventSet {
 public:
  EventSet(std::vector<int64_t> events, int64_t first, int64_t last, size_t spans)
      : first_(first - 1), events_(std::move(events)) {
    const uint64_t range = static_cast<uint64_t>(last) - static_cast<uint64_t>(first_) + 1;
    if (range / kBitsPerSpan > spans) {
      std::sort(events_.begin(), events_.end());
      return;
    }
    bits_.resize(range / 64 + 1);
    for (const int64_t event : events_) {
      const uint64_t at = static_cast<uint64_t>(event) - static_cast<uint64_t>(first_);
      if (at < range) bits_[at / 64] |= uint64_t{1} << (at % 64);
    }
  }

  bool Contains(int64_t event) const {
    if (bits_.empty()) return std::binary_search(events_.begin(), events_.end(), event);
    const uint64_t at = static_cast<uint64_t>(event) - static_cast<uint64_t>(first_);
    return ((bits_[at / 64] >> (at % 64)) & 1) != 0;
  }

 private:
  static constexpr uint64_t kBitsPerSpan = 64;

  int64_t first_;
  std::vector<int64_t> events_;
  std::vector<uint64_t> bits_;
};

}  // namespace

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
  if (spans_.empty()) return;
  const EventSet turning(std::move(kept), spans_.front().event, spans_.back().event, spans_.size());
  size_t spans = 0;
  WideSum joined = 0;  // the most of the last that is kept
  for (size_t i = 0; i < spans_.size(); ++i) {
    const int64_t event = spans_[i].event;
    // A kept event, and the one after it, where what it leads to begins.
    const bool is_kept = i == 0 || turning.Contains(event - 1) || turning.Contains(event);
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
