// An asymmetric memory fence: free on the frequent side, expensive on the rare side.
//
// Used by protocols in which a hot path publishes "I am inside" before it loads a flag, and a rare
// path stores that flag before it reads who is inside (the observers' dispatch, the recorder). Each
// store must be ordered before the other side's load, which would take a full fence on the hot
// path; instead the rare path issues one on every thread of the process, by membarrier(2). Where
// the kernel has none, the hot path pays.
//
// Threading: any thread. Errors: none; errno is preserved.
//
//   StoreWithLightFence(inside, uint32_t{1});     // hot: then load `alive`
//   alive.store(0); AsymmetricHeavyFence();       // rare: then read `inside`
#ifndef TIDEMARK_BASE_ASYMMETRIC_FENCE_H_
#define TIDEMARK_BASE_ASYMMETRIC_FENCE_H_

#include <atomic>

namespace tidemark {

namespace asymmetric_fence_internal {
extern std::atomic<bool> have_membarrier;
}  // namespace asymmetric_fence_internal

// Registers the process for membarrier(2). Until the first call, and where it fails, the hot path
// uses a full fence. To be called again in the child of a fork.
void PrepareAsymmetricFence() noexcept;

// A store that is ordered before the caller's later loads with respect to AsymmetricHeavyFence().
template <class T>
inline void StoreWithLightFence(std::atomic<T>& target, T value) noexcept {
  if (asymmetric_fence_internal::have_membarrier.load(std::memory_order_relaxed)) [[likely]] {
    target.store(value, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    target.exchange(value, std::memory_order_seq_cst);
  }
}

// A full fence on the calling thread and on every running thread of the process. A thread that has
// not seen the caller's earlier stores in its later loads has made its StoreWithLightFence()
// visible.
void AsymmetricHeavyFence() noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_ASYMMETRIC_FENCE_H_
