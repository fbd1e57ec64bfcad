#include "tidemark/malloc/own_heap.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <new>

#include "tidemark/base/scoped_errno.h"
#include "tidemark/record/os/own_memory.h"

namespace tidemark::malloc_internal {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kPieceBytes = size_t{256} << 10;
constexpr size_t kSmallestShift = 5;
constexpr size_t kLargestShift = 15;
constexpr uint32_t kMapped = UINT32_MAX;

// Precedes every block.
struct Header {
  uint32_t size_class;  // or kMapped
  uint32_t skipped;     // alignment padding before the header
  size_t room;          // usable bytes; for kMapped up to the end of the mapping
};
static_assert(sizeof(Header) == 16);

struct FreeBlock {
  FreeBlock* next;
};

constinit std::mutex mutex;
constinit FreeBlock* free_blocks[kLargestShift + 1] = {};
constinit uint8_t* piece = nullptr;
constinit size_t piece_left = 0;

void* Map(size_t bytes) noexcept {
  const ScopedErrno keep_errno;
  return record::MapOwn(bytes);
}

// A block of the size class; the rest of an exhausted chunk is wasted.
void* TakeFromClass(size_t shift) noexcept {
  const std::lock_guard lock(mutex);
  if (FreeBlock* const block = free_blocks[shift]; block != nullptr) {
    free_blocks[shift] = block->next;
    return block;
  }
  const size_t bytes = size_t{1} << shift;
  if (piece_left < bytes) {
    auto* const fresh = static_cast<uint8_t*>(Map(kPieceBytes));
    if (fresh == nullptr) return nullptr;
    piece = fresh;
    piece_left = kPieceBytes;
  }
  void* const memory = piece;
  piece += bytes;
  piece_left -= bytes;
  return memory;
}

Header* HeaderOf(void* block) noexcept { return static_cast<Header*>(block) - 1; }

}  // namespace

void* OwnAllocate(size_t bytes, size_t alignment) noexcept {
  alignment = std::max(alignment, sizeof(Header));
  if (bytes > SIZE_MAX / 2 - alignment) return nullptr;
  // Memory is aligned to 16, so this is the maximal padding.
  const size_t needed = bytes + sizeof(Header) + (alignment - sizeof(Header));
  const size_t shift = std::max<size_t>(kSmallestShift, std::bit_width(needed - 1));
  const bool mapped = shift > kLargestShift;
  const size_t size = mapped ? (needed + kPage - 1) & ~(kPage - 1) : size_t{1} << shift;
  auto* const memory = static_cast<uint8_t*>(mapped ? Map(size) : TakeFromClass(shift));
  if (memory == nullptr) return nullptr;
  const auto first = reinterpret_cast<uintptr_t>(memory) + sizeof(Header);
  const size_t skipped = ((first + alignment - 1) & ~(alignment - 1)) - first;
  uint8_t* const block = memory + sizeof(Header) + skipped;
  ::new (HeaderOf(block)) Header{mapped ? kMapped : static_cast<uint32_t>(shift),
                                 static_cast<uint32_t>(skipped), size - skipped - sizeof(Header)};
  return block;
}

void OwnFree(void* block) noexcept {
  if (block == nullptr) return;
  const Header header = *HeaderOf(block);
  void* const memory = static_cast<uint8_t*>(block) - sizeof(Header) - header.skipped;
  if (header.size_class == kMapped) {
    record::UnmapOwn(memory, header.room + sizeof(Header) + header.skipped);
    return;
  }
  const std::lock_guard lock(mutex);
  free_blocks[header.size_class] = ::new (memory) FreeBlock{free_blocks[header.size_class]};
}

void* OwnReallocate(void* block, size_t bytes) noexcept {
  if (block == nullptr) return OwnAllocate(bytes);
  const size_t room = HeaderOf(block)->room;
  if (bytes <= room) return block;
  void* const moved = OwnAllocate(bytes);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, room);
  OwnFree(block);
  return moved;
}

void LockOwnHeap() noexcept { mutex.lock(); }
void UnlockOwnHeap() noexcept { mutex.unlock(); }

}  // namespace tidemark::malloc_internal

// ---- The targets of the linker's --wrap: see CMakeLists.txt. ----

using tidemark::malloc_internal::OwnAllocate;
using tidemark::malloc_internal::OwnFree;
using tidemark::malloc_internal::OwnReallocate;

namespace {

void* Set(void* block) noexcept {
  if (block == nullptr) errno = ENOMEM;
  return block;
}

// The recorder does not handle bad_alloc: without memory for it the program cannot go on either.
void* OrThrow(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the linker makes these names
extern "C" {

void* __wrap_malloc(size_t bytes) noexcept { return Set(OwnAllocate(bytes)); }
void __wrap_free(void* block) noexcept { OwnFree(block); }
void* __wrap_realloc(void* block, size_t bytes) noexcept {
  return Set(OwnReallocate(block, bytes));
}
void* __wrap_calloc(size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return Set(nullptr);
  void* const block = OwnAllocate(bytes);
  if (block != nullptr) std::memset(block, 0, bytes);
  return Set(block);
}
void* __wrap_aligned_alloc(size_t alignment, size_t bytes) noexcept {
  return Set(OwnAllocate(bytes, alignment));
}
int __wrap_posix_memalign(void** result, size_t alignment, size_t bytes) noexcept {
  void* const block = OwnAllocate(bytes, alignment);
  if (block == nullptr) return ENOMEM;
  *result = block;
  return 0;
}

void* __wrap__Znwm(size_t bytes) { return OrThrow(OwnAllocate(bytes)); }
void* __wrap__Znam(size_t bytes) { return OrThrow(OwnAllocate(bytes)); }
void* __wrap__ZnwmRKSt9nothrow_t(size_t bytes, const std::nothrow_t&) noexcept {
  return OwnAllocate(bytes);
}
void* __wrap__ZnamRKSt9nothrow_t(size_t bytes, const std::nothrow_t&) noexcept {
  return OwnAllocate(bytes);
}
void* __wrap__ZnwmSt11align_val_t(size_t bytes, std::align_val_t alignment) {
  return OrThrow(OwnAllocate(bytes, static_cast<size_t>(alignment)));
}
void __wrap__ZdlPv(void* block) noexcept { OwnFree(block); }
void __wrap__ZdaPv(void* block) noexcept { OwnFree(block); }
void __wrap__ZdlPvm(void* block, size_t) noexcept { OwnFree(block); }
void __wrap__ZdaPvm(void* block, size_t) noexcept { OwnFree(block); }
void __wrap__ZdlPvSt11align_val_t(void* block, std::align_val_t) noexcept { OwnFree(block); }
void __wrap__ZdlPvmSt11align_val_t(void* block, size_t, std::align_val_t) noexcept {
  OwnFree(block);
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
