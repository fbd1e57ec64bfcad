#include "tidemark/malloc/allocate.h"

#include <cerrno>
#include <new>

#include "tidemark/record/buffer/thread_local.h"

namespace tidemark::malloc_internal {

constinit thread_local RealCalls real_calls{};

void FreeDeferred() noexcept {
  while (RealCalls::Deferred* block = real_calls.deferred.exchange(nullptr)) {
    real_calls.under_way.store(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)),
                               std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    while (block != nullptr) {
      RealCalls::Deferred* const next = block->next;
      real.free(block);
      block = next;
    }
    std::atomic_signal_fence(std::memory_order_seq_cst);
    real_calls.under_way.store(0, std::memory_order_relaxed);
  }
}

bool WasLeftByJump(uintptr_t at, uintptr_t here) noexcept {
  if (!record::WasLeftByJump(record::this_thread, at, here)) return false;
  real_calls.under_way.store(0, std::memory_order_relaxed);
  return true;
}

void* AllocateFallback(size_t alignment, size_t bytes) noexcept {
  void* block = nullptr;
  if (!CanCallReal()) {
    block = ArenaAllocate(alignment, bytes);
  } else {
    block = SignalArena::Allocate(bytes, alignment);
    // Exhausted: a handler left the allocator by longjmp and never returned. From now on call the
    // real functions, as the unrecorded program would.
    if (block == nullptr) {
      const RealCall call;
      return alignment > 16 ? real.memalign(alignment, bytes) : real.calloc(1, bytes);
    }
  }
  if (block == nullptr) errno = ENOMEM;
  return block;
}

void FreeFallback(void* block) noexcept {
  if (SignalArena::Owns(block)) return SignalArena::Free(block);
  // The smallest malloc block has room for a list node.
  auto* const deferred = ::new (block) RealCalls::Deferred{nullptr};
  deferred->next = real_calls.deferred.load(std::memory_order_relaxed);
  while (!real_calls.deferred.compare_exchange_weak(deferred->next, deferred)) {
  }
}

}  // namespace tidemark::malloc_internal
