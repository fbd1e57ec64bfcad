// How a program that links the recorder finds the malloc interposer in its own process, so that
// array events and heap events go into one trace.
//
// Produced by libtidemark_malloc.so, which is built of the same sources but shares no symbol with
// the program; consumed by Session and by the automatic start. Both sides must be of one version:
// the name of the function that is looked up carries it.
//
// Threading: any thread.
#ifndef TIDEMARK_RECORD_HEAP_HOST_H_
#define TIDEMARK_RECORD_HEAP_HOST_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/memory/observer.h"

namespace tidemark::record {

struct HeapHost {
  // The observer that puts array events into the interposer's recording, or nullptr when it records
  // nothing. It stays valid to the end of the process.
  MemoryObserver* (*array_events)();

  // Starts a recording of heap and array events; the observer for the latter, or nullptr with a
  // message. Ids up to the two given began before. Only one at a time.
  MemoryObserver* (*start)(const char* path, int64_t last_old_buffer, int64_t last_old_view,
                           char* message, size_t message_size);
  // Ends it. True when the trace is whole, else false with a message.
  bool (*close)(char* message, size_t message_size);

  // The calling thread's count of reasons not to record heap events.
  uint32_t* (*suppressed)();
};

inline constexpr char kHeapHostFunction[] = "tidemark_heap_host_v1";
using HeapHostFunction = const HeapHost* (*)();

// The interposer of this process, or nullptr. Looked up once.
const HeapHost* FindHeapHost();

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_HEAP_HOST_H_
