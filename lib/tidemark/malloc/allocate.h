// Calls the program's allocator in every state of the process, without recording.
//
// Used by the interposed functions, which record. Calls the real functions; a small bootstrap arena
// before these are resolved; and the signal arena in a signal handler that interrupted them.
//
// Threading: any thread, from process start on, and signal handlers.
// Errors: as the C library's functions, errno included.
#ifndef TIDEMARK_MALLOC_ALLOCATE_H_
#define TIDEMARK_MALLOC_ALLOCATE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/malloc/real_functions.h"
#include "tidemark/malloc/signal_arena.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {

// The calling thread's use of the real functions.
struct RealCalls {
  struct Deferred {
    Deferred* next;
  };
  std::atomic<uintptr_t> under_way;  // the caller's frame address; 0: none
  std::atomic<Deferred*> deferred;   // blocks that signal handlers freed meanwhile
};
[[gnu::tls_model("initial-exec")]] extern constinit thread_local RealCalls real_calls;

void FreeDeferred() noexcept;

// Marks a call of a real function on this thread.
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
    if (real_calls.deferred.load(std::memory_order_relaxed) != nullptr) [[unlikely]] {
      FreeDeferred();
    }
  }
  RealCall(const RealCall&) = delete;
  RealCall& operator=(const RealCall&) = delete;
};

// Whether a signal handler has jumped out of the real function that was called from the frame `at`:
// the current frame, `here`, is not nested in it. Then no call is under way any more.
bool WasLeftByJump(uintptr_t at, uintptr_t here) noexcept;

// True in a signal handler that interrupted a real function, which must not be re-entered.
inline bool IsInterrupted() noexcept {
  const uintptr_t at = real_calls.under_way.load(std::memory_order_relaxed);
  return at != 0 && !WasLeftByJump(at, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

// For when the real functions cannot be called: not resolved yet, or interrupted. Zero-initialized.
void* AllocateFallback(size_t alignment, size_t bytes) noexcept;
void FreeFallback(void* block) noexcept;

inline bool CanCallRealNow() noexcept { return CanCallReal() && !IsInterrupted(); }

// `function` calls one of the real functions.
template <class Function>
void* AllocateBy(Function&& function, size_t alignment, size_t bytes) noexcept {
  if (!CanCallRealNow()) [[unlikely]] {
    return AllocateFallback(alignment, bytes);
  }
  const RealCall call;
  return function();
}

inline void* Allocate(size_t bytes) noexcept {
  return AllocateBy([bytes] { return real.malloc(bytes); }, 16, bytes);
}

// `block` is not null.
inline void Free(void* block) noexcept {
  if (SignalArena::Owns(block) || IsInterrupted()) [[unlikely]] {
    return FreeFallback(block);
  }
  const RealCall call;
  real.free(block);
}

inline size_t UsableSize(void* block) noexcept {
  if (SignalArena::Owns(block)) [[unlikely]] {
    return SignalArena::UsableSize(block);
  }
  return real.malloc_usable_size(block);
}

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_ALLOCATE_H_
