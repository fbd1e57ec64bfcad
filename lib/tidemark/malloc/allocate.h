// The program's allocator, in all the states that a process can be in; nothing is reported here.
//
// Used by the interposed functions, which report. Behind it stand the real functions; before these
// are known a small arena; and for a signal handler that interrupted them the signal arena.
//
// Threading: any thread, from the first instruction of the process on, and signal handlers.
// Errors: as the functions of the C library, errno included.
#ifndef TIDEMARK_MALLOC_ALLOCATE_H_
#define TIDEMARK_MALLOC_ALLOCATE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/signal_arena.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {

// What the calling thread does with the real functions.
struct RealCalls {
  struct Deferred {
    Deferred* next;
  };
  std::atomic<uintptr_t> under_way;  // the frame of the caller; 0: none
  std::atomic<Deferred*> deferred;  // blocks that handlers freed meanwhile
};
[[gnu::tls_model("initial-exec")]] extern constinit thread_local RealCalls real_calls;

void FreeDeferred() noexcept;

// A real function is being called on this thread while it lives.
class RealCall {
 public:
  RealCall() noexcept {
    real_calls.under_way.store(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)),
                               std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  ~RealCall() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    real_calls.under_way.store(0, std::memory_order_relaxed);
    if (real_calls.deferred.load(std::memory_order_relaxed) != nullptr) [[unlikely]]
      FreeDeferred();
  }
  RealCall(const RealCall&) = delete;
  RealCall& operator=(const RealCall&) = delete;
};

// Whether a handler has jumped out of the real function that was called at the frame `at`, as the
// present frame, `here`, is not inside of it; then nothing is under way any more.
bool WasLeftByJump(uintptr_t at, uintptr_t here) noexcept;

// True where the real functions must not be called now.
inline bool IsInterrupted() noexcept {
  const uintptr_t at = real_calls.under_way.load(std::memory_order_relaxed);
  return at != 0 && !WasLeftByJump(at, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

// Where the real functions cannot be called: unknown as yet, or interrupted. The memory is zeros.
void* AllocateApart(size_t alignment, size_t bytes) noexcept;
void FreeApart(void* block) noexcept;

inline bool CanCallRealNow() noexcept { return CanCallReal() && !IsInterrupted(); }

// By `function`, which calls one of the real functions.
template <class Function>
void* AllocateBy(Function&& function, size_t alignment, size_t bytes) noexcept {
  if (!CanCallRealNow()) [[unlikely]]
    return AllocateApart(alignment, bytes);
  const RealCall call;
  return function();
}

inline void* Allocate(size_t bytes) noexcept {
  return AllocateBy([bytes] { return real.malloc(bytes); }, 16, bytes);
}

// Of a block that is not null.
inline void Free(void* block) noexcept {
  if (SignalArena::Owns(block) || IsInterrupted()) [[unlikely]]
    return FreeApart(block);
  const RealCall call;
  real.free(block);
}

inline size_t UsableSize(void* block) noexcept {
  if (SignalArena::Owns(block)) [[unlikely]]
    return SignalArena::UsableSize(block);
  return real.malloc_usable_size(block);
}

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_ALLOCATE_H_
