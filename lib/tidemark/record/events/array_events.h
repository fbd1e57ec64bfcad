// The observer that encodes memory events as trace records.
//
// Attached by Session, or by a program that joins the malloc interposer's recording.
//
// Order: an event is time-stamped inside the callback, and the hooks call before the action that
//   may have effects elsewhere (a free before the memory is released) or after the one that depends
//   on others (an alloc after the memory was obtained); so time order is causal order.
// Buffers older than the observer are left out, with one exception: a copy from or to one is
//   evidence about the other side, so the older buffer is declared as an external buffer first.
// Cost: no lock and no allocation, except on first sight of a site or an older buffer.
// Ownership: borrows the recording. Threading: any thread.
// Errors: latched by the recording; the program is never disturbed.
#ifndef TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_
#define TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "tidemark/memory/observer.h"
#include "tidemark/record/events/array_values.h"
#include "tidemark/record/recording/recording.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

class ArrayEvents : public MemoryObserver {
 public:
  // Buffers and views with ids up to these are older than the recording. `values`: arrays are looked
  // at (array_values.h).
  ArrayEvents(Recording* recording, BufferId last_old_buffer, ViewId last_old_view, bool values);

  void OnAlloc(const AllocInfo& info) noexcept override;
  void OnResize(const ResizeInfo& info) noexcept override;
  void OnView(const ViewInfo& info) noexcept override;
  void OnDrop(const DropInfo& info) noexcept override;
  void OnCopy(const CopyInfo& info) noexcept override;
  void OnFirstWrite(const AccessInfo& info) noexcept override;
  void OnFirstRead(const AccessInfo& info) noexcept override;
  void OnOp(const OpInfo& info) noexcept override;
  void OnFree(const FreeInfo& info) noexcept override;
  void OnScopeBegin(const ScopeInfo& info) noexcept override;
  void OnScopeEnd(const ScopeInfo& info) noexcept override;
  void OnMark(const MarkInfo& info) noexcept override;
  void OnOom(const OomInfo& info) noexcept override;

 private:
  class Entered;

  // Whether the trace has the buffer's alloc event.
  bool Knows(BufferId buffer) noexcept;
  void Introduce(Entered& entered, BufferId buffer, int64_t bytes) noexcept;
  bool ForgetIntroduced(BufferId buffer) noexcept;
  bool LooksAtValues() const noexcept;
  void WriteValues(BufferId buffer, const ValueScan& scan) noexcept;
  std::optional<int64_t> TraceTime(int64_t monotonic) const noexcept;

  Recording* recording_;
  const BufferId last_old_buffer_;
  const ViewId last_old_view_;
  std::atomic<int64_t> introduced_count_{0};
  std::mutex introduced_mutex_;
  std::unordered_set<BufferId> introduced_;
  const std::unique_ptr<ArrayValues> values_;  // null: nobody asked for them
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_
