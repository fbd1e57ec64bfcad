// What a trace holds in all: counts and bytes, and by site where they come from.
//
// An observer of FirstPass; writes the report's totals, origins and counts of copies.
//
// Memory: O(sites + threads). Threading: one thread at a time.
// Units: bytes; allocations of which samples were taken count by their weight.
#ifndef TIDEMARK_ANALYSIS_METRICS_TRACE_TOTALS_H_
#define TIDEMARK_ANALYSIS_METRICS_TRACE_TOTALS_H_

#include <cstdint>

#include "tidemark/analysis/metrics/site_sums.h"
#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_observer.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/base/ids.h"

namespace tidemark::analysis {

class TraceTotals final : public TraceObserver {
 public:
  void OnEvent(const trace::Event& event, const Moment& now) override;
  void OnAlloc(LiveBuffer& buffer, const Moment& now) override;
  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& now) override;
  void OnRepeatedView(LiveBuffer& buffer, const Moment& now) override;
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) override;
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) override;
  void OnTraceEnd(const TraceEnd& end) override;

  // OnEvent and OnAlloc, and OnEvent and OnFree, for a block of the heap that is no sample.
  void OnHeapAlloc(const LiveBuffer& buffer, const Moment& now) {
    NoteThread(now);
    has_heap_ = true;
    allocs_ += kOneWhole;
    alloc_bytes_ += buffer.bytes;
    alloc_sites_.Add(now.site, buffer.bytes, kOneWhole);
    if (totals_.alloc_count == 0 || buffer.bytes > totals_.largest_alloc_bytes) {
      NoteSize(buffer, now);
    }
    ++totals_.alloc_count;
    *newest_ = buffer.serial;
  }
  void OnHeapFree(const LiveBuffer& buffer, const Moment& now) {
    NoteThread(now);
    frees_ += kOneWhole;
    last_free_was_temporary_ = *newest_ == buffer.serial;
    if (!last_free_was_temporary_) return;
    temporaries_ += kOneWhole;
    temporary_sites_.Add(buffer.site, buffer.bytes);
  }

  // Allocations, and those that were temporaries.
  const SiteSums& alloc_sites() const { return alloc_sites_; }
  const SiteSums& temporary_sites() const { return temporary_sites_; }

  // Whether the buffer whose free was told last was freed before its thread allocated again.
  bool last_free_was_temporary() const { return last_free_was_temporary_; }

 private:
  void NoteThread(const Moment& now) {
    if (newest_ == nullptr || now.thread != thread_) SetThread(now.thread);
  }
  void SetThread(ThreadId thread);
  void NoteSize(const LiveBuffer& buffer, const Moment& now);
  void CountView(const LiveBuffer& buffer, const Moment& now);
  Origins FindOrigins(Places* places) const;

  bool has_arrays_ = false;
  bool has_heap_ = false;
  bool last_free_was_temporary_ = false;
  IdTable newest_of_thread_;   // its last alloc, by serial; 0: none so far
  ThreadId thread_;            // of this event
  int64_t* newest_ = nullptr;  // of this thread
  Totals totals_;              // sums are kept aside:
  WideSum allocs_ = 0;         // weights
  WideSum frees_ = 0;
  WideSum temporaries_ = 0;
  WideSum alloc_bytes_ = 0;
  WideSum copy_bytes_ = 0;
  WideSum external_bytes_ = 0;
  SiteSums alloc_sites_;
  SiteSums copy_sites_;
  SiteSums view_sites_;
  SiteSums temporary_sites_;
  SiteIndex largest_alloc_site_ = kUnknownSite;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_TRACE_TOTALS_H_
