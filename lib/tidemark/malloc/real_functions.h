// The allocator that stands behind the interposed functions: the next one in the order of loading.
//
// Used by the interposed functions only. They are looked up without the loader's help
// (loaded_symbols.h), which may itself allocate and take locks.
//
// Threading: any thread, from the first instruction of the process on.
#ifndef TIDEMARK_MALLOC_REAL_FUNCTIONS_H_
#define TIDEMARK_MALLOC_REAL_FUNCTIONS_H_

#include <pthread.h>

#include <cstddef>

namespace tidemark::malloc_internal {

struct RealFunctions {
  void* (*malloc)(size_t);
  void (*free)(void*);
  void* (*calloc)(size_t, size_t);
  void* (*realloc)(void*, size_t);
  int (*posix_memalign)(void**, size_t, size_t);
  void* (*aligned_alloc)(size_t, size_t);
  void* (*memalign)(size_t, size_t);
  void* (*valloc)(size_t);
  void* (*pvalloc)(size_t);
  size_t (*malloc_usable_size)(void*);
  int (*dlclose)(void*);
  int (*pthread_create)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);

  // realloc to a size for which a block has room leaves it where it is.
  bool shrinks_in_place;
};

// All null until Resolve() was successful.
extern constinit RealFunctions real;

// Looks the functions up. False where there is no malloc, or while it is under way on this thread.
bool Resolve() noexcept;

// Whether the program has a malloc of its own, which is found before this library's. Such a program
// is not recorded.
bool ProgramHasOwnMalloc() noexcept;

// ---- The arena for what is allocated meanwhile. ----

void* ArenaAllocate(size_t alignment, size_t bytes) noexcept;
bool IsInArena(const void* address) noexcept;
// Bytes from the address to the end of the arena, for copying out of it.
size_t ArenaBytesFrom(const void* address) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_REAL_FUNCTIONS_H_
