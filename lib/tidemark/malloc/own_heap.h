// The heap of the recorder itself, apart from the program's.
//
// What this library is made of (the recorder, zstd, zlib, the C++ library inside it) allocates
// here: the linker leads its calls of malloc and new to own_heap.cc. So nothing that the recorder
// needs appears in the trace, changes where the program's blocks lie, or waits for a lock of the
// program's allocator, which an interrupted thread may hold.
//
// Blocks come in powers of two from 32 bytes to 32 KiB out of pieces of 256 KiB; larger ones are
// mappings of their own. Memory of small blocks is used again and never given back.
//
// Threading: any thread, behind one lock. Not from a signal handler that may have interrupted it:
// the recorder does not run there.
#ifndef TIDEMARK_MALLOC_OWN_HEAP_H_
#define TIDEMARK_MALLOC_OWN_HEAP_H_

#include <cstddef>

namespace tidemark::malloc_internal {

// Aligned to 16 at least. nullptr when memory is short.
void* OwnAllocate(size_t bytes, size_t alignment = 16) noexcept;
void OwnFree(void* block) noexcept;
void* OwnReallocate(void* block, size_t bytes) noexcept;

// Held over a fork.
void LockOwnHeap() noexcept;
void UnlockOwnHeap() noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_OWN_HEAP_H_
