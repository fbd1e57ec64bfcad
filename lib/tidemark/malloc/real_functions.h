// The real allocation functions: the next ones in symbol lookup order (RTLD_NEXT).
//
// Used by the interposed functions only. dlsym may itself allocate; such allocations come from a
// small fixed bootstrap arena and are never freed.
//
// Threading: any thread, from process start on.
#ifndef TIDEMARK_MALLOC_REAL_FUNCTIONS_H_
#define TIDEMARK_MALLOC_REAL_FUNCTIONS_H_

#include <sys/types.h>

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
  void* (*mmap)(void*, size_t, int, int, int, off_t);
  int (*munmap)(void*, size_t);
  void* (*mremap)(void*, size_t, size_t, int, ...);

  // realloc to a size that fits the block's usable size stays in place.
  bool shrinks_in_place;
};

// All null until Resolve() has succeeded.
extern constinit RealFunctions real;

// Resolves the functions. False while this very thread is doing so.
bool Resolve() noexcept;

// Whether the program defines its own malloc, which precedes this library's in symbol lookup. Such
// a program is not recorded.
bool ProgramHasOwnMalloc() noexcept;

// Whether the program resolves `name` to something other than this library's function.
bool IsOfProgram(const char* name) noexcept;

// Whether `address` is in a library whose file name starts with `name`.
bool IsOfLibrary(const void* address, const char* name) noexcept;

// ---- The bootstrap arena. ----

void* ArenaAllocate(size_t alignment, size_t bytes) noexcept;
bool IsInArena(const void* address) noexcept;
// Bytes from the address to the end of the arena, for copying out of it.
size_t ArenaBytesFrom(const void* address) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_REAL_FUNCTIONS_H_
