// The C allocation functions, in place of the C library's: each calls the real one and reports.
//
// A free is reported before it happens and an allocation after, so that by time no address begins
// twice. A block that realloc may move ends and begins anew for the same reason; one that is large
// enough already is resized in place.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

void* Report(void* address, size_t bytes, uintptr_t frame) noexcept {
  record::HeapEvents* const events = Events();
  if (events != nullptr && !IsCalledFromHere(frame)) events->Allocated(address, bytes, frame);
  return address;
}

bool IsPowerOfTwo(size_t value) { return value != 0 && (value & (value - 1)) == 0; }

void* Reallocate(void* address, size_t bytes, uintptr_t frame) noexcept {
  if (address == nullptr) return Report(real.malloc(bytes), bytes, frame);
  if (IsInArena(address)) {
    void* const moved = Report(real.malloc(bytes), bytes, frame);
    if (moved != nullptr) {
      const size_t most = ArenaBytesFrom(address);
      std::memcpy(moved, address, bytes < most ? bytes : most);
    }
    return moved;
  }
  record::HeapEvents* const events = Events();
  if (events == nullptr) return real.realloc(address, bytes);
  const size_t usable = real.malloc_usable_size(address);
  if (bytes > 0 && bytes <= usable) {
    void* const result = real.realloc(address, bytes);
    if (result == address) {
      events->Resized(address, bytes, frame);
    } else if (result != nullptr) {
      events->Freed(address);
      events->Allocated(result, bytes, frame);
    }
    return result;
  }
  events->Freed(address);
  void* const result = real.realloc(address, bytes);
  if (result != nullptr) {
    events->Allocated(result, bytes, frame);
  } else if (bytes > 0) {
    events->Allocated(address, usable, frame);  // it failed, and the old block lives on
  }
  return result;
}

}  // namespace
}  // namespace tidemark::malloc_internal

using namespace tidemark::malloc_internal;

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void* malloc(size_t bytes) noexcept {
  if (!CanCallReal()) return ArenaAllocate(16, bytes);
  return Report(real.malloc(bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void free(void* address) noexcept {
  if (address == nullptr || IsInArena(address) || !CanCallReal()) return;
  if (auto* const events = Events()) events->Freed(address);
  real.free(address);
}

TIDEMARK_EXPORT void* calloc(size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  if (!CanCallReal()) return ArenaAllocate(16, bytes);  // zeros, and never used twice
  return Report(real.calloc(count, size), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* realloc(void* address, size_t bytes) noexcept {
  if (!CanCallReal()) return nullptr;
  return Reallocate(address, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* reallocarray(void* address, size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || !CanCallReal()) {
    errno = ENOMEM;
    return nullptr;
  }
  return Reallocate(address, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT int posix_memalign(void** result, size_t alignment, size_t bytes) noexcept {
  if (!CanCallReal()) {
    if (!IsPowerOfTwo(alignment) || alignment % sizeof(void*) != 0) return EINVAL;
    *result = ArenaAllocate(alignment, bytes);
    return *result != nullptr ? 0 : ENOMEM;
  }
  const int error = real.posix_memalign(result, alignment, bytes);
  if (error == 0) Report(*result, bytes, TIDEMARK_FRAME);
  return error;
}

TIDEMARK_EXPORT void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  if (!CanCallReal()) return ArenaAllocate(alignment, bytes);
  return Report(real.aligned_alloc(alignment, bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* memalign(size_t alignment, size_t bytes) noexcept {
  if (!CanCallReal()) return ArenaAllocate(alignment, bytes);
  return Report(real.memalign(alignment, bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* valloc(size_t bytes) noexcept {
  if (!CanCallReal()) return ArenaAllocate(4096, bytes);
  return Report(real.valloc(bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* pvalloc(size_t bytes) noexcept {
  if (!CanCallReal()) return ArenaAllocate(4096, (bytes + 4095) & ~size_t{4095});
  return Report(real.pvalloc(bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT size_t malloc_usable_size(void* address) noexcept {
  if (address == nullptr || IsInArena(address) || !CanCallReal()) return 0;
  return real.malloc_usable_size(address);
}

// What lies at the library's addresses may be something else from now on.
TIDEMARK_EXPORT int dlclose(void* library) noexcept {
  if (!CanCallReal()) return -1;
  const int result = real.dlclose(library);
  if (auto* const events = Events()) events->ForgetAddresses();
  return result;
}
