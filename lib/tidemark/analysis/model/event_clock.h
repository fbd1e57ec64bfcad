// When the events of a trace were, as exactly as bounded memory tells.
//
// Fed by FirstPass with every event; asked by rules that know a time and want the event.
//
// Of a trace of up to kMost events the times of all are kept, of longer ones those of every second,
// every fourth and so on.
// Memory: O(1), at most 1 MiB. Units: nanoseconds; events by their position, from 1.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_EVENT_CLOCK_H_
#define TIDEMARK_ANALYSIS_MODEL_EVENT_CLOCK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidemark::analysis {

class EventClock {
 public:
  static constexpr size_t kMost = size_t{1} << 14;

  // Events come in order; times that run backwards count as those before them.
  // Says whether the time of this one is kept.
  bool Tick(int64_t event, int64_t t) {
    if (event < next_) return false;
    Keep(event, t);
    return true;
  }

  // The first event later than `t` is behind this one, which may be itself later than `t` where not all
  // times are kept.
  int64_t LastUpTo(int64_t t) const {
    const auto at =
        std::upper_bound(kept_.begin(), kept_.end(), t,
                         [](int64_t wanted, const Kept& kept) { return wanted < kept.t; });
    if (at == kept_.end()) return INT64_MAX;  // nothing known is later
    return step_ == 1 ? at->event - 1 : at->event;
  }

 private:
  struct Kept {
    int64_t event = 0;
    int64_t t = 0;
  };

  void Keep(int64_t event, int64_t t) {
    if (kept_.size() == kMost) {
      for (size_t i = 0; 2 * i < kept_.size(); ++i) kept_[i] = kept_[2 * i];
      kept_.resize(kept_.size() / 2);
      step_ *= 2;
    }
    kept_.push_back({.event = event, .t = kept_.empty() ? t : std::max(t, kept_.back().t)});
    next_ = event + step_;
  }

  std::vector<Kept> kept_;
  int64_t next_ = 0;
  int64_t step_ = 1;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_EVENT_CLOCK_H_
