#include "tidemark/malloc/real_functions.h"

#include <atomic>
#include <cstdint>

#include "tidemark/malloc/loaded_symbols.h"
#include "tidemark/malloc/next_operators.h"

namespace tidemark::malloc_internal {
namespace {

constexpr size_t kArenaBytes = size_t{64} << 10;
alignas(64) constinit uint8_t arena[kArenaBytes] = {};
constinit std::atomic<size_t> arena_used{0};

[[gnu::tls_model("initial-exec")]] constinit thread_local bool resolving = false;

template <class Function>
LoadedSymbol LookUp(Function** function, const char* name) {
  const LoadedSymbol found = FindNextSymbol(name);
  *function = reinterpret_cast<Function*>(found.address);
  return found;
}

}  // namespace

bool ProgramHasOwnMalloc() noexcept {
  const LoadedSymbol first = FindFirstSymbol("malloc");
  return first.address != nullptr && !first.IsOfThisLibrary();
}

constinit RealFunctions real{};

bool Resolve() noexcept {
  if (resolving) return false;
  if (real.malloc != nullptr) return true;
  resolving = true;
  RealFunctions found{};
  LookUp(&found.free, "free");
  LookUp(&found.calloc, "calloc");
  LookUp(&found.posix_memalign, "posix_memalign");
  LookUp(&found.aligned_alloc, "aligned_alloc");
  LookUp(&found.memalign, "memalign");
  LookUp(&found.valloc, "valloc");
  LookUp(&found.pvalloc, "pvalloc");
  LookUp(&found.malloc_usable_size, "malloc_usable_size");
  LookUp(&found.dlclose, "dlclose");
  LookUp(&found.pthread_create, "pthread_create");
  found.shrinks_in_place = LookUp(&found.realloc, "realloc").IsOfLibrary("libc.so");
  LookUp(&found.malloc, "malloc");
  if (found.malloc != nullptr) {
    LookUpNextOperators();
    real = found;
  }
  resolving = false;
  return found.malloc != nullptr;
}

void* ArenaAllocate(size_t alignment, size_t bytes) noexcept {
  if (alignment < 16) alignment = 16;
  size_t used = arena_used.load(std::memory_order_relaxed);
  while (true) {
    const size_t begin = (used + alignment - 1) & ~(alignment - 1);
    if (bytes > kArenaBytes || begin > kArenaBytes - bytes) return nullptr;
    if (arena_used.compare_exchange_weak(used, begin + bytes, std::memory_order_relaxed)) {
      return arena + begin;
    }
  }
}

bool IsInArena(const void* address) noexcept {
  const auto at = reinterpret_cast<uintptr_t>(address);
  const auto begin = reinterpret_cast<uintptr_t>(arena);
  return at >= begin && at < begin + kArenaBytes;
}

size_t ArenaBytesFrom(const void* address) noexcept {
  return static_cast<size_t>(arena + kArenaBytes - static_cast<const uint8_t*>(address));
}

}  // namespace tidemark::malloc_internal
