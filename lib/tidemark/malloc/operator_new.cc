// operator new and delete in all their forms, on the real malloc and free.
//
// They would reach the interposed malloc anyway; interposed themselves, they give stacks whose
// innermost frame is the caller of new, also where the C++ library was built without frame
// pointers. Where memory is short the next operator new of the process does what the language says:
// the new-handler, std::bad_alloc.
#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

void* Obtain(size_t bytes) noexcept {
  if (bytes == 0) bytes = 1;
  return CanCallReal() ? real.malloc(bytes) : ArenaAllocate(16, bytes);
}

void* ObtainAligned(size_t bytes, size_t alignment) noexcept {
  if (bytes == 0) bytes = 1;
  if (!CanCallReal()) return ArenaAllocate(alignment, bytes);
  void* address = nullptr;
  if (alignment < sizeof(void*)) alignment = sizeof(void*);
  return real.posix_memalign(&address, alignment, bytes) == 0 ? address : nullptr;
}

void* Report(void* address, size_t bytes, uintptr_t frame) noexcept {
  if (record::HeapEvents* const events = Events()) events->Allocated(address, bytes, frame);
  return address;
}

// Out of memory: the next definition's way. What it obtains is reported by the caller.
void* NextNew(size_t bytes) {
  const record::SuppressHeap suppress;
  using New = void* (*)(size_t);
  if (const auto next = reinterpret_cast<New>(dlsym(RTLD_NEXT, "_Znwm"))) return next(bytes);
  throw std::bad_alloc();
}

void* NextAlignedNew(size_t bytes, std::align_val_t alignment) {
  const record::SuppressHeap suppress;
  using New = void* (*)(size_t, std::align_val_t);
  if (const auto next = reinterpret_cast<New>(dlsym(RTLD_NEXT, "_ZnwmSt11align_val_t"))) {
    return next(bytes, alignment);
  }
  throw std::bad_alloc();
}

void* NewOrThrow(size_t bytes, uintptr_t frame) {
  void* address = Obtain(bytes);
  if (address == nullptr) [[unlikely]]
    address = NextNew(bytes);
  return Report(address, bytes, frame);
}

void* NewOrThrow(size_t bytes, std::align_val_t alignment, uintptr_t frame) {
  void* address = ObtainAligned(bytes, static_cast<size_t>(alignment));
  if (address == nullptr) [[unlikely]]
    address = NextAlignedNew(bytes, alignment);
  return Report(address, bytes, frame);
}

void Delete(void* address) noexcept {
  if (address == nullptr || IsInArena(address) || !CanCallReal()) return;
  if (record::HeapEvents* const events = Events()) events->Freed(address);
  real.free(address);
}

}  // namespace
}  // namespace tidemark::malloc_internal

using namespace tidemark::malloc_internal;

#define TIDEMARK_EXPORT [[gnu::visibility("default")]]

TIDEMARK_EXPORT void* operator new(size_t bytes) { return NewOrThrow(bytes, TIDEMARK_FRAME); }
TIDEMARK_EXPORT void* operator new[](size_t bytes) { return NewOrThrow(bytes, TIDEMARK_FRAME); }
TIDEMARK_EXPORT void* operator new(size_t bytes, std::align_val_t alignment) {
  return NewOrThrow(bytes, alignment, TIDEMARK_FRAME);
}
TIDEMARK_EXPORT void* operator new[](size_t bytes, std::align_val_t alignment) {
  return NewOrThrow(bytes, alignment, TIDEMARK_FRAME);
}
TIDEMARK_EXPORT void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return Report(Obtain(bytes), bytes, TIDEMARK_FRAME);
}
TIDEMARK_EXPORT void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return Report(Obtain(bytes), bytes, TIDEMARK_FRAME);
}
TIDEMARK_EXPORT void* operator new(size_t bytes, std::align_val_t alignment,
                                   const std::nothrow_t&) noexcept {
  return Report(ObtainAligned(bytes, static_cast<size_t>(alignment)), bytes, TIDEMARK_FRAME);
}
TIDEMARK_EXPORT void* operator new[](size_t bytes, std::align_val_t alignment,
                                     const std::nothrow_t&) noexcept {
  return Report(ObtainAligned(bytes, static_cast<size_t>(alignment)), bytes, TIDEMARK_FRAME);
}

TIDEMARK_EXPORT void operator delete(void* address) noexcept { Delete(address); }
TIDEMARK_EXPORT void operator delete[](void* address) noexcept { Delete(address); }
TIDEMARK_EXPORT void operator delete(void* address, size_t) noexcept { Delete(address); }
TIDEMARK_EXPORT void operator delete[](void* address, size_t) noexcept { Delete(address); }
TIDEMARK_EXPORT void operator delete(void* address, std::align_val_t) noexcept { Delete(address); }
TIDEMARK_EXPORT void operator delete[](void* address, std::align_val_t) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete(void* address, size_t, std::align_val_t) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete[](void* address, size_t, std::align_val_t) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete(void* address, const std::nothrow_t&) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete[](void* address, const std::nothrow_t&) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete(void* address, std::align_val_t,
                                     const std::nothrow_t&) noexcept {
  Delete(address);
}
TIDEMARK_EXPORT void operator delete[](void* address, std::align_val_t,
                                       const std::nothrow_t&) noexcept {
  Delete(address);
}
