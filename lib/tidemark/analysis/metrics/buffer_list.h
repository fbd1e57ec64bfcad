// Single buffers, with what is known of each: where, by whom and as what it was made, and how long it
// lived.
//
// An observer of FirstPass where it is asked for (passes/detail_set.h); writes Details::buffers.
//
// Memory: O(live buffers), and the kMost largest. Threading: one thread at a time. Adopted buffers do
// not count.
#ifndef TIDEMARK_ANALYSIS_METRICS_BUFFER_LIST_H_
#define TIDEMARK_ANALYSIS_METRICS_BUFFER_LIST_H_

#include <cstddef>
#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/metrics/largest_kept.h"
#include "tidemark/analysis/metrics/scope_stacks.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

class BufferList final : public TraceObserver {
 public:
  static constexpr size_t kMost = 100000;

  // `options` outlives this.
  explicit BufferList(const DetailOptions* options) : options_(*options) {}

  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

 private:
  struct Entry {
    BufferReport report;
    SiteIndex site = kUnknownSite;
  };
  void End(int64_t serial, int64_t end_t);

  const DetailOptions& options_;
  ScopeStacks scopes_;
  const trace::Alloc* alloc_ = nullptr;  // of this event
  absl::flat_hash_map<int64_t, Entry> live_;
  LargestKept<Entry> ended_{kMost};
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_BUFFER_LIST_H_
