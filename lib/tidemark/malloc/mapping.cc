// The interposed memory mapping functions: each calls the real one and, where that was asked for,
// records the mapping.
//
// An unmapping is recorded before the call and a mapping after it, so that by time stamp no address
// is mapped twice.
#include <sys/mman.h>

#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/events/mapping_events.h"

namespace tidemark::malloc_internal {
namespace {

void* Map(void* where, size_t bytes, int protection, int flags, int file, off_t offset,
          uintptr_t frame) noexcept {
  record::MappingEvents* const events = MapEvents();
  if (events == nullptr) return real.mmap(where, bytes, protection, flags, file, offset);
  if ((flags & MAP_FIXED) != 0) events->Unmapping(where, bytes, frame);
  void* const result = real.mmap(where, bytes, protection, flags, file, offset);
  if (result != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0) events->Mapped(result, bytes, frame);
  return result;
}

void* Remap(void* old, size_t old_bytes, size_t bytes, int flags, void* where,
            uintptr_t frame) noexcept {
  record::MappingEvents* const events = MapEvents();
  if (events == nullptr || !events->Knows(old, old_bytes)) {
    return real.mremap(old, old_bytes, bytes, flags, where);
  }
  events->Unmapping(old, old_bytes, frame);
  if ((flags & MREMAP_FIXED) != 0) events->Unmapping(where, bytes, frame);
  void* const result = real.mremap(old, old_bytes, bytes, flags, where);
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
  if (!CanCallReal()) return MAP_FAILED;
  return Map(where, bytes, protection, flags, file, offset, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* mmap64(void* where, size_t bytes, int protection, int flags, int file,
                             off64_t offset) noexcept {
  if (!CanCallReal()) return MAP_FAILED;
  return Map(where, bytes, protection, flags, file, offset, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT int munmap(void* address, size_t bytes) noexcept {
  if (!CanCallReal()) return -1;
  if (tidemark::record::MappingEvents* const events = MapEvents()) {
    events->Unmapping(address, bytes, TIDEMARK_FRAME);
  }
  return real.munmap(address, bytes);
}

TIDEMARK_EXPORT void* mremap(void* old, size_t old_bytes, size_t bytes, int flags, ...) noexcept {
  if (!CanCallReal()) return MAP_FAILED;
  void* where = nullptr;
  if ((flags & MREMAP_FIXED) != 0) {
    va_list rest;
    va_start(rest, flags);
    where = va_arg(rest, void*);
    va_end(rest);
  }
  return Remap(old, old_bytes, bytes, flags, where, TIDEMARK_FRAME);
}
