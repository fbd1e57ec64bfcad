// pinned-base: a few live views keep a large buffer alive after the last view that covers it.
//
// Made by its row of the rule table; an observer of views, drops, resizes and frees. It hands what
// it finds to the FindingCollector, and the pins to the report.
//
// From the drop of the last covering view until the buffer ends, the live views must never address
// so much that less than max(64 KiB, half of the buffer) lies idle. What they address is counted
// exactly (strided_set.h): at that drop, and again whenever a view is made after it, since drops
// can only lower it. Counting costs at most kMaxWork steps a buffer; beyond that, and where the
// strides of a view are unknown, an upper bound is used and the finding is "likely".
//
// Memory: O(pins found), and a PinState with each array that was uncovered. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_
#define TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

class PinnedBase final : public TraceObserver {
 public:
  static constexpr int64_t kMaxWork = int64_t{1} << 21;
  static constexpr int64_t kMinIdleBytes = int64_t{64} << 10;

  explicit PinnedBase(const RuleContext& context)
      : live_(context.live),
        findings_(context.findings),
        health_(context.health),
        pins_(&context.live.array_slots()) {}

  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& now) override;
  void OnDrop(LiveBuffer& buffer, const LiveView& view, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnProfileCrowded(std::vector<int64_t>* turning_points) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  // What is kept with an array once its last view that covers it was dropped: how long and how much
  // its views hold.
  struct PinState {
    bool uncovered = false;     // no such view was made since
    bool pinned = false;        // views were live since
    bool disqualified = false;  // once since, they used too much
    bool exact = true;          // used_bytes is exact and all layouts were known
    int64_t since_event = 0;    // the drop of the last view that covered
    int64_t since_t = 0;
    int64_t used_bytes = 0;  // the most that the views addressed since
    int64_t work_left = 0;   // for counting
    int64_t last_view = 0;   // the view dropped last
    SiteIndex last_view_site = kUnknownSite;
  };
  struct Found {
    SiteIndex site = kUnknownSite;
    int64_t base_bytes = 0;
    int64_t used_bytes = 0;
    SiteIndex base_site = kUnknownSite;
    int64_t buf = 0;
    int64_t serial = 0;
    int64_t since_t = 0;
    int64_t until_t = -1;
  };
  // Whether all that a view addresses lies in the one run that its parent is.
  static bool LiesWithin(const LiveView& view, const LiveView& parent, const LiveBuffer& buffer);
  void Measure(LiveBuffer& buffer);
  // `used` bytes are addressed now.
  static void Note(const LiveBuffer& buffer, int64_t used, PinState* pin);
  // The buffer ends, at `end_t`, or the trace does (nullopt); its views are still live.
  void AddIfPinned(LiveBuffer& buffer, std::optional<int64_t> end_t);

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  Slot<PinState> pins_;
  std::vector<Found> found_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_
