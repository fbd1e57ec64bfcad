// The recorder's private heap, separate from the program's.
//
// Everything linked into this library (the recorder, zstd, zlib, the C++ library) allocates here:
// the linker's --wrap redirects its malloc and new to own_heap.cc. So the recorder's allocations do
// not appear in the trace, do not change the layout of the program's heap, and do not wait for a
// lock of the program's allocator, which an interrupted thread may hold.
//
// Power-of-two size classes from 32 bytes to 32 KiB are carved from chunks of 256 KiB; larger
// blocks are mappings of their own. Small blocks are reused but never unmapped.
//
// Threading: any thread, one global lock. Not async-signal-safe; the recorder does not run in a
// handler that interrupted it.
#ifndef TIDEMARK_MALLOC_OWN_HEAP_H_
#define TIDEMARK_MALLOC_OWN_HEAP_H_

#include <cstddef>

namespace tidemark::malloc_internal {

// Aligned to at least 16. nullptr when out of memory.
void* OwnAllocate(size_t bytes, size_t alignment = 16) noexcept;
void OwnFree(void* block) noexcept;
void* OwnReallocate(void* block, size_t bytes) noexcept;

// Held across a fork.
void LockOwnHeap() noexcept;
void UnlockOwnHeap() noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_OWN_HEAP_H_
