// pinned-base: a few live views keep a large buffer alive after the last handle that covers it.
//
// Fed by FirstPass with views, drops, resizes and frees; hands what it finds to the
// FindingCollector, and the pins to the report.
//
// From the drop of the last covering handle until the buffer ends, the live views must never
// address so much that less than max(64 KiB, half of the buffer) lies idle. What they address is
// counted exactly (strided_set.h): at that drop, and again whenever a view is made after it, since
// drops can only lower it. Counting costs at most kMaxWork steps a buffer; beyond that, and where a
// view does not tell its strides, an upper bound is used and the finding is "likely".
//
// Memory: O(pins found). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_
#define TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_

#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/trace_health.h"
#include "tidemark/analysis/rules/finding_collector.h"

namespace tidemark::analysis {

class PinTracker {
 public:
  static constexpr int64_t kMaxWork = int64_t{1} << 21;
  static constexpr int64_t kMinIdleBytes = int64_t{64} << 10;

  PinTracker(LiveState* live, FindingCollector* findings, const TraceHealth* health)
      : live_(*live), findings_(*findings), health_(*health) {}

  // Whether a handle addresses all of a buffer, as far as anybody can tell.
  static bool Covers(const Handle& handle, const Buffer& buffer);

  // `parent` is the handle that it was made from, where that is live.
  void OnHandle(Buffer& buffer, const Handle& handle, const Handle* parent);
  // `handle` has been taken out of the live ones already.
  void OnDrop(Buffer& buffer, const Handle& handle, const Moment& moment);
  void OnResize(Buffer& buffer);
  // The buffer ends, or the trace does; its handles are still there.
  void OnEnd(Buffer& buffer, bool at_end_of_trace);

  std::vector<Pin> Pins(Places* places) const;

 private:
  struct Found {
    SiteIndex site = kUnknownSite;
    int64_t base_bytes = 0;
    int64_t used_bytes = 0;
  };
  // Whether all that a handle addresses lies in the one run that its parent is.
  static bool LiesWithin(const Handle& handle, const Handle& parent, const Buffer& buffer);
  void Measure(Buffer& buffer);
  // `used` bytes are addressed now.
  static void Note(const Buffer& buffer, int64_t used, PinState* pin);

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  std::vector<Found> found_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_PINNED_BASE_H_
