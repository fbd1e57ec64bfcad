// Marks a heap allocation as the backing allocation of an array, which is recorded as a buffer.
//
// Used around the malloc and the free of an array's buffer. A malloc interposer in the same process
// does not record these calls, so that the memory counts once.
//
// Guard both the malloc and the free, or neither. Cost without an interposer: one load.
// Threading: affects the calling thread only.
//
//   const HeapGuard guard;
//   void* block = std::malloc(bytes);
#ifndef TIDEMARK_MEMORY_HEAP_GUARD_H_
#define TIDEMARK_MEMORY_HEAP_GUARD_H_

#include <atomic>
#include <cstdint>

namespace tidemark {

namespace memory_internal {

// Returns the calling thread's nesting count; null without an interposer. Set once, by the
// recorder, before the first buffer.
extern std::atomic<uint32_t* (*)()> heap_suppressed;

}  // namespace memory_internal

class HeapGuard {
 public:
  HeapGuard() noexcept {
    auto* const counter = memory_internal::heap_suppressed.load(std::memory_order_acquire);
    if (counter == nullptr) return;
    count_ = counter();
    ++*count_;
  }
  ~HeapGuard() {
    if (count_ != nullptr) --*count_;
  }
  HeapGuard(const HeapGuard&) = delete;
  HeapGuard& operator=(const HeapGuard&) = delete;

 private:
  uint32_t* count_ = nullptr;
};

}  // namespace tidemark

#endif  // TIDEMARK_MEMORY_HEAP_GUARD_H_
