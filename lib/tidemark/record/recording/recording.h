// One trace being recorded: the threads' buffers, the ring, the drain, and the file.
//
// Started by Session and by the malloc interposer; ArrayEvents and HeapEvents put events into it.
//
//   ThreadBuffer* buffer = recording->Enter();
//   if (buffer == nullptr) return;  // the recorder's own doing, or the recording is over
//   buffer->Commit([&](trace::RecordEncoder& encoder, int64_t t) { return encoder.HeapFree(t, a);
//   }); recording->Leave();
//
// Ownership: a recording is never destroyed, for threads may look at it at any time; what it
//   holds is given back by Close().
// Threading: any thread. A signal handler that interrupts the recorder on the same thread is not
//   let in; its events are counted as lost. One that jumps out of it (siglongjmp) is noticed by
//   the next event: LeaveAfterJump.
// Fork: the child does not record; only Abandon() may be called there.
// Errors: never thrown; the first is kept and returned by Close().
#ifndef TIDEMARK_RECORD_RECORDING_RECORDING_H_
#define TIDEMARK_RECORD_RECORDING_RECORDING_H_

#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"
#include "tidemark/record/buffer/site_interner.h"
#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/buffer/stack_table.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/buffer/thread_registry.h"
#include "tidemark/record/os/barrier.h"
#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/sink/sink.h"

namespace tidemark::record {

class FlushThread;

struct RecordingOptions {
  std::string path;  // with %p replaced
  OnFull on_full = OnFull::kBlock;
  bool heap = false;           // heap events may come, so nothing is ever unmapped
  bool maps = false;           // memory mappings are events as well
  int64_t sample_bytes = 0;    // between sampled heap events; 0: every event
  const char* stacks = "off";  // what the head of the trace says
};

class Recording {
 public:
  // Never nullptr, but check failure(): a recording that failed to start records nothing.
  static Recording* Start(const RecordingOptions& options);

  // Ends it: nothing is recorded from now on, everything that was is in the file. Idempotent.
  // Returns "" or what went wrong first. Called by a signal handler that interrupted the recorder
  // on this very thread it does nothing: what was recorded is in the file and the ring beside it.
  std::string Close();

  // Around a system call that the kernel refuses to a process with more than one thread. In between
  // the threads that record write the file.
  void PauseFlushing() noexcept;
  void ResumeFlushing() noexcept;

  // In the child of a fork: forgets the trace, which the parent goes on writing. The recording may
  // be in the middle of anything, with locks of threads that are not here: it is not used again.
  void Abandon() noexcept;

  // The calling thread's buffer; null when nothing must be recorded. Not null: Leave() follows.
  ThreadBuffer* Enter() noexcept {
    ThreadLocal& local = this_thread;
    const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    if (local.inside.load(std::memory_order_relaxed) != 0 && !LeaveAfterJump(here)) [[unlikely]] {
      if (local.suppressed == 0) interrupted_.fetch_add(1, std::memory_order_relaxed);
      return nullptr;
    }
    // Before it is asked whether the recording goes on: whoever ends it looks who is inside.
    StoreBeforeBarrier(local.inside, here);
    if (!is_alive()) [[unlikely]] {
      Leave();
      return nullptr;
    }
    const ThreadLocal::Entry& entry = local.entries[index_];
    if (entry.generation == generation_) [[likely]]
      return entry.buffer;
    ThreadBuffer* const buffer = EnterFirst(local);
    if (buffer == nullptr) Leave();
    return buffer;
  }
  void Leave() noexcept { this_thread.inside.store(0, std::memory_order_release); }

  // The number of a place, which is defined in the trace if it is new. Between Enter and Leave.
  SiteId Site(ThreadBuffer* buffer, const SourceLocation& location, const char* label) noexcept;

  StackTable& stacks() noexcept { return stacks_; }

  bool is_alive() const noexcept { return alive_->load(std::memory_order_relaxed) != 0; }
  // False in the child of a vfork, which runs on its parent's memory.
  bool IsOfThisProcess() const noexcept { return getpid() == pid_; }
  int64_t start() const noexcept { return start_; }
  const RecordingOptions& options() const noexcept { return options_; }
  std::string failure() const { return failure_.Message(options_.path); }

  // What was seen of the ring's memory, for tests and the bound.
  const SlotFile& ring() const noexcept { return ring_; }

 private:
  friend class FlushThread;

  explicit Recording(const RecordingOptions& options);
  ~Recording() = default;

  bool Open();
  void WriteHead(uint64_t run_id);
  ThreadBuffer* EnterFirst(ThreadLocal& local) noexcept;
  static void ThreadEnds(Recording* recording, ThreadBuffer* buffer) noexcept;
  // Empties slots on the calling thread.
  static void Help(void* recording);
  void FlushOnce(bool all);
  void TellInterrupted() noexcept;
  // Gives back what only a recording that goes on needs.
  void DropState();

  static constinit std::atomic<Recording*> all_;
  Recording* next_ = nullptr;  // in the list of all

  RecordingOptions options_;
  std::string file_path_;  // the options' path, wherever the program goes
  ErrorLatch failure_;
  ErrorLatch slot_file_error_;
  uint32_t index_ = 0;       // of the thread-local entry
  uint64_t generation_ = 0;  // tells this recording from an earlier one with the same index
  int64_t start_ = 0;
  const pid_t pid_ = getpid();
  std::atomic<uint32_t>* alive_;  // on a page that is zero in the child of a fork
  SlotFile ring_;
  SlotPool slot_pool_;
  ThreadRegistry threads_;
  std::unique_ptr<Sink> sink_;    // null once it is closed
  Sink* parents_sink_ = nullptr;  // in the child of a fork
  std::unique_ptr<FlushThread> drain_;
  std::mutex drain_mutex_;  // held while slots are emptied
  std::atomic<int64_t> thread_count_{0};
  std::mutex site_mutex_;
  SiteInterner sites_;
  StackTable stacks_;
  std::atomic<int64_t> interrupted_{0};  // events of handlers that came amid the recorder's work
  std::atomic<bool> closed_{false};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_RECORDING_H_
