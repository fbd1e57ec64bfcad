// A free list of memory blocks in front of malloc, for buffers: a loop that allocates and frees
// temporaries does not take page faults in every iteration.
//
// Used by buffer.cc for the default resource only. Events are not affected: a buffer is freed when
// its last view is destroyed, whether its block is cached or not.
//
// Capacity: per thread 8 blocks per size class and 32 KiB in each class, of sizes up to 32 KiB; per
//   process 24 MiB in 16 blocks of up to 12 MiB. Anything larger is freed at once. A thread frees
//   its own blocks when it exits. Under AddressSanitizer nothing is cached, so that it detects
//   use after free.
// Ownership: the caller of AcquireBlock releases the block, on any thread.
// Threading: any thread, also during thread exit. The mutex of the larger blocks is only tried:
//   under contention the block goes to malloc, and a forked child cannot deadlock on it.
// Units: bytes. Blocks are aligned as by malloc.
// Errors: a null address when out of memory.
#ifndef TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_

#include <cstddef>

namespace tidemark::array_internal {

// False where a sanitizer has to see every free.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kKeepBlocks = false;
#elif defined(__has_feature)
inline constexpr bool kKeepBlocks = !__has_feature(address_sanitizer);
#else
inline constexpr bool kKeepBlocks = true;
#endif

struct Block {
  void* address = nullptr;
  size_t capacity = 0;   // at least what was asked for
  bool is_zero = false;  // all of it
};

// `zeroed` asks for zeroed memory where that is cheaper than memset (calloc); is_zero says whether
// the block is.
Block AcquireBlock(size_t bytes, bool zeroed) noexcept;

// `capacity` as AcquireBlock returned it.
void ReleaseBlock(void* address, size_t capacity) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_
