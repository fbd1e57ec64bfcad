// A bump allocator for signal handlers that interrupted the real allocator.
//
// malloc is not async-signal-safe: its data structures may be in an intermediate state, and the
// lock that it may hold is not released before the handler returns. Programs that allocate in
// handlers are incorrect but mostly get away with it, because a single-threaded glibc takes no
// lock; recorded they have a second thread, and it would deadlock. So such handlers get memory from
// here, and blocks of the real allocator that they free are freed after the interrupted call
// (allocate.h).
//
// A block is taken at the end of the used part; once no block is live all of it is reset.
//
// Threading: any thread and any signal handler, lock-free.
#ifndef TIDEMARK_MALLOC_SIGNAL_ARENA_H_
#define TIDEMARK_MALLOC_SIGNAL_ARENA_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tidemark::malloc_internal {

class SignalArena {
 public:
  static constexpr size_t kBytes = size_t{64} << 20;

  // Zero-initialized. nullptr when exhausted.
  static void* Allocate(size_t bytes, size_t alignment) noexcept;
  static void Free(void* block) noexcept;
  static size_t UsableSize(const void* block) noexcept;

  static bool Owns(const void* address) noexcept {
    return reinterpret_cast<uintptr_t>(address) - begin_.load(std::memory_order_relaxed) < kBytes;
  }

 private:
  static uintptr_t Begin() noexcept;

  // Above every possible address of a block.
  static constexpr uintptr_t kNone = UINTPTR_MAX - kBytes;
  static constinit std::atomic<uintptr_t> begin_;
  // The number of live blocks in the high half, the bytes used in the low half.
  static constinit std::atomic<uint64_t> state_;
};

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_SIGNAL_ARENA_H_
