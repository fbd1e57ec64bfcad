// A program with an allocator of its own, as one that links such a library statically.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>

namespace {

alignas(16) char heap[4 << 20];
size_t used = 0;
int calls = 0;

struct alignas(16) Header {
  size_t bytes;
};

bool IsMine(const void* block) {
  return block >= static_cast<void*>(heap) && block < static_cast<void*>(heap + sizeof(heap));
}

}  // namespace

extern "C" {

void* malloc(size_t bytes) noexcept {
  ++calls;
  const size_t needed = (sizeof(Header) + bytes + 15) & ~size_t{15};
  if (bytes > sizeof(heap) || used + needed > sizeof(heap)) {
    errno = ENOMEM;
    return nullptr;
  }
  auto* const header = ::new (heap + used) Header{bytes};
  used += needed;
  return header + 1;
}

void free(void* block) noexcept {
  if (block != nullptr && !IsMine(block)) __builtin_trap();  // another allocator's
}

void* calloc(size_t count, size_t size) noexcept {
  void* const block = malloc(count * size);
  if (block != nullptr) std::memset(block, 0, count * size);
  return block;
}

void* realloc(void* block, size_t bytes) noexcept {
  void* const moved = malloc(bytes);
  if (moved == nullptr || block == nullptr) return moved;
  if (!IsMine(block)) __builtin_trap();
  const size_t old = static_cast<Header*>(block)[-1].bytes;
  std::memcpy(moved, block, old < bytes ? old : bytes);
  return moved;
}

}  // extern "C"

int main() {
  const int before = calls;
  delete[] new char[9000];
  delete new (std::nothrow) int;
  char* const copy = strdup("copy");
  const bool mine = IsMine(copy);
  free(copy);
  std::printf("%d calls, %s\n", calls - before, mine ? "mine" : "not mine");
  return 0;
}
