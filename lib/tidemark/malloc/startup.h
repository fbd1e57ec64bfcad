// The lifetime of the interposer's recording: from the process's first allocation, if the
// environment asks for it, until after the last static destructor.
//
// Consulted by every interposed function; controlled by the environment variables of
// record/environment.h, or by a Session of the program (record/heap_host.h).
//
// Threading: any thread, from process start on.
#ifndef TIDEMARK_MALLOC_STARTUP_H_
#define TIDEMARK_MALLOC_STARTUP_H_

#include <atomic>
#include <string>

namespace tidemark::record {
class HeapEvents;
class MappingEvents;
class Recording;
}  // namespace tidemark::record

namespace tidemark::malloc_internal {

// Null while not recording; the others also while the heap or mappings are not recorded.
extern constinit std::atomic<record::Recording*> process_recording;
extern constinit std::atomic<record::HeapEvents*> heap_events;
extern constinit std::atomic<record::MappingEvents*> mapping_events;

// False until the real functions are resolved and the environment has been read.
extern constinit std::atomic<bool> ready;

// Initializes as far as possible by now. True when the real functions can be called.
bool MakeReady() noexcept;

// Logs one line to standard error, prefixed with "tidemark: ".
void PrintLine(const std::string& text);

// In one line, where only arrays were to be recorded and there were none; for process exit.
void TellOfNoNumpy() noexcept;

// Closes the process's recording; for exec and process exit. A no-op in a process that has none of
// its own.
void CloseRecording() noexcept;

inline bool CanCallReal() noexcept {
  return ready.load(std::memory_order_acquire) ? true : MakeReady();
}
inline record::Recording* ProcessRecording() noexcept {
  return process_recording.load(std::memory_order_acquire);
}
inline record::HeapEvents* Events() noexcept { return heap_events.load(std::memory_order_acquire); }
inline record::MappingEvents* MapEvents() noexcept {
  return mapping_events.load(std::memory_order_acquire);
}

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_STARTUP_H_
