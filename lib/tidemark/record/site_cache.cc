#include "tidemark/record/site_cache.h"

#include <sys/mman.h>

#include <new>

namespace tidemark::record {

SiteCache* SiteCache::New() noexcept {
  void* memory =
      mmap(nullptr, sizeof(SiteCache), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : ::new (memory) SiteCache();
}

}  // namespace tidemark::record
