// What each site holds over time, in a bounded number of equally long spans, without knowing the end.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::site_timeline.
// The spans are TimelineMeter's: they double, merging in pairs, whenever the trace outgrows them.
//
// A span is looked at in the moment of its maximum. What the sites hold then is kept as changes against
// the span before, so that a site that stays as it is costs nothing; of two spans that merge, the
// changes of the one that is dropped go over to the next.
//
// Memory: O(sites), 4096 spans, and at most `most_changes` changes of 32 bytes. Beyond that those sites
// are forgotten that never held much in any span, until half of the changes are left; who held no more
// than they is not followed from then on, until it does. Totals are not touched by that.
// Threading: one thread at a time. External buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_SITE_TIMELINE_METER_H_
#define TIDEMARK_ANALYSIS_METRICS_SITE_TIMELINE_METER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class SiteTimelineMeter final : public TraceObserver {
 public:
  static constexpr size_t kMostChanges = size_t{1} << 20;

  explicit SiteTimelineMeter(size_t most_changes = kMostChanges) : most_changes_(most_changes) {}

  void OnEvent(const trace::Event& /*event*/, const Moment& now) override {
    last_t_ = std::max(last_t_, now.t);
    if (last_t_ > span_ends_) MoveTo(last_t_);
  }
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnEventEnd(const Moment& /*now*/) override {
    if (live_ > most_) NoteMost(last_t_);
  }
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Change {
    SiteIndex site = kUnknownSite;
    WideSum bytes = 0;
  };
  using Changes = std::vector<Change>;  // by site

  struct Span {
    WideSum most = 0;
    int64_t at_t = 0;
    Changes changes;  // of what was live at `at_t`, against the span before
  };
  struct Site {
    WideSum now = 0;
    WideSum at_most = 0;    // of this span
    WideSum in_span = 0;    // what the spans so far say
    int64_t saved_for = 0;  // the maximum, by number, that at_most belongs to
    bool noted = false;     // in changed_
    bool ever = false;      // anything was live of it
    bool late = false;      // it was left out, or forgotten
  };

  static void AddTo(const Changes& more, Changes* changes);

  void ChangeLive(const LiveBuffer& buffer, WideSum bytes);
  void NoteMost(int64_t t);
  void NoteChanged(SiteIndex site);
  // From `t` on, in the span of that time.
  void MoveTo(int64_t t);
  void CloseSpan();
  void DoubleWidth();
  void ForgetSmallSites();
  // What is too small to be followed, once some sites were forgotten.
  bool IsLeftOut(const Site& site, WideSum bytes) const {
    return site.in_span == 0 && bytes < least_;
  }

  struct PlaceSums;
  PlaceSums SumUp(Places* places) const;

  const size_t most_changes_;
  std::vector<Site> sites_;         // by SiteIndex
  std::vector<SiteIndex> changed_;  // those of which in_span may not be what they hold
  std::vector<Span> spans_;         // that have ended
  size_t changes_ = 0;              // in spans_
  WideSum least_ = 0;
  bool open_ = false;  // a span is
  WideSum live_ = 0;
  WideSum most_ = -1;   // in this span so far; -1: none of its moments was seen
  int64_t most_t_ = 0;  // when
  int64_t most_number_ = 0;
  int64_t last_t_ = 0;  // times that run backwards count as the latest one
  int64_t width_ = 1;
  int64_t span_ends_ = INT64_MIN;  // the last time of this span
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_SITE_TIMELINE_METER_H_
