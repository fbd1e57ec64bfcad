// What was live at each mark, and which places had more live then than at the mark of the same name
// before: what grows at every mark is a leak or a cache without bounds.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::marks.
//
// Memory: O(sites * names of marks, at most kMostNames) and O(marks, at most kMostMarks).
// Cost: O(sites) for a mark. Threading: one thread at a time. Adopted buffers do not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_MARK_GROWTH_H_
#define TIDEMARK_ANALYSIS_METRICS_MARK_GROWTH_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/metrics/site_sums.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class MarkGrowth final : public TraceObserver {
 public:
  static constexpr size_t kMostMarks = 10000;
  static constexpr size_t kMostNames = 64;  // whose places are compared
  static constexpr size_t kMostPlaces = 3;  // that are named for a mark

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Mark {
    MarkReport report;
    SiteSums grown;  // of the sites that have more than before
  };
  struct Before {
    LiveFigures live;
    std::vector<LiveFigures> sites;
  };

  void Change(const LiveBuffer& buffer, WideSum bytes, WideSum weight);
  void NoteMark(absl::string_view name, int64_t t);

  LiveFigures live_;
  std::vector<LiveFigures> sites_;
  std::map<std::string, Before, std::less<>> before_;  // by name
  std::vector<Mark> marks_;
  bool capped_ = false;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_MARK_GROWTH_H_
