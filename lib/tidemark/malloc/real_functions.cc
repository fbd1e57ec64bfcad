#include "tidemark/malloc/real_functions.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <atomic>
#include <cstdint>
#include <cstring>

#include "tidemark/malloc/next_operators.h"

namespace tidemark::malloc_internal {
namespace {

constexpr size_t kArenaBytes = size_t{64} << 10;
alignas(64) constinit uint8_t arena[kArenaBytes] = {};
constinit std::atomic<size_t> arena_used{0};

[[gnu::tls_model("initial-exec")]] constinit thread_local bool resolving = false;

template <class Function>
void LookUp(Function** function, const char* name) {
  *function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Of this library; defined by the linker.
extern "C" [[gnu::visibility("hidden")]] const ElfW(Ehdr)
    __ehdr_start;  // NOLINT(bugprone-reserved-identifier)

}  // namespace

bool IsOfProgram(const char* name) noexcept {
  void* const found = dlsym(RTLD_DEFAULT, name);
  Dl_info info;
  const ElfW(Sym)* symbol = nullptr;
  if (found == nullptr ||
      dladdr1(found, &info, reinterpret_cast<void**>(const_cast<ElfW(Sym)**>(&symbol)),
              RTLD_DL_SYMENT) == 0) {
    return false;
  }
  if (info.dli_fbase == &__ehdr_start) return false;
  // In a non-PIE program that takes the function's address, its PLT entry is the canonical address.
  return symbol == nullptr || symbol->st_shndx != SHN_UNDEF;
}

bool ProgramHasOwnMalloc() noexcept { return IsOfProgram("malloc"); }

bool IsOfLibrary(const void* address, const char* name) noexcept {
  Dl_info info;
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) return false;
  const char* const slash = std::strrchr(info.dli_fname, '/');
  const char* const file = slash != nullptr ? slash + 1 : info.dli_fname;
  return std::strncmp(file, name, std::strlen(name)) == 0;
}

constinit RealFunctions real{};

bool Resolve() noexcept {
  // dlsym allocates its error message: such calls on this thread are served by the arena.
  if (resolving) return false;
  if (real.malloc != nullptr) return true;
  resolving = true;
  RealFunctions found{};
  LookUp(&found.free, "free");
  LookUp(&found.calloc, "calloc");
  LookUp(&found.realloc, "realloc");
  LookUp(&found.posix_memalign, "posix_memalign");
  LookUp(&found.aligned_alloc, "aligned_alloc");
  LookUp(&found.memalign, "memalign");
  LookUp(&found.valloc, "valloc");
  LookUp(&found.pvalloc, "pvalloc");
  LookUp(&found.malloc_usable_size, "malloc_usable_size");
  LookUp(&found.dlclose, "dlclose");
  LookUp(&found.mmap, "mmap");
  LookUp(&found.munmap, "munmap");
  LookUp(&found.mremap, "mremap");
  LookUp(&found.malloc, "malloc");
  found.shrinks_in_place = IsOfLibrary(reinterpret_cast<void*>(found.realloc), "libc.so");
  if (found.malloc == nullptr) {
    resolving = false;
    return false;
  }
  real = found;
  LookUpNextOperators();
  resolving = false;
  return true;
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
