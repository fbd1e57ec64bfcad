// The threads of a recording and their buffers, through thread creation and exit.
//
// Used by Recording on a thread's first event and exit, and walked on every flush.
//
// Ownership: buffers are mapped directly (never malloc'ed) and live as long as the process, to be
//   reused by later threads and recordings.
// Threading: any thread.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "tidemark/record/buffer/thread_buffer.h"
#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::record {

class ThreadRegistry {
 public:
  // A buffer for the calling thread, or nullptr when out of memory. The caller calls Begin.
  // `additional`: it is a new one, not reused from an ended thread of this recording.
  ThreadBuffer* Acquire(const ThreadLocal* local, bool* additional) noexcept;

  // The thread of `buffer` is exiting: submits its slot; its counts stay in the sums. It may go on
  // recording until the kernel has reaped it; then the buffer may be reused.
  void Ends(ThreadBuffer* buffer) noexcept;

  // Submits the slots of threads that no longer exist.
  void SubmitSlotsOfDead() noexcept;

  // Counts the calls of BeginEpoch. What a thread that is busy did not see begin, it may still date
  // before it.
  const std::atomic<uint64_t>& epoch() const noexcept { return epoch_; }
  // No record that is published later, but for those that WaitForBusy waits for, has a time before
  // the call. To be followed by reading the clock, and WaitForBusy.
  void BeginEpoch() noexcept { epoch_.fetch_add(1, std::memory_order_seq_cst); }

  // Returns once every record with a time up to the call is published.
  void WaitForBusy() noexcept;

  // At the end: submits every thread's slot. No thread may be recording any more.
  void SubmitAllSlots() noexcept;
  // After that, with all slots empty: writes unreported losses into slots. True if there were any:
  // flush and call again.
  bool ReportLostAtEnd(int64_t t) noexcept;

  // Returns the buffers to the process-wide free list. The recording is over, and a heavy fence was
  // issued since. Buffers of threads that may still be inside the recorder stay.
  void Clear() noexcept;

  struct Sums {
    int64_t events = 0;
    int64_t live_buffers = 0;
    int64_t live_bytes = 0;
  };
  Sums Sum() noexcept;

  // Around a fork: lock what all registries share.
  static void LockForFork() noexcept;
  static void UnlockAfterFork() noexcept;

 private:
  struct Node;

  static uint64_t NewEpochs() noexcept;

  // Unlike that of any other recording of the process.
  std::atomic<uint64_t> epoch_{NewEpochs()};
  std::mutex mutex_;
  Node* nodes_ = nullptr;  // guarded by mutex_
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_
