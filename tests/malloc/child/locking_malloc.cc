// A program whose own malloc maps its memory under a lock of its own, as static jemalloc does, in C
// style: it has no operator new.
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
char* next = nullptr;
char* end = nullptr;

struct alignas(16) Header {
  size_t bytes;
};

}  // namespace

extern "C" {

void* malloc(size_t bytes) noexcept {
  const size_t needed = (sizeof(Header) + bytes + 15) & ~size_t{15};
  pthread_mutex_lock(&mutex);
  if (next == nullptr || needed > static_cast<size_t>(end - next)) {
    constexpr size_t kPiece = size_t{1} << 20;
    const size_t size = needed > kPiece ? needed : kPiece;
    void* const piece =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) __builtin_trap();
    next = static_cast<char*>(piece);
    end = next + size;
  }
  auto* const header = reinterpret_cast<Header*>(next);
  next += needed;
  pthread_mutex_unlock(&mutex);
  header->bytes = bytes;
  return header + 1;
}

void free(void* block) noexcept {
  pthread_mutex_lock(&mutex);
  if (block != nullptr) std::memset(block, 0xdd, static_cast<Header*>(block)[-1].bytes);
  pthread_mutex_unlock(&mutex);
}

void* calloc(size_t count, size_t size) noexcept {
  void* const block = malloc(count * size);
  return std::memset(block, 0, count * size);
}

void* realloc(void* block, size_t bytes) noexcept {
  void* const moved = malloc(bytes);
  if (block == nullptr) return moved;
  const size_t old = static_cast<Header*>(block)[-1].bytes;
  std::memcpy(moved, block, old < bytes ? old : bytes);
  free(block);
  return moved;
}

}  // extern "C"

int main() {
  char* const copy = strdup("done\n");
  const bool written = write(STDOUT_FILENO, copy, 5) == 5;
  free(copy);
  return written ? 0 : 1;
}
