// The recorder's thread-local state.
//
// Uses the initial-exec TLS model: an access never calls __tls_get_addr, which may allocate and so
// re-enter an interposed malloc.
#ifndef TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
#define TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_

#include <atomic>
#include <cstdint>

namespace tidemark::record {

class ThreadBuffer;

// Concurrent recordings per process.
inline constexpr uint32_t kMaxRecordings = 4;

struct ThreadLocal {
  struct Entry {
    uint64_t generation;  // of the recording that the buffer is for; 0: none
    ThreadBuffer* buffer;
  };
  Entry entries[kMaxRecordings];
  std::atomic<uint32_t> inside;  // the thread is recording an event
  uint32_t suppressed;           // nesting count of SuppressHeap and HeapGuard
  bool forking;                  // the thread holds the recorder's locks across a fork
};

[[gnu::tls_model("initial-exec")]] extern constinit thread_local ThreadLocal this_thread;

// The calling thread's heap events are not recorded during its lifetime.
class SuppressHeap {
 public:
  SuppressHeap() noexcept { ++this_thread.suppressed; }
  ~SuppressHeap() { --this_thread.suppressed; }
  SuppressHeap(const SuppressHeap&) = delete;
  SuppressHeap& operator=(const SuppressHeap&) = delete;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_THREAD_LOCAL_H_
