// Memory for signal handlers that interrupted the allocator itself.
//
// The C library's allocator cannot be entered twice by one thread: what it was doing is half done,
// and the lock it may hold is not given back before the handler returns. Programs that allocate in
// handlers are wrong by the letter and mostly lucky; recorded they have a second thread, with which
// that luck would be a deadlock. So their handlers get memory from here, and what they free of the
// allocator's is freed when the interrupted call is over (allocate.h).
//
// A block is bytes at the end of what is used; when no block is live any more all of it is free.
//
// Threading: any thread and any handler, without a lock.
#ifndef TIDEMARK_MALLOC_SIGNAL_ARENA_H_
#define TIDEMARK_MALLOC_SIGNAL_ARENA_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tidemark::malloc_internal {

class SignalArena {
 public:
  static constexpr size_t kBytes = size_t{64} << 20;

  // All zeros. nullptr when it is used up.
  static void* Allocate(size_t bytes, size_t alignment) noexcept;
  static void Free(void* block) noexcept;
  static size_t UsableSize(const void* block) noexcept;

  static bool Owns(const void* address) noexcept {
    return reinterpret_cast<uintptr_t>(address) - begin_.load(std::memory_order_relaxed) < kBytes;
  }

 private:
  static uintptr_t Begin() noexcept;

  // No block lies so high.
  static constexpr uintptr_t kNone = UINTPTR_MAX - kBytes;
  static constinit std::atomic<uintptr_t> begin_;
  // The number of live blocks in the high half, the bytes used in the low half.
  static constinit std::atomic<uint64_t> state_;
};

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_SIGNAL_ARENA_H_
