// The real allocation functions: the next ones in symbol lookup order (RTLD_NEXT).
//
// Used by the interposed functions only. Resolved without the dynamic loader's help
// (loaded_symbols.h): dlsym may itself allocate and takes the loader's locks.
//
// Threading: any thread, from process start on.
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

  // realloc to a size that fits the block's usable size stays in place.
  bool shrinks_in_place;
};

// All null until Resolve() has succeeded.
extern constinit RealFunctions real;

// Resolves the functions. False if there is no malloc, or while this very thread is doing so.
bool Resolve() noexcept;

// Whether the program defines its own malloc, which precedes this library's in symbol lookup. Such
// a program is not recorded.
bool ProgramHasOwnMalloc() noexcept;

// ---- The bootstrap arena. ----

void* ArenaAllocate(size_t alignment, size_t bytes) noexcept;
bool IsInArena(const void* address) noexcept;
// Bytes from the address to the end of the arena, for copying out of it.
size_t ArenaBytesFrom(const void* address) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_REAL_FUNCTIONS_H_
