#include <pthread.h>
#include <sys/mman.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>

#include "tidemark/array/core/block_cache_internal.h"
#include "tidemark/memory/heap_guard.h"

namespace tidemark::array_internal {
namespace {

// Small blocks, per thread: four size classes per power of two, multiples of a cache line.
constexpr size_t kSmallestClass = 320;
constexpr size_t kLargestSmall = size_t{32} << 10;
constexpr int kFirstShift = 6;
constexpr int kClasses = 28;
constexpr size_t kMaxBlocksOfClass = 8;
constexpr size_t kMaxBytesOfClass = size_t{32} << 10;

// Larger ones, per process. A million doubles and ten million bools are among them: their page
// faults cost as much as a pass over them.
constexpr size_t kLargestKept = size_t{12} << 20;
constexpr size_t kMaxKeptBlocks = 16;
constexpr size_t kMaxKeptBytes = size_t{24} << 20;

// From here on in huge pages, as NumPy does: one of their page faults costs a fifteenth of what the
// faults of as many small pages cost, if the block begins where such a page can.
constexpr size_t kHugePageFrom = size_t{4} << 20;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kPage = 4096;
constexpr size_t RoundUp(size_t bytes, size_t step) { return (bytes + step - 1) / step * step; }

struct SizeClass {
  int index;
  size_t capacity;
};

// kFirstShift is right for sizes from 257 to 512; smaller ones are rounded up to the first class.
constexpr SizeClass ClassOf(size_t bytes) {
  if (bytes <= kSmallestClass) return {0, kSmallestClass};
  const int shift = static_cast<int>(std::bit_width(bytes - 1)) - 3;
  const size_t capacity = RoundUp(bytes, size_t{1} << shift);
  return {static_cast<int>(capacity >> shift) - 5 + 4 * (shift - kFirstShift), capacity};
}
static_assert(ClassOf(kSmallestClass + 1).index == 1);
static_assert(ClassOf(kLargestSmall).index == kClasses - 1);

// Free blocks form an intrusive linked list.
struct FreeBlock {
  FreeBlock* next;
};

enum class ThreadState : uint8_t { kNew, kKeeping, kEnding };

struct ThreadBlocks {
  FreeBlock* free[kClasses] = {};
  uint8_t count[kClasses] = {};
  ThreadState state = ThreadState::kNew;
};
constinit thread_local ThreadBlocks this_thread;

Block Allocate(size_t bytes, bool zeroed) noexcept {
  const HeapGuard guard;
  return {zeroed ? std::calloc(1, bytes) : std::malloc(bytes), bytes, zeroed};
}

void Free(void* address) noexcept {
  const HeapGuard guard;
  std::free(address);
}

// Blocks that later thread-local destructors release go to free() directly.
void EndThread(void* blocks_of_thread) {
  auto& blocks = *static_cast<ThreadBlocks*>(blocks_of_thread);
  blocks.state = ThreadState::kEnding;
  for (FreeBlock*& list : blocks.free) {
    while (list != nullptr) {
      FreeBlock* next = list->next;
      Free(list);
      list = next;
    }
  }
}

bool StartKeeping(ThreadBlocks& blocks) noexcept {
  static const std::optional<pthread_key_t> key = [] {
    pthread_key_t made{};
    const bool is_made = pthread_key_create(&made, &EndThread) == 0;
    return is_made ? std::optional(made) : std::nullopt;
  }();
  if (!key.has_value() || pthread_setspecific(*key, &blocks) != 0) return false;
  blocks.state = ThreadState::kKeeping;
  return true;
}

Block TakeSmall(size_t bytes, bool zeroed) noexcept {
  const SizeClass size = ClassOf(bytes);
  ThreadBlocks& blocks = this_thread;
  FreeBlock*& list = blocks.free[size.index];
  if (list != nullptr) {
    FreeBlock* block = list;
    list = block->next;
    --blocks.count[size.index];
    return {block, size.capacity};
  }
  return Allocate(size.capacity, zeroed);
}

void GiveSmall(void* address, size_t capacity) noexcept {
  ThreadBlocks& blocks = this_thread;
  const int index = ClassOf(capacity).index;
  const size_t count = blocks.count[index];
  const bool room = count < kMaxBlocksOfClass && (count + 1) * capacity <= kMaxBytesOfClass;
  if (!room || (blocks.state != ThreadState::kKeeping &&
                (blocks.state == ThreadState::kEnding || !StartKeeping(blocks)))) {
    return Free(address);
  }
  blocks.free[index] = ::new (address) FreeBlock{blocks.free[index]};
  ++blocks.count[index];
}

// The larger blocks, the most recently released last.
class KeptBlocks {
 public:
  // The most recent one that fits without much waste; none if there is no such block.
  Block Take(size_t bytes) noexcept {
    if (!TryLock()) return {};
    Block found;
    for (size_t i = count_; i-- > 0 && found.address == nullptr;) {
      if (blocks_[i].capacity >= bytes && blocks_[i].capacity - bytes <= bytes / 8) {
        found = Remove(i);
      }
    }
    Unlock();
    return found;
  }

  // Makes room by freeing the oldest.
  void Give(Block block) noexcept {
    if (!TryLock()) return Free(block.address);
    std::array<void*, kMaxKeptBlocks> old;
    size_t old_count = 0;
    while (count_ == kMaxKeptBlocks || bytes_ + block.capacity > kMaxKeptBytes) {
      old[old_count++] = Remove(0).address;
    }
    blocks_[count_++] = block;
    bytes_ += block.capacity;
    Unlock();
    for (size_t i = 0; i < old_count; ++i) Free(old[i]);
  }

 private:
  bool TryLock() noexcept { return !locked_.test_and_set(std::memory_order_acquire); }
  void Unlock() noexcept { locked_.clear(std::memory_order_release); }

  Block Remove(size_t index) noexcept {
    const Block block = blocks_[index];
    --count_;
    for (size_t i = index; i < count_; ++i) blocks_[i] = blocks_[i + 1];
    bytes_ -= block.capacity;
    return block;
  }

  std::atomic_flag locked_;
  size_t count_ = 0;
  size_t bytes_ = 0;
  std::array<Block, kMaxKeptBlocks> blocks_;
};
constinit KeptBlocks kept_blocks;

void AdviseHugePages(void* address, size_t bytes) noexcept {
#ifdef MADV_HUGEPAGE
  const auto begin = reinterpret_cast<uintptr_t>(address);
  const uintptr_t skipped = RoundUp(begin, kPage) - begin;
  madvise(static_cast<std::byte*>(address) + skipped, bytes - skipped, MADV_HUGEPAGE);
#endif
}

// Aligned to a huge page; the remainder at the end gets one too if it is more than half.
Block AllocateLarge(size_t bytes) noexcept {
  const HeapGuard guard;
  const size_t rest = bytes % kHugePage;
  const size_t capacity = rest > kHugePage / 2 ? RoundUp(bytes, kHugePage) : bytes;
  void* address = std::aligned_alloc(kHugePage, RoundUp(capacity, kHugePage));
  if (address != nullptr) AdviseHugePages(address, capacity);
  return {address, capacity};
}

}  // namespace

Block AcquireBlock(size_t bytes, bool zeroed) noexcept {
  if (!kKeepBlocks) return Allocate(bytes, zeroed);
  if (bytes <= kLargestSmall) return TakeSmall(bytes, zeroed);
  if (bytes <= kLargestKept) {
    const Block kept = kept_blocks.Take(bytes);
    if (kept.address != nullptr) return kept;
  }
  if (bytes < kHugePageFrom) return Allocate(bytes, zeroed);
  if (!zeroed) return AllocateLarge(bytes);
  const Block block = Allocate(bytes, true);
  if (block.address != nullptr) AdviseHugePages(block.address, bytes);
  return block;
}

void ReleaseBlock(void* address, size_t capacity) noexcept {
  if (!kKeepBlocks || capacity > kLargestKept) return Free(address);
  if (capacity <= kLargestSmall) return GiveSmall(address, capacity);
  kept_blocks.Give({address, capacity});
}

}  // namespace tidemark::array_internal
