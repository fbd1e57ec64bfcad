// Records an interposed call, if a recording is active.
//
// Threading: any thread. errno is preserved.
#ifndef TIDEMARK_MALLOC_REPORT_H_
#define TIDEMARK_MALLOC_REPORT_H_

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "tidemark/malloc/startup.h"
#include "tidemark/record/events/heap_events.h"

namespace tidemark::malloc_internal {

// `frame` is TIDEMARK_FRAME of the interposed function.
inline void ReportAllocation(void* address, size_t bytes, uintptr_t frame) noexcept {
  if (record::HeapEvents* const events = Events()) events->Allocated(address, bytes, frame);
}

inline void ReportFree(void* address) noexcept {
  if (record::HeapEvents* const events = Events()) events->Freed(address);
}

// Only for ENOMEM, not for invalid arguments. Returns nullptr.
inline void* ReportFailure(size_t bytes, uintptr_t frame) noexcept {
  if (errno != ENOMEM) return nullptr;
  if (record::HeapEvents* const events = Events()) events->Failed(bytes, frame);
  errno = ENOMEM;
  return nullptr;
}

inline void* Report(void* address, size_t bytes, uintptr_t frame) noexcept {
  if (address == nullptr) [[unlikely]] {
    return ReportFailure(bytes, frame);
  }
  ReportAllocation(address, bytes, frame);
  return address;
}

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_REPORT_H_
