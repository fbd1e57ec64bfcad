// The bridge: an observer that turns memory events into the events of a trace.
//
// Attached by Session; writes to a TraceWriter that it is given.
//
// Order: events are numbered by the lock that they take; each is taken before the action that
//   follows from it (a free before the memory is given back), so causes stand before effects.
// Buffers that began before the recorder was attached are left out, with one exception: a copy
//   from or to one is evidence about the other side, so the older buffer is introduced as an
//   external buffer first.
// Ownership: owns the writer. Threading: any thread.
// Errors: the first failure of the writer is kept, the rest of the events are counted as lost, and
//   Close() reports it; the program is never disturbed.
#ifndef TIDEMARK_RECORD_RECORDER_H_
#define TIDEMARK_RECORD_RECORDER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "tidemark/memory/observer.h"
#include "tidemark/record/site_table.h"
#include "tidemark/trace/event.h"
#include "tidemark/trace/writer.h"

namespace tidemark::record {

class Recorder : public MemoryObserver {
 public:
  // Writes the head of the trace. Events may come from now on.
  explicit Recorder(std::unique_ptr<trace::TraceWriter> writer);

  // Writes the end of the trace and closes the file. Must not run while events come in.
  absl::Status Close();

  // In the child of a fork: forgets the trace, which the parent goes on writing.
  void Abandon() noexcept ABSL_NO_THREAD_SAFETY_ANALYSIS;

  // Held over a fork, so that the child finds the recorder in one piece.
  void LockForFork() ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex_) { mutex_.Lock(); }
  void UnlockAfterFork() ABSL_UNLOCK_FUNCTION(mutex_) { mutex_.Unlock(); }

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
  void WriteHead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Stamps and writes one event, its site and its thread before it.
  void Emit(trace::EventBody body, const SourceLocation& site = {}, const char* label = nullptr)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write(const trace::Event& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  ThreadId CurrentThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // True when the trace holds the buffer's beginning.
  bool Knows(BufferId buffer) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Introduce(BufferId buffer, int64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<int64_t> TraceTime(int64_t monotonic) const;

  const BufferId first_buffer_;  // smaller ids began before the trace
  const ViewId first_view_;
  const int64_t start_;       // MonotonicNanos
  const int64_t generation_;  // tells this recorder's thread numbers from an earlier one's

  absl::Mutex mutex_;
  std::unique_ptr<trace::TraceWriter> writer_ ABSL_GUARDED_BY(mutex_);
  SiteTable sites_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<BufferId> introduced_ ABSL_GUARDED_BY(mutex_);
  int64_t thread_count_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t event_count_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t live_buffers_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t live_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDER_H_
