// Sums up by stack what a trace allocates, holds and copies, and makes the tree of calls of it.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h), behind the rules, and told of
// leaks by the FindingCollector; writes Details::call_tree. FirstPass numbers sites within their scopes
// then, so that the open scopes are known of each.
//
// Beyond the bound on nodes those are left out that hold the least of every figure; what they hold is
// counted in one node "other" below the nearest caller that is there. Sums are rounded as they run, so
// that the nodes' add up to those of the report, whatever the weights of samples.
//
// Memory: O(sites + frames of their stacks + live buffers' peak shares). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_CALL_TREE_BUILDER_H_
#define TIDEMARK_ANALYSIS_METRICS_CALL_TREE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "tidemark/analysis/metrics/peak_share.h"
#include "tidemark/analysis/metrics/scope_stacks.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class CallTreeBuilder final : public TraceObserver {
 public:
  // What is known while the trace is read; bytes and weights.
  struct Sums {
    WideSum allocs = 0;
    WideSum alloc_bytes = 0;
    LiveFigures at_peak;
    LiveFigures at_end;
    WideSum leaks = 0;
    WideSum leak_bytes = 0;
    WideSum copies = 0;
    WideSum copy_bytes = 0;
    WideSum lifetime = 0;
    LiveFigures most;

    void Add(const Sums& other);
    bool any() const;
  };

  // `sites` and `scopes` are FirstPass's. `is_allowed_leak`: whether the source allows leaks of a place,
  // which are in no figure then; null: it allows none.
  CallTreeBuilder(const SiteTable* sites, const ScopeStacks* scopes, size_t most_nodes,
                  std::function<bool(const SiteReport&)> is_allowed_leak)
      : sites_(*sites),
        scopes_(*scopes),
        most_nodes_(most_nodes),
        is_allowed_leak_(std::move(is_allowed_leak)) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnPeak(const Moment& /*now*/) override { ++peaks_; }
  void OnTraceEnd(const TraceEnd& end) override;

  void AddLeak(SiteIndex site, int64_t bytes, Weight weight);

 private:
  struct Row {
    Sums sums;  // but for what is live
    PeakShare live;
  };

  Row& At(SiteIndex site) {
    const auto index = static_cast<size_t>(site);
    if (rows_.size() <= index) rows_.resize(index + 1);
    return rows_[index];
  }
  void ChangeLive(const LiveBuffer& buffer, WideSum bytes, WideSum weight);
  void AddLifetime(const LiveBuffer& buffer, int64_t end_t);
  std::vector<PlaceIndex> PathOf(SiteIndex site, Places* places) const;

  const SiteTable& sites_;
  const ScopeStacks& scopes_;
  const size_t most_nodes_;
  const std::function<bool(const SiteReport&)> is_allowed_leak_;
  std::vector<Row> rows_;  // by SiteIndex
  int64_t peaks_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_CALL_TREE_BUILDER_H_
