// The bridge: an observer that turns memory events into the records of a trace.
//
// Attached by Session, or by a program whose recording is the malloc interposer's.
//
// Order: an event is stamped inside the call, and the hooks call before the action that follows
// from
//   it (a free before the memory is given back) or after the one that it follows from (an alloc
//   after the memory was obtained); so in the order of time causes stand before effects.
// Buffers that began before the observer was made are left out, with one exception: a copy from or
//   to one is evidence about the other side, so the older buffer is introduced as an external
//   buffer first.
// Cost: no lock and no allocation, except for what is seen for the first time.
// Ownership: borrows the recording. Threading: any thread.
// Errors: the recording keeps them; the program is never disturbed.
#ifndef TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_
#define TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "tidemark/memory/observer.h"
#include "tidemark/record/recording/recording.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::record {

class ArrayEvents : public MemoryObserver {
 public:
  // Ids up to these began before.
  ArrayEvents(Recording* recording, BufferId last_old_buffer, ViewId last_old_view);

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

  // True when the trace holds the buffer's beginning.
  bool Knows(BufferId buffer) noexcept;
  void Introduce(Entered& entered, BufferId buffer, int64_t bytes) noexcept;
  bool ForgetIntroduced(BufferId buffer) noexcept;
  std::optional<int64_t> TraceTime(int64_t monotonic) const noexcept;

  Recording* recording_;
  const BufferId last_old_buffer_;
  const ViewId last_old_view_;
  std::atomic<int64_t> introduced_count_{0};
  std::mutex introduced_mutex_;
  std::unordered_set<BufferId> introduced_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_ARRAY_EVENTS_H_
