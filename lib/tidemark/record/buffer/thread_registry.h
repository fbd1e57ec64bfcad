// The threads of a recording: who has which buffer, also after threads have come and gone.
//
// Used by Recording when a thread records its first event and when it ends; walked by the drain.
//
// Ownership: buffers come from memory of their own (never from malloc) and are kept for the life of
//   the process, for later threads and later recordings.
// Threading: any thread.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_

#include <cstdint>
#include <mutex>

#include "tidemark/record/buffer/thread_buffer.h"
#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::record {

class ThreadRegistry {
 public:
  // A buffer for the calling thread, or nullptr when memory is short. The caller calls Begin.
  // `additional`: there are more buffers than before, not one that an ended thread left.
  ThreadBuffer* Acquire(const ThreadLocal* local, bool* additional) noexcept;

  // The thread of `buffer` is about to end: its slot goes to the drain, its counts stay in the
  // sums. It may go on recording until the kernel has ended it; then the buffer is another
  // thread's.
  void Ends(ThreadBuffer* buffer) noexcept;

  // Hands over the slots of threads that have ended.
  void ReleaseDead() noexcept;

  // Returns when every record of a time up to the present is published.
  void WaitForBusy() noexcept;

  // At the end: each thread's slot goes to the drain. Nobody may be recording any more.
  void ReleaseAllSlots() noexcept;
  // After that, with all slots empty: puts losses that no trace tells of yet into slots. True if
  // there were any: the slots are to be emptied, and there may be more.
  bool TellLostAtEnd(int64_t t) noexcept;

  // Gives the buffers back to the process. The recording is over, and a barrier was issued since.
  // Those of threads that may still be on their way out of it stay behind.
  void Clear() noexcept;

  struct Sums {
    int64_t events = 0;
    int64_t live_buffers = 0;
    int64_t live_bytes = 0;
  };
  Sums Sum() noexcept;

  // Around a fork: what all registries share.
  static void LockForFork() noexcept;
  static void UnlockAfterFork() noexcept;

 private:
  struct Node;

  std::mutex mutex_;
  Node* nodes_ = nullptr;  // guarded by mutex_
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_REGISTRY_H_
