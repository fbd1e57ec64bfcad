// The interposed memory mapping functions: each makes the system call and, where that was asked for,
// records the mapping.
//
// They make system calls directly, independent of the interposer's initialization: an allocator of
// the program's own maps its memory under its own lock, from its first call on.
//
// An unmapping is recorded before the call and a mapping after it, so that by time stamp no address
// is mapped twice.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/events/mapping_events.h"

namespace tidemark::malloc_internal {
namespace {

void* SystemMap(void* where, size_t bytes, int protection, int flags, int file,
                off_t offset) noexcept {
  return reinterpret_cast<void*>(syscall(SYS_mmap, where, bytes, protection, flags, file, offset));
}

void* SystemRemap(void* old, size_t old_bytes, size_t bytes, int flags, void* where) noexcept {
  return reinterpret_cast<void*>(syscall(SYS_mremap, old, old_bytes, bytes, flags, where));
}

void* Map(void* where, size_t bytes, int protection, int flags, int file, off_t offset,
          uintptr_t frame) noexcept {
  record::MappingEvents* const events = MapEvents();
  if (events == nullptr) return SystemMap(where, bytes, protection, flags, file, offset);
  if ((flags & MAP_FIXED) != 0) events->Unmapping(where, bytes, frame);
  void* const result = SystemMap(where, bytes, protection, flags, file, offset);
  if (result != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0) events->Mapped(result, bytes, frame);
  return result;
}

void* Remap(void* old, size_t old_bytes, size_t bytes, int flags, void* where,
            uintptr_t frame) noexcept {
  record::MappingEvents* const events = MapEvents();
  if (events == nullptr || !events->Knows(old, old_bytes)) {
    return SystemRemap(old, old_bytes, bytes, flags, where);
  }
  events->Unmapping(old, old_bytes, frame);
  if ((flags & MREMAP_FIXED) != 0) events->Unmapping(where, bytes, frame);
  void* const result = SystemRemap(old, old_bytes, bytes, flags, where);
  if (result != MAP_FAILED) {
    events->Mapped(result, bytes, frame);
  } else {
    events->Mapped(old, old_bytes, frame);  // the old mapping stays valid
  }
  return result;
}

}  // namespace
}  // namespace tidemark::malloc_internal

// The interposed functions are global, and all of them stand on that namespace.
using namespace tidemark::malloc_internal;  // NOLINT(google-build-using-namespace)

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void* mmap(void* where, size_t bytes, int protection, int flags, int file,
                           off_t offset) noexcept {
  return Map(where, bytes, protection, flags, file, offset, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* mmap64(void* where, size_t bytes, int protection, int flags, int file,
                             off64_t offset) noexcept {
  return Map(where, bytes, protection, flags, file, offset, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT int munmap(void* address, size_t bytes) noexcept {
  if (tidemark::record::MappingEvents* const events = MapEvents()) {
    events->Unmapping(address, bytes, TIDEMARK_FRAME);
  }
  return static_cast<int>(syscall(SYS_munmap, address, bytes));
}

TIDEMARK_EXPORT void* mremap(void* old, size_t old_bytes, size_t bytes, int flags, ...) noexcept {
  void* where = nullptr;
  if ((flags & MREMAP_FIXED) != 0) {
    va_list rest;
    va_start(rest, flags);
    where = va_arg(rest, void*);
    va_end(rest);
  }
  return Remap(old, old_bytes, bytes, flags, where, TIDEMARK_FRAME);
}
