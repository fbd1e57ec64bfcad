// One trace being recorded: the threads' buffers, the slot file, the flush thread, and the trace.
//
// Started by Session and by the malloc interposer; ArrayEvents and HeapEvents put events into it.
//
//   ThreadBuffer* buffer = recording->Enter();
//   if (buffer == nullptr) return;  // re-entered from the recorder, or the recording is over
//   const auto encode = [&](auto& encoder, int64_t t) { return encoder.HeapFree(t, address); };
//   buffer->Commit(encode);
//   recording->Leave();
//
// Ownership: a recording is never destroyed, because threads may hold a pointer to it at any time;
//   Close() releases its resources.
// Threading: any thread. Not reentrant: events of a signal handler that interrupts the recorder on
//   its own thread are counted as lost. A handler that jumps out of it (siglongjmp) is detected by
//   the thread's next event.
// Fork: the child does not record; only Abandon() may be called there.
// Errors: never thrown; the first is latched and returned by Close().
#ifndef TIDEMARK_RECORD_RECORDING_RECORDING_H_
#define TIDEMARK_RECORD_RECORDING_RECORDING_H_

#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "tidemark/base/asymmetric_fence.h"
#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"
#include "tidemark/record/buffer/site_interner.h"
#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/record/buffer/slot_pool.h"
#include "tidemark/record/buffer/stack_table.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/buffer/thread_registry.h"
#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/os/own_stack.h"
#include "tidemark/record/os/process_memory.h"

namespace tidemark::record {

class FlushThread;
class Sink;

struct RecordingOptions {
  std::string path;  // with %p replaced
  std::string run;   // the trace's; "": one that no other process has
  OnFull on_full = OnFull::kBlock;
  bool heap = false;           // heap events are recorded
  bool preloaded = false;      // into a program that must not notice: nothing is ever unmapped
  bool maps = false;           // memory mappings are recorded as well
  int64_t sample_bytes = 0;    // mean bytes between sampled heap events; 0: every event
  const char* stacks = "off";  // capture.stacks in the trace's head
  bool delayed = false;        // the recording was started after the process
  std::string params;          // capture.params in the trace's head, a JSON object; "": none
  std::string slot_folder;     // for the slot file; "": see slot_file_place.h
};

class Recording {
 public:
  // Never nullptr; check failure(): a recording that failed to start records nothing.
  static Recording* Start(const RecordingOptions& options);

  // Stops recording and flushes everything recorded so far to the trace. Idempotent. Returns "" or
  // the first error. A no-op in a signal handler that interrupted the recorder on this thread: what
  // was recorded is in the trace and its ring file.
  std::string Close();

  // Stop and restart the flush thread around a system call that fails in a multi-threaded process.
  // In between, the recording threads flush.
  void PauseFlushing() noexcept;
  void ResumeFlushing() noexcept;

  // In the child of a fork: detaches from the trace, which stays the parent's. The recording may be
  // in any intermediate state, with locks held by threads that do not exist here: it is not used
  // again.
  void Abandon() noexcept;

  // The calling thread's buffer, or null when nothing must be recorded. Unless null, the caller
  // must call Leave().
  ThreadBuffer* Enter() noexcept {
    ThreadLocal& local = this_thread;
    const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    if (local.inside.load(std::memory_order_relaxed) != 0 && !LeaveAfterJump(here)) [[unlikely]] {
      if (local.suppressed == 0) interrupted_.fetch_add(1, std::memory_order_relaxed);
      return nullptr;
    }
    // Publish `inside` before loading alive: Close() clears alive before it reads `inside`.
    StoreWithLightFence(local.inside, here);
    if (!is_alive()) [[unlikely]] {
      Leave();
      return nullptr;
    }
    const ThreadLocal::Entry& entry = local.entries[index_];
    if (entry.generation == generation_) [[likely]] {
      return entry.buffer;
    }
    ThreadBuffer* const buffer = EnterFirst(local);
    if (buffer == nullptr) Leave();
    return buffer;
  }
  void Leave() noexcept { this_thread.inside.store(0, std::memory_order_release); }

  // The id of a site, defining it in the trace on first use. Between Enter and Leave.
  SiteId Site(ThreadBuffer* buffer, const SourceLocation& location, const char* label) noexcept;

  // Between Enter and Leave: writes how much memory the process has, if that was not done for a
  // while. Costs one comparison otherwise.
  void SampleMemory(ThreadBuffer* buffer) noexcept {
    if (buffer->last_time() >= next_memory_sample_.load(std::memory_order_relaxed)) [[unlikely]] {
      WriteMemorySample(buffer);
    }
  }

  StackTable& stacks() noexcept { return stacks_; }

  bool is_alive() const noexcept { return alive_->load(std::memory_order_relaxed) != 0; }
  // The calling thread is recording an event, so this is a signal handler.
  static bool IsInside() noexcept {
    return this_thread.inside.load(std::memory_order_relaxed) != 0 &&
           !LeaveAfterJump(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
  }

  // Where the trace is, wherever the program goes.
  const std::string& file_path() const noexcept { return file_path_; }

  // The program begins to have threads: the recorder may have one, too. A recording of the heap has
  // none in a program without threads, which would no longer be one.
  void StartFlushThread() noexcept;

  // False in the child of a vfork, which shares its parent's memory.
  bool IsOfThisProcess() const noexcept { return getpid() == pid_; }
  int64_t start() const noexcept { return start_; }
  const RecordingOptions& options() const noexcept { return options_; }
  std::string failure() const { return failure_.Message(options_.path); }

  // For tests of the memory bound.
  const SlotFile& slot_file() const noexcept { return slot_file_; }

 private:
  friend class FlushThread;

  explicit Recording(const RecordingOptions& options);
  ~Recording() = default;

  bool Open();
  bool OpenSlotFile(uint64_t run_id);
  void WriteHead(uint64_t run_id);
  ThreadBuffer* EnterFirst(ThreadLocal& local) noexcept;
  // Where a signal handler has jumped out of the recorder: makes the thread fit to record again, and
  // returns true. False in a handler, or whatever else runs nested in the recorder.
  static bool LeaveAfterJump(uintptr_t here) noexcept;
  static void ThreadEnds(Recording* recording, ThreadBuffer* buffer) noexcept;
  // Flushes on the calling thread, for SlotPool.
  static void Help(void* recording, bool must);
  // `wait`: for a thread that is flushing already.
  void FlushOnce(bool all, bool wait = true);
  void ReportInterrupted() noexcept;
  void WriteMemorySample(ThreadBuffer* buffer) noexcept;
  void WriteLastMemorySample() noexcept;
  // Releases what only a live recording needs.
  void DropState();

  static constinit std::atomic<Recording*> all_;
  Recording* next_ = nullptr;  // in the list of all

  RecordingOptions options_;
  std::string file_path_;  // options_.path made absolute, should the program chdir
  ErrorLatch failure_;
  ErrorLatch slot_file_error_;
  uint32_t index_ = 0;       // into ThreadLocal::entries
  uint64_t generation_ = 0;  // distinguishes recordings that reuse an index
  int64_t start_ = 0;
  const pid_t pid_ = getpid();
  std::atomic<uint32_t>* alive_;  // on an MADV_WIPEONFORK page, so 0 in the child of a fork
  SlotFile slot_file_;
  SlotPool slot_pool_;
  ThreadRegistry threads_;
  std::unique_ptr<Sink> sink_;    // null once it is closed
  Sink* parents_sink_ = nullptr;  // in the child of a fork, never used
  std::unique_ptr<FlushThread> flush_thread_;
  std::atomic<bool> flush_paused_{false};
  bool flushed_before_pause_ = false;
  OwnStack own_stack_;      // guarded by flush_mutex_
  std::mutex flush_mutex_;  // held while slots are flushed
  std::atomic<int64_t> thread_count_{0};
  std::mutex site_mutex_;
  SiteInterner sites_;
  StackTable stacks_;
  std::atomic<int64_t> next_memory_sample_{0};
  ProcessMemoryReader memory_reader_;
  std::atomic<bool> reading_memory_{false};
  std::atomic<int64_t> interrupted_{0};  // events of signal handlers that interrupted the recorder
  std::atomic<bool> closed_{false};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_RECORDING_H_
