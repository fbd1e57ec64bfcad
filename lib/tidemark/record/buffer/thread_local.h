// What the recorder knows of the calling thread, in one small piece of thread-local memory.
//
// In initial-exec storage: reading it never calls __tls_get_addr, which may allocate and so would
// come back to an interposed malloc.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_

#include <atomic>
#include <cstdint>

namespace tidemark::record {

class ThreadBuffer;

// So many recordings at a time.
inline constexpr uint32_t kMaxRecordings = 4;

struct ThreadLocal {
  struct Entry {
    uint64_t generation;  // of the recording that the buffer is for; 0: none
    ThreadBuffer* buffer;
  };
  Entry entries[kMaxRecordings];
  std::atomic<uint32_t> inside;  // the thread is recording an event
  uint32_t suppressed;           // heap events are the recorder's own, or stand for an array's
  bool forking;                  // the thread holds the recorder's locks over a fork
};

[[gnu::tls_model("initial-exec")]] extern constinit thread_local ThreadLocal this_thread;

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
