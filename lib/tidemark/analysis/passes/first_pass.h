// The first pass over a trace: everything of the report but what mending the findings would save.
//
// Fed with the events of the trace in order; its results are the Report and the edits for the
// what-if replay. It keeps the books (LiveState, totals, peak, timeline, anomalies) and tells the
// trackers of the rules what happens to live buffers; of what it has counted as an anomaly they do
// not hear.
//
// Memory: O(live buffers + sites + stacks + threads + findings).
// Threading: one thread at a time. Errors: none; whatever an event says, it is counted.
//
//   FirstPass pass(&reader->stats());
//   for (each event) pass.Consume(event);
//   FirstPass::Result result = pass.Finish();
#ifndef TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_
#define TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "tidemark/analysis/passes/anomalies.h"
#include "tidemark/analysis/passes/copy_tracker.h"
#include "tidemark/analysis/passes/finding_collector.h"
#include "tidemark/analysis/passes/live_state.h"
#include "tidemark/analysis/passes/peak_meter.h"
#include "tidemark/analysis/passes/places.h"
#include "tidemark/analysis/passes/scope_stacks.h"
#include "tidemark/analysis/passes/site_sums.h"
#include "tidemark/analysis/passes/site_table.h"
#include "tidemark/analysis/passes/timeline_meter.h"
#include "tidemark/analysis/passes/trace_health.h"
#include "tidemark/analysis/passes/weight.h"
#include "tidemark/analysis/report.h"
#include "tidemark/analysis/rules/pinned_base.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

class FirstPass {
 public:
  struct Result {
    Report report;
    Edits edits;         // Edit::finding is an index into report.findings
    int64_t events = 0;  // consumed, of all kinds
  };

  // `stats` are those of the reader that the events come from, and grow with it.
  explicit FirstPass(const trace::ReaderStats* stats)
      : stats_(*stats),
        copies_(&live_, &findings_, &health_),
        pins_(&live_, &findings_, &health_) {}
  FirstPass(const FirstPass&) = delete;
  FirstPass& operator=(const FirstPass&) = delete;

  void Consume(const trace::Event& event);

  // Whether any event of the Events table but `end` was consumed.
  bool saw_events() const { return counted_ > 0; }

  // The trace has ended. Called once.
  // `symbolizer` null: without symbols.
  Result Finish(Symbolizer* symbolizer = nullptr);

 private:
  // The buffer that an access means, and the handle if it named one that is live.
  struct Target {
    Buffer* buffer = nullptr;
    const Handle* handle = nullptr;
  };

  void On(const trace::TraceHead& head);
  void On(const trace::SiteDefinition& definition);
  void On(const trace::FrameDefinition& definition);
  void On(const trace::StackDefinition& definition);
  void On(const trace::ThreadDefinition&) {}
  void On(const trace::Alloc& alloc);
  void On(const trace::Resize& resize);
  void On(const trace::View& view);
  void On(const trace::Drop& drop);
  void On(const trace::Copy& copy);
  void On(const trace::Write& write);
  void On(const trace::Read& read);
  void On(const trace::Op& op);
  void On(const trace::Free& free);
  void On(const trace::ScopeBegin& scope);
  void On(const trace::ScopeEnd& scope);
  void On(const trace::Mark&) {}
  void On(const trace::OutOfMemory&) {}
  // No rule looks at these yet.
  void On(const trace::Values&) {}
  void On(const trace::Inherit&) {}
  void On(const trace::MemorySample&) {}
  void On(const trace::Lost& lost);
  void On(const trace::End& end);

  void Note(Anomaly kind) { anomalies_.Add(kind, now_.site); }
  void BeginHandle(Buffer& buffer, ViewId id, bool owner, ViewId parent, Layout layout);
  void EndBuffer(Buffer& buffer, std::optional<int64_t> last_access);
  Target Resolve(BufferId buf, ViewId view);
  void Access(Buffer& buffer, bool is_write);
  void Escape(Buffer& buffer);
  void CountLive(const Buffer& buffer, int sign);
  void FindWhatIsLeft(Places* places, Report* report);
  Origins FindOrigins(Places* places) const;

  const trace::ReaderStats& stats_;
  Moment now_;
  int64_t counted_ = 0;
  int64_t last_t_ = 0;
  int64_t lost_places_ = 0;
  bool ended_ = false;
  std::string program_;

  bool has_arrays_ = false;
  bool has_heap_ = false;

  SampleScale scale_;
  SiteTable sites_;
  AnomalyCounter anomalies_;
  LiveState live_;
  TraceHealth health_;
  FindingCollector findings_;
  CopyTracker copies_;
  PinTracker pins_;
  PeakMeter peak_;
  TimelineMeter timeline_;
  ScopeStacks scopes_;
  absl::flat_hash_set<ThreadId> threads_;
  absl::flat_hash_map<ThreadId, int64_t> last_alloc_;  // serials
  Totals totals_;                                      // sums are kept aside:
  WideSum allocs_ = 0;                                 // weights
  WideSum frees_ = 0;
  WideSum temporaries_ = 0;
  WideSum alloc_bytes_ = 0;
  WideSum copy_bytes_ = 0;
  WideSum external_bytes_ = 0;
  WideSum lost_events_ = 0;
  WideSum recorded_live_bytes_ = 0;  // where samples were taken, of these alone
  int64_t recorded_live_buffers_ = 0;
  SiteSums alloc_sites_;
  SiteSums copy_sites_;
  SiteSums view_sites_;
  SiteSums temporary_sites_;
  SiteIndex largest_alloc_site_ = kUnknownSite;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_
