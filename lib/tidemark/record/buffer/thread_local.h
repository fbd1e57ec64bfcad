// The recorder's thread-local state.
//
// Uses the initial-exec TLS model: an access never calls __tls_get_addr, which may allocate and so
// re-enter an interposed malloc.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_

#include <atomic>
#include <cstdint>

#include "tidemark/record/stack/stack_walk.h"

namespace tidemark::record {

class ThreadBuffer;

// Concurrent recordings per process.
inline constexpr uint32_t kMaxRecordings = 4;

// As ThreadLocal::inside: there is no recording function that a jump could have left.
inline constexpr uintptr_t kInsideForGood = UINTPTR_MAX;

struct ThreadLocal {
  struct Entry {
    uint64_t generation;  // of the recording that the buffer is for; 0: none
    ThreadBuffer* buffer;
  };
  Entry entries[kMaxRecordings];
  // Not 0: the thread is recording an event, in the function with this frame address.
  std::atomic<uintptr_t> inside;
  StackBounds stack;     // zeros until known
  uint32_t suppressed;   // nesting count of SuppressHeap and HeapGuard
  ThreadBuffer* moment;  // the thread is in a moment (BridgeEvents)
  bool forking;          // the thread holds the recorder's locks across a fork
};

[[gnu::tls_model("initial-exec")]] extern constinit thread_local ThreadLocal this_thread;

// Whether a signal handler has jumped out of a function of the thread with the frame address `at`:
// the current frame, `here`, is on the thread's own stack and not nested in it. A handler that
// interrupted the function runs deeper on that stack, or on another one.
inline bool WasLeftByJump(const ThreadLocal& thread, uintptr_t at, uintptr_t here) noexcept {
  if (at == kInsideForGood || !thread.stack.Contains(here)) return false;
  return !thread.stack.Contains(at) || here >= at;
}

// The calling thread's heap events are not recorded during its lifetime.
class SuppressHeap {
 public:
  SuppressHeap() noexcept { ++this_thread.suppressed; }
  ~SuppressHeap() { --this_thread.suppressed; }
  SuppressHeap(const SuppressHeap&) = delete;
  SuppressHeap& operator=(const SuppressHeap&) = delete;
};

// The contrary, for its lifetime: of blocks that are the program's, whoever runs.
class UnsuppressHeap {
 public:
  UnsuppressHeap() noexcept : before_(this_thread.suppressed) { this_thread.suppressed = 0; }
  ~UnsuppressHeap() { this_thread.suppressed = before_; }
  UnsuppressHeap(const UnsuppressHeap&) = delete;
  UnsuppressHeap& operator=(const UnsuppressHeap&) = delete;

 private:
  const uint32_t before_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
