// Raw blocks for buffers: from malloc, and back to it through a short list of blocks that were
// given back lately, so that a loop whose temporaries come and go does not pay for page faults each
// time.
//
// Used by buffer.cc for the default resource only. What observers are told is not affected: a
// buffer is freed when its last array ends, whatever becomes of the block.
//
// Kept, at most: in each thread 8 blocks of a size and 32 KiB in them, of sizes up to 32 KiB; in
// the
//   process 16 MiB in 16 blocks of up to 4 MiB. Anything larger goes back at once. A thread that
//   ends gives back its own. Under AddressSanitizer nothing is kept, so that it sees what is used
//   after its end.
// Ownership: whoever takes a block gives it back, on any thread.
// Threading: any thread, also while it ends. The lock of the larger blocks is only ever tried: who
//   does not get it goes to malloc, and a child of fork cannot hang on it.
// Units: bytes. Blocks are aligned as malloc aligns them.
// Errors: no memory is a null address.
#ifndef TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_
#define TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_

#include <cstddef>

namespace tidemark::array_internal {

// False where a sanitizer has to see the end of every block.
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

// `zeroed` asks for zeros where they come cheaper than by writing them; is_zero tells whether it
// was granted.
Block AcquireBlock(size_t bytes, bool zeroed) noexcept;

// `capacity` as AcquireBlock gave it.
void ReleaseBlock(void* address, size_t capacity) noexcept;

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_CORE_BLOCK_CACHE_INTERNAL_H_
