// The interface by which a program that links the recorder joins the recording of a malloc
// interposer in the same process, so that array events and heap events go into one trace.
//
// Produced by libtidemark_malloc.so, which is built from the same sources but shares no symbol with
// the program; consumed by Session and by the automatic start. Both sides must be of one version,
// which is part of the looked-up function's name.
//
// Threading: any thread.
#ifndef TIDEMARK_RECORD_HEAP_HOST_H_
#define TIDEMARK_RECORD_HEAP_HOST_H_

#include <cstddef>
#include <cstdint>

#include "tidemark/base/clock_origin.h"
#include "tidemark/memory/observer.h"
#include "tidemark/record/buffer/bridge_interface.h"

namespace tidemark::record {

struct HeapHost {
  // The observer that adds array events to the interposer's recording, or nullptr when it is not
  // recording. Valid until the process ends.
  MemoryObserver* (*array_events)();

  // Starts a recording of heap and array events and returns the observer for the latter, or nullptr
  // and a message. Ids up to the two given are older than the recording. One recording at a time.
  MemoryObserver* (*start)(const char* path, int64_t last_old_buffer, int64_t last_old_view,
                           char* message, size_t message_size);
  // Ends it. True when the trace is complete, else false and a message.
  bool (*close)(char* message, size_t message_size);

  // The calling thread's nesting count of scopes in which heap events are not recorded.
  uint32_t* (*suppressed)();

  // What the interposer gives to bridges (tidemark/bridge/bridge.h).
  const tm_bridge* (*bridge)();

  // By which it counts the time of the trace; the program's last uses of arrays are told in that, too.
  ClockScale (*clock)();
};

inline constexpr char kHeapHostFunction[] = "tidemark_heap_host_v3";
using HeapHostFunction = const HeapHost* (*)();

// This process's interposer, or nullptr. Looked up once, before any time is taken: from then on both
// count alike.
const HeapHost* FindHeapHost();

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_HEAP_HOST_H_
