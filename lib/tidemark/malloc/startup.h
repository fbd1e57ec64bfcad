// When the interposer records: from the first allocation of the process, if the environment says
// so, until after the last static destructor.
//
// Consulted by every interposed function; driven by the environment variables of
// record/environment.h, or by a Session of the program (record/heap_host.h).
//
// Threading: any thread, from the first instruction of the process on.
#ifndef TIDEMARK_MALLOC_STARTUP_H_
#define TIDEMARK_MALLOC_STARTUP_H_

#include <atomic>
#include <string>

#include "tidemark/record/events/heap_events.h"
#include "tidemark/record/events/mapping_events.h"

namespace tidemark::malloc_internal {

// Null while nothing is recorded; the latter also while mappings are not.
extern constinit std::atomic<record::HeapEvents*> heap_events;
extern constinit std::atomic<record::MappingEvents*> mapping_events;

// False until the real functions are known and the environment was looked at.
extern constinit std::atomic<bool> ready;

// Makes ready as far as it can be done by now. True when the real functions can be called.
bool MakeReady() noexcept;

// One line on standard error, after "tidemark: ".
void PrintLine(const std::string& text);

// Ends the process's recording in order; for exec and the end of the process. Does nothing in a
// process that has none of its own.
void CloseRecording() noexcept;

inline bool CanCallReal() noexcept {
  return ready.load(std::memory_order_acquire) ? true : MakeReady();
}
inline record::HeapEvents* Events() noexcept { return heap_events.load(std::memory_order_acquire); }
inline record::MappingEvents* MapEvents() noexcept {
  return mapping_events.load(std::memory_order_acquire);
}

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_STARTUP_H_
