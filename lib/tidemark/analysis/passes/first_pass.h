// The first pass over a trace: everything of the report but what fixing the findings would save.
//
// Fed with the events of the trace in order; its results are the Report and the edits for the
// what-if replay. It resolves names, keeps the live state and counts anomalies; all else is done by
// observers (trace_observer.h), which are the metrics and the rules. Events that were counted as
// anomalies are not passed on.
//
// Memory: O(live buffers + sites + stacks + threads + findings).
// Threading: one thread at a time. Errors: none; whatever an event says, it is counted.
//
//   FirstPass pass(&reader->stats());
//   for (each run) pass.ConsumeRun(run);
//   FirstPass::Result result = pass.Finish();
#ifndef TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_
#define TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tidemark/analysis/metrics/anomalies.h"
#include "tidemark/analysis/metrics/call_tree_builder.h"
#include "tidemark/analysis/metrics/failed_allocations.h"
#include "tidemark/analysis/metrics/largest_array.h"
#include "tidemark/analysis/metrics/live_peak.h"
#include "tidemark/analysis/metrics/object_types.h"
#include "tidemark/analysis/metrics/process_memory.h"
#include "tidemark/analysis/metrics/scope_stacks.h"
#include "tidemark/analysis/metrics/trace_totals.h"
#include "tidemark/analysis/metrics/usage_ledger.h"
#include "tidemark/analysis/model/capture.h"
#include "tidemark/analysis/model/edit.h"
#include "tidemark/analysis/model/event_clock.h"
#include "tidemark/analysis/model/live_profile.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/moment.h"
#include "tidemark/analysis/model/observer_list.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/model/trace_health.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/passes/pass_options.h"
#include "tidemark/analysis/rules/finding_collector.h"
#include "tidemark/analysis/rules/rule_set.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_run.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

class FirstPass {
 public:
  struct Result {
    Report report;
    Edits edits;              // Edit::finding is an index into report.findings
    bool fixable = false;     // some edit was found, perhaps without effect
    std::vector<Life> lives;  // of the buffers of edits other than releases, by serial
    LiveProfile profile;      // the live bytes of all events
  };

  // `stats` are those of the reader that the events come from, and grow with it.
  explicit FirstPass(const trace::ReaderStats* stats, PassOptions options = {});
  FirstPass(const FirstPass&) = delete;
  FirstPass& operator=(const FirstPass&) = delete;

  // Further observers may be added before the first event.
  ObserverList& observers() { return observers_; }
  // Where PassOptions ask for a call tree: its observer, which is told of leaks as well.
  void AddCallTree(CallTreeBuilder* call_tree) {
    observers_.Add(call_tree);
    findings_.set_call_tree(call_tree);
  }
  const SiteTable& sites() const { return sites_; }
  const ScopeStacks& scopes() const { return scopes_; }

  void Consume(const trace::Event& event);
  // The next events, as they come from the reader.
  void ConsumeRun(trace::EventRun run);

  // Whether any event of the Events table but `end` was consumed.
  bool saw_events() const { return counted_ > 0; }

  // Once all was consumed. OutOfRange where that is a piece of a trace that was cut: what others began
  // is unknown there, or what became of what it begins.
  absl::Status CheckIsWhole() const;

  // The same: what the trace has lost, and nothing else of its summary.
  TraceSummary Losses() const;

  // The trace has ended. Called once.
  // `symbolizer` null: without symbols.
  Result Finish(Symbolizer* symbolizer = nullptr);

 private:
  // The buffer that an access means, and the view if it named one that is live.
  struct Target {
    LiveBuffer* buffer = nullptr;
    const LiveView* view = nullptr;
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
  void On(const trace::Inherit& inherit);
  // Observers look at these in OnEvent.
  void On(const trace::OutOfMemory&) {}
  void On(const trace::MemorySample&) {}
  void On(const trace::Values& values);
  void On(const trace::Object& object);
  void On(const trace::Lost& lost);
  void On(const trace::End& end);

  // Whether nobody but the metrics wants to know of blocks of the heap, each for itself.
  bool has_heap_path() const {
    return observers_.size() == own_observers_ && scale_.mean() == 0 && !objects_.awaits_frees();
  }
  // False, and nothing done, where that is more than the metrics can do alone.
  bool TakeHeapEvent(const trace::EventRecord& event) {
    return event.is_alloc ? TakeHeapAlloc(event) : TakeHeapFree(event);
  }
  bool TakeHeapAlloc(const trace::EventRecord& alloc);
  bool TakeHeapFree(const trace::EventRecord& free);
  void NoteLargeBlock(LiveBuffer& block);
  void NoteLargeBlockFree(LiveBuffer& block, const BufferEnd& end);
  void BeginHeapEvent(const trace::EventRecord& event, SiteIndex site);
  void EndHeapEvent();
  void ConsumeOther(const trace::Event& event);

  // The reader may have skipped something before the next event.
  void NoteGaps() { health_.gaps = lost_places_ + stats_.bad_lines_skipped; }
  void Note(Anomaly kind) { anomalies_.Add(kind, now_.site); }
  // A new live buffer of that name; null where the event names none.
  LiveBuffer* BeginBuffer(const trace::BufferName& name, absl::string_view kind, int64_t bytes);
  // Whether a block there lies inside of one that is live. One that is in its way ends: its free was
  // missed, for the program got the memory again.
  bool MakeWay(uint64_t address, BlockKind kind, int64_t bytes);
  // `view` but for what follows from `of` and the moment.
  void BeginView(LiveView view, ViewId parent, LiveBuffer* of);
  // `address`: as LiveState::End wants it.
  void EndBuffer(LiveBuffer& buffer, const BufferEnd& end, std::optional<uint64_t> address);
  Target Resolve(BufferId buf, ViewId view);
  void Access(LiveBuffer& buffer, bool is_write);
  // Whether the operation is the copy that was the latest access to `out`.
  static bool TellsOfCopy(const trace::Op& op, const LiveBuffer& out);
  void Escape(LiveBuffer& buffer);
  void CountLive(const LiveBuffer& buffer, int sign);
  void PruneProfile();
  std::vector<Life> LivesOf(const Edits& edits, const std::vector<LiveBuffer*>& live) const;
  TraceSummary Summarize(Places* places) const;

  const trace::ReaderStats& stats_;
  Moment now_;
  int64_t counted_ = 0;
  int64_t last_t_ = 0;
  int64_t lost_places_ = 0;
  std::string program_;
  std::map<std::string, double> params_;
  bool ended_ = false;
  bool mappings_ = false;
  bool has_external_ = false;
  std::optional<TracePiece> piece_;
  const bool by_callers_;  // sites are numbered by who called them, where an event says so
  const bool by_scope_;    // sites are numbered within their scopes

  SampleScale scale_;
  SiteTable sites_;
  AnomalyCounter anomalies_;
  ScopeStacks scopes_;
  LiveState live_;
  LiveProfile profile_;
  EventClock clock_;
  TraceHealth health_;
  FindingCollector findings_;
  LeakSuppressions leak_suppressions_;
  WideSum lost_events_ = 0;
  WideSum recorded_live_bytes_ = 0;  // where samples were taken, of these alone
  int64_t recorded_live_buffers_ = 0;

  ObserverList observers_;
  size_t own_observers_ = 0;
  TraceTotals totals_;
  LivePeak peak_;
  ProcessMemoryMeter process_memory_{&peak_};
  FailedAllocationMeter failed_allocations_{&live_, &peak_};
  LargestArrayMeter largest_array_;
  ObjectTypes objects_{&peak_};
  std::optional<UsageLedger> ledger_;  // where a breakdown is asked for
  std::optional<RuleSet> rules_;  // made when the metrics are among the observers, which come first
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_FIRST_PASS_H_
