// The interposed C allocation functions: each calls the real one and records.
//
// A free is recorded before the call and an allocation after it, so that by time stamp no address
// is allocated twice. For the same reason a realloc that may move the block is recorded as a free
// and an allocation; one that stays in place, as the C library's does when the block has room, is
// recorded as a resize.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/malloc/allocate.h"
#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/reallocate.h"
#include "tidemark/malloc/report.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/events/heap_events.h"

namespace tidemark::malloc_internal {
namespace {

constexpr size_t kPageBytes = 4096;

bool IsPowerOfTwo(size_t value) { return value != 0 && (value & (value - 1)) == 0; }

// Allocate and copy: the old block or the new one is not from the real allocator.
void* ReallocateFallback(void* address, size_t bytes, uintptr_t frame) noexcept {
  if (address != nullptr && bytes == 0) {
    ReportFree(address);
    Free(address);
    return nullptr;
  }
  const bool early = address != nullptr && IsInArena(address);
  const size_t old_bytes =
      address == nullptr ? 0 : (early ? ArenaBytesFrom(address) : UsableSize(address));
  void* const moved = Allocate(bytes);
  if (moved == nullptr) return ReportFailure(bytes, frame);
  if (address != nullptr) std::memcpy(moved, address, std::min(bytes, old_bytes));
  ReportAllocation(moved, bytes, frame);
  if (address != nullptr && !early) {
    ReportFree(address);
    Free(address);
  }
  return moved;
}

void* RealReallocate(void* address, size_t bytes) noexcept {
  const RealCall call;
  return real.realloc(address, bytes);
}

}  // namespace

void* Reallocate(void* address, size_t bytes, uintptr_t frame, const char* type) noexcept {
  if (address == nullptr) return Report(Allocate(bytes), bytes, frame);
  if (IsInArena(address) || SignalArena::Owns(address) || IsInterrupted()) [[unlikely]] {
    return ReallocateFallback(address, bytes, frame);
  }
  record::HeapEvents* const events = Events();
  if (events == nullptr) return RealReallocate(address, bytes);
  const size_t usable = real.malloc_usable_size(address);
  if (bytes > 0 && bytes <= usable && real.shrinks_in_place) {
    void* const result = RealReallocate(address, bytes);
    if (result == address) {
      events->Resized(address, bytes, frame);
    } else if (result != nullptr) {
      events->Freed(address, type);
      events->Allocated(result, bytes, frame);
    }
    return result;
  }
  events->Freed(address, type);
  void* const result = RealReallocate(address, bytes);
  if (result != nullptr) {
    events->Allocated(result, bytes, frame);
  } else if (bytes > 0) {
    const ScopedErrno keep_errno;
    events->Failed(bytes, frame);
    events->Allocated(address, usable, frame);  // the old block stays valid
  }
  return result;
}

}  // namespace tidemark::malloc_internal

// The interposed functions are global, and all of them stand on that namespace.
using namespace tidemark::malloc_internal;  // NOLINT(google-build-using-namespace)

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void* malloc(size_t bytes) noexcept {
  return Report(Allocate(bytes), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void free(void* address) noexcept {
  if (address == nullptr || IsInArena(address) || !CanCallReal()) return;
  ReportFree(address);
  Free(address);
}

TIDEMARK_EXPORT void* calloc(size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return ReportFailure(SIZE_MAX, TIDEMARK_FRAME);
  }
  void* const block = AllocateBy([=] { return real.calloc(count, size); }, 16, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* realloc(void* address, size_t bytes) noexcept {
  if (!CanCallReal()) return nullptr;
  return Reallocate(address, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* reallocarray(void* address, size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (!CanCallReal()) return nullptr;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return ReportFailure(SIZE_MAX, TIDEMARK_FRAME);
  }
  return Reallocate(address, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT int posix_memalign(void** result, size_t alignment, size_t bytes) noexcept {
  int error = 0;
  if (CanCallRealNow()) [[likely]] {
    const RealCall call;
    error = real.posix_memalign(result, alignment, bytes);
  } else {
    if (!IsPowerOfTwo(alignment) || alignment % sizeof(void*) != 0) return EINVAL;
    void* const block = AllocateFallback(alignment, bytes);
    if (block != nullptr) *result = block;
    error = block != nullptr ? 0 : ENOMEM;
  }
  if (error == 0) {
    ReportAllocation(*result, bytes, TIDEMARK_FRAME);
  } else if (error == ENOMEM) {
    const tidemark::ScopedErrno keep_errno;  // posix_memalign does not set it
    errno = ENOMEM;
    ReportFailure(bytes, TIDEMARK_FRAME);
  }
  return error;
}

TIDEMARK_EXPORT void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  void* const block =
      AllocateBy([=] { return real.aligned_alloc(alignment, bytes); }, alignment, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* memalign(size_t alignment, size_t bytes) noexcept {
  void* const block = AllocateBy([=] { return real.memalign(alignment, bytes); }, alignment, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* valloc(size_t bytes) noexcept {
  void* const block = AllocateBy([=] { return real.valloc(bytes); }, kPageBytes, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void* pvalloc(size_t bytes) noexcept {
  void* const block = AllocateBy([=] { return real.pvalloc(bytes); }, kPageBytes, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT size_t malloc_usable_size(void* address) noexcept {
  if (address == nullptr || IsInArena(address) || !CanCallReal()) return 0;
  return UsableSize(address);
}

// The library's addresses may be reused from now on.
TIDEMARK_EXPORT int dlclose(void* library) noexcept {
  if (!CanCallReal()) return -1;
  const int result = real.dlclose(library);
  if (auto* const events = Events()) events->ForgetAddresses();
  return result;
}
