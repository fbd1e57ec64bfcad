// The interface of everything that observes a trace while the first pass reads it.
//
// Called by FirstPass in the order of the trace, by way of an ObserverList; implemented by the
// metrics and by the rules that keep state. Names are resolved: an event that names a buffer or
// view that is not live is an anomaly, and no hook but OnEvent is called for it.
//
// A hook is called after the live state has changed by the event: what was before is an argument.
// A class overrides what it needs; hooks that it does not override cost it nothing.
//
// Ownership: arguments are valid during the call; buffers and views until they end.
// Threading: one thread at a time.
//
//   class LargestView : public TraceObserver {
//    public:
//     void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
//                 const Moment& now) override;
//   };
#ifndef TIDEMARK_ANALYSIS_MODEL_TRACE_OBSERVER_H_
#define TIDEMARK_ANALYSIS_MODEL_TRACE_OBSERVER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/moment.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

class Places;

// A copy between live buffers. The views are null where the event names none that is live; a layout
// is then that of the buffer.
struct CopyMade {
  const trace::Copy& event;
  LiveBuffer& source;
  const LiveView* source_view;
  const Layout& source_layout;
  LiveBuffer& destination;
  const LiveView* destination_view;
  const Layout& destination_layout;
  int64_t source_last_used;  // the event of its latest access before, or that of its alloc
};

// An operation. Operands that are no array or not live are null.
struct OpDone {
  const trace::Op& event;
  absl::Span<LiveBuffer* const> in;
  LiveBuffer* out;
  // It says more of the copy that was the latest access to `out`, and is no further access to that
  // copy's two sides.
  bool tells_of_copy;
  int64_t out_last_used;  // the event of the latest access to `out` before; 0 for none
};

// How a buffer ends.
struct BufferEnd {
  // The trace misses its free: another buffer begins at its address.
  bool free_missed = false;
  // The latest of the free's last_read and last_write and of the accesses in the log; nullopt where
  // the free has neither, or nobody ever read the buffer.
  std::optional<int64_t> last_access = {};
  // As the free tells them: accesses at these times, though they may not be in the log.
  std::optional<int64_t> last_read = {};
  std::optional<int64_t> last_write = {};
  absl::string_view type = {};  // of the object that it held

  bool ReadAfter(int64_t t) const { return last_read.has_value() && *last_read > t; }
  bool WrittenAfter(int64_t t) const { return last_write.has_value() && *last_write > t; }
};

// The verdict of the copy rules on a copy between two buffers, once it is known.
struct JudgedCopy {
  int64_t event = 0;  // that made it
  int64_t source = 0;
  int64_t destination = 0;
  absl::string_view rule = "";  // that found it redundant; empty: it is not
};

// A page: what is smaller costs time to allocate, but hardly memory.
inline constexpr int64_t kLargeBlock = 4096;
// In so many events of a trace, from its first, blocks of any size count as large ones: of a small
// program, small ones matter.
inline constexpr int64_t kEventsOfAllBlocks = int64_t{1} << 14;

// The trace has ended. What stands in it of buffers and views is still live.
struct TraceEnd {
  LiveState& live;
  const std::vector<LiveBuffer*>& buffers;  // the live ones, in the order of their serials
  int64_t last_event = 0;
  Places& places;
  Report& report;  // observers write their part of it; totals and peak come before the rules
};

class TraceObserver {
 public:
  virtual ~TraceObserver() = default;

  // Any event that is no definition, before everything else that is called for it.
  virtual void OnEvent(const trace::Event& /*event*/, const Moment& /*now*/) {}

  virtual void OnAlloc(LiveBuffer& /*buffer*/, const Moment& /*now*/) {}
  virtual void OnResize(LiveBuffer& /*buffer*/, int64_t /*bytes_before*/, const Moment& /*now*/) {}
  virtual void OnFree(LiveBuffer& /*buffer*/, const BufferEnd& /*end*/, const Moment& /*now*/) {}

  // A block of the heap of at least kLargeBlock bytes that is no sample, after OnAlloc and OnFree: of
  // small ones, of which there are millions, rules are not told each for itself, but for those at the
  // beginning (kEventsOfAllBlocks). One that a resize makes large or small is as large here as it is at
  // that time.
  virtual void OnLargeBlock(LiveBuffer& /*block*/, const Moment& /*now*/) {}
  virtual void OnLargeBlockFree(LiveBuffer& /*block*/, const BufferEnd& /*end*/,
                                const Moment& /*now*/) {}

  // The view that an alloc names (`view.owner`), or that of a view event. `parent` is the view that
  // it was made from, where that is a live one of the same buffer.
  virtual void OnView(LiveBuffer& /*buffer*/, const LiveView& /*view*/, const LiveView* /*parent*/,
                      const Moment& /*now*/) {}
  // A view event whose id was used before (an anomaly), so that no view begins.
  virtual void OnRepeatedView(LiveBuffer& /*buffer*/, const Moment& /*now*/) {}
  // `view` is no longer among the live ones.
  virtual void OnDrop(LiveBuffer& /*buffer*/, const LiveView& /*view*/, const Moment& /*now*/) {}

  // A read or write, by an event of its own, by a copy or by an operation.
  virtual void OnAccess(LiveBuffer& /*buffer*/, bool /*is_write*/, const Moment& /*now*/) {}
  // A raw pointer to the buffer was handed out: from here on, accesses may be missing.
  virtual void OnEscape(LiveBuffer& /*buffer*/, const Moment& /*now*/) {}
  // Both come after the accesses that they consist of.
  virtual void OnCopy(const CopyMade& /*copy*/, const Moment& /*now*/) {}
  virtual void OnOp(const OpDone& /*op*/, const Moment& /*now*/) {}

  // All elements of the buffer were looked at: `fits` is the narrowest dtype that holds each exactly.
  virtual void OnValues(LiveBuffer& /*buffer*/, absl::string_view /*fits*/, const Moment& /*now*/) {
  }

  // Everything that belongs to the event has been called.
  virtual void OnEventEnd(const Moment& /*now*/) {}
  // More is live after this event than ever before. The last of these calls is the peak's.
  virtual void OnPeak(const Moment& /*now*/) {}

  // Appends the events that an edit may name which is still to come (LiveProfile).
  virtual void OnProfileCrowded(std::vector<int64_t>* /*turning_points*/) {}

  virtual void OnCopyJudged(const JudgedCopy& /*copy*/) {}

  virtual void OnTraceEnd(const TraceEnd& /*end*/) {}
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_TRACE_OBSERVER_H_
