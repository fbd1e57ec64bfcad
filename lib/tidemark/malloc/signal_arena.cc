#include "tidemark/malloc/signal_arena.h"

#include <cerrno>
#include <cstring>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/record/os/address.h"
#include "tidemark/record/os/own_memory.h"

namespace tidemark::malloc_internal {
namespace {

constexpr uint64_t kOneBlock = uint64_t{1} << 32;
constexpr uint64_t kUsed = kOneBlock - 1;

// Precedes every block.
struct alignas(16) Header {
  size_t bytes;
};

}  // namespace

constinit std::atomic<uintptr_t> SignalArena::begin_{SignalArena::kNone};
constinit std::atomic<uint64_t> SignalArena::state_{0};

// Mapped on first use.
uintptr_t SignalArena::Begin() noexcept {
  uintptr_t begin = begin_.load(std::memory_order_acquire);
  if (begin != kNone) return begin;
  const ScopedErrno keep_errno;
  void* const memory = record::MapOwn(nullptr, kBytes, PROT_READ | PROT_WRITE,
                                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  if (memory == nullptr) return kNone;
  const auto mine = reinterpret_cast<uintptr_t>(memory);
  if (begin_.compare_exchange_strong(begin, mine, std::memory_order_acq_rel)) return mine;
  record::UnmapOwn(memory, kBytes);
  return begin;
}

void* SignalArena::Allocate(size_t bytes, size_t alignment) noexcept {
  const uintptr_t begin = Begin();
  if (begin == kNone || bytes > kBytes || alignment > kBytes / 4) return nullptr;
  if (alignment < sizeof(Header)) alignment = sizeof(Header);
  uint64_t state = state_.load(std::memory_order_acquire);
  uintptr_t block = 0;
  uint64_t end = 0;
  do {
    const uintptr_t after_header = begin + (state & kUsed) + sizeof(Header);
    block = (after_header + alignment - 1) & ~(alignment - 1);
    end = block + bytes - begin;
    if (end > kBytes) return nullptr;
  } while (!state_.compare_exchange_weak(state, (state & ~kUsed) + kOneBlock + end,
                                         std::memory_order_acq_rel));
  auto* const memory = record::PointerTo<void>(block);
  static_cast<Header*>(memory)[-1].bytes = bytes;
  std::memset(memory, 0, bytes);  // it may have been used before
  return memory;
}

void SignalArena::Free(void* /*block*/) noexcept {
  uint64_t state = state_.load(std::memory_order_acquire);
  uint64_t next = 0;
  do {
    next = state - kOneBlock;
    if ((next & ~kUsed) == 0) next = 0;
  } while (!state_.compare_exchange_weak(state, next, std::memory_order_acq_rel));
}

size_t SignalArena::UsableSize(const void* block) noexcept {
  return static_cast<const Header*>(block)[-1].bytes;
}

}  // namespace tidemark::malloc_internal
