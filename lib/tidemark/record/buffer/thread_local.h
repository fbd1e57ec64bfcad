// What the recorder knows of the calling thread, in one small piece of thread-local memory.
//
// In initial-exec storage: reading it never calls __tls_get_addr, which may allocate and so would
// come back to an interposed malloc.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_

#include <atomic>
#include <cstdint>

#include "tidemark/record/stack/stack_walk.h"

namespace tidemark::record {

class ThreadBuffer;

// So many recordings at a time.
inline constexpr uint32_t kMaxRecordings = 4;

// As ThreadLocal::inside: there is no recording function that a jump could have left.
inline constexpr uintptr_t kInsideForGood = UINTPTR_MAX;

struct ThreadLocal {
  struct Entry {
    uint64_t generation;  // of the recording that the buffer is for; 0: none
    ThreadBuffer* buffer;
  };
  Entry entries[kMaxRecordings];
  // Not 0: the thread is recording an event, in the function whose frame address this is.
  std::atomic<uintptr_t> inside;
  StackBounds stack;             // zeros until known
  uint32_t suppressed;           // heap events are the recorder's own, or stand for an array's
  bool forking;                  // the thread holds the recorder's locks over a fork
  bool creating_thread;          // the thread is in pthread_create
};

[[gnu::tls_model("initial-exec")]] extern constinit thread_local ThreadLocal this_thread;

// Whether a handler has jumped out of a function of the thread whose frame is at `at`: the present
// frame, `here`, is one of the thread's own stack and not inside of it. A handler that interrupted
// the function lies deeper on that stack, or on another one.
inline bool WasLeftByJump(const ThreadLocal& thread, uintptr_t at, uintptr_t here) noexcept {
  if (at == kInsideForGood || !thread.stack.Contains(here)) return false;
  return !thread.stack.Contains(at) || here >= at;
}

// Heap events of the calling thread do not count while it lives.
class SuppressHeap {
 public:
  SuppressHeap() noexcept { ++this_thread.suppressed; }
  ~SuppressHeap() { --this_thread.suppressed; }
  SuppressHeap(const SuppressHeap&) = delete;
  SuppressHeap& operator=(const SuppressHeap&) = delete;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
