// The live bytes of a whole trace, in as many spans as somebody may still ask about.
//
// Fed by the first pass with the live bytes after every event; consumed by the what-if replay, which
// asks for the most that was live between two events. A span holds one number, the largest of its
// events. An event at which a replay could come to differ from the trace is cut out as a span of its
// own; when it turns out that none does, spans are joined again (KeepOnly).
//
// Memory: 16 bytes for each event that was cut out since the last KeepOnly, and each that it kept.
// Threading: one thread at a time.
//
//   if (is_of_array) profile.CutOut();
//   profile.Append(event, live_bytes);
//   if (profile.is_crowded()) profile.KeepOnly(events_that_matter);
#ifndef TIDEMARK_ANALYSIS_MODEL_LIVE_PROFILE_H_
#define TIDEMARK_ANALYSIS_MODEL_LIVE_PROFILE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class LiveProfile {
 public:
  // The next event to be appended is a span of its own.
  void CutOut() { is_cut_ = true; }

  // Events are appended in order, at least all at which the live bytes change.
  void Append(int64_t event, WideSum live) {
    if (is_cut_ || begins_) {
      Begin(event, live);
    } else if (live > open_most_) {
      open_most_ = live;
    }
  }

  // There are many more spans than were last kept.
  bool is_crowded() const { return spans_.size() >= crowded_; }
  // Joins the spans that begin at no event of `kept`, and after none, with those before them.
  // `kept` is in no order.
  void KeepOnly(std::vector<int64_t> kept);

  size_t size() const { return spans_.size(); }
  // From this event on, to that of the next span.
  int64_t EventOf(size_t span) const { return spans_[span].event; }
  WideSum MostOf(size_t span) const {
    return span + 1 == size() ? open_most_ : Wide(spans_[span].low, is_wide_ ? high_[span] : 0);
  }

 private:
  static constexpr size_t kFewSpans = size_t{1} << 16;

  static WideSum Wide(int64_t low, int64_t high) { return (WideSum(high) << 62) + low; }
  void Begin(int64_t event, WideSum live);
  void SetMost(size_t span, WideSum most);

  struct Span {
    int64_t event = 0;
    int64_t low = 0;  // of its most
  };
  // The most of the last one, which is open, is apart.
  std::deque<Span> spans_;
  std::deque<int64_t> high_;  // by span; empty while all are 0: not is_wide_
  bool is_wide_ = false;
  WideSum open_most_ = 0;
  bool is_cut_ = false;
  bool begins_ = true;  // a span begins with the next event
  size_t crowded_ = kFewSpans;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LIVE_PROFILE_H_
