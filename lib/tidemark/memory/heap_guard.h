// Marks an allocation as standing behind a buffer that is an event of its own.
//
// Used around the allocation and the free of an array's buffer. Where the malloc interposer records
// the same process, it leaves such allocations out: the buffer counts once, as what it is.
//
// Both ends of a buffer's life must be guarded, or neither. Cost without an interposer: one load.
// Threading: concerns the calling thread only.
//
//   const HeapGuard guard;
//   void* block = std::malloc(bytes);
#ifndef TIDEMARK_MEMORY_HEAP_GUARD_H_
#define TIDEMARK_MEMORY_HEAP_GUARD_H_

#include <atomic>
#include <cstdint>

namespace tidemark {

namespace memory_internal {

// Gives the calling thread's count of guards; null without an interposer. Set once, before the
// first buffer, by the recorder.
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
