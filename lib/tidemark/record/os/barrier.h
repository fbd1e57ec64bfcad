// A memory barrier whose cost is on the rare side.
//
// A recording thread says "busy" and then reads the clock and writes; the drain reads the clock and
// then looks who is busy. Each must see the other's store before its own later load, which would
// need a full fence on each record. Instead the rare side makes every thread of the process run
// one, by membarrier(2). Where the kernel has none, the frequent side pays.
#ifndef TIDEMARK_RECORD_OS_BARRIER_H_
#define TIDEMARK_RECORD_OS_BARRIER_H_

#include <atomic>
#include <cstdint>

namespace tidemark::record {

namespace barrier_internal {
extern std::atomic<bool> have_membarrier;
}

// Called before the first record; again in the child of a fork.
void PrepareBarrier() noexcept;

// A store that is ordered before what follows it, as far as ThreadsBarrier() can tell.
template <class T>
inline void StoreBeforeBarrier(std::atomic<T>& target, T value) noexcept {
  if (barrier_internal::have_membarrier.load(std::memory_order_relaxed)) [[likely]] {
    target.store(value, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    target.exchange(value, std::memory_order_seq_cst);
  }
}

// Every store that another thread made by StoreBeforeBarrier before a load that precedes this call
// in time is visible afterwards.
void ThreadsBarrier() noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_BARRIER_H_
