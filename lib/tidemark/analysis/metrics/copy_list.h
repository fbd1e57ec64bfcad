// Single copies, with what is known of each, and whether a rule found it needless.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::copies.
//
// Memory: the kMost largest. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_METRICS_COPY_LIST_H_
#define TIDEMARK_ANALYSIS_METRICS_COPY_LIST_H_

#include <cstddef>

#include "tidemark/analysis/metrics/largest_kept.h"
#include "tidemark/analysis/metrics/scope_stacks.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class CopyList final : public TraceObserver {
 public:
  static constexpr size_t kMost = 100000;

  // `options` outlives this.
  explicit CopyList(const DetailOptions* options) : options_(*options) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnCopy(const CopyMade& copy, const Moment& now) override;
  void OnCopyJudged(const JudgedCopy& copy) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Entry {
    CopyReport report;
    SiteIndex site = kUnknownSite;
    SiteIndex source_site = kUnknownSite;
  };

  const DetailOptions& options_;
  ScopeStacks scopes_;
  LargestKept<Entry> copies_{kMost};
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_COPY_LIST_H_
