#include "tidemark/record/buffer/site_cache.h"

#include <new>

#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

SiteCache* SiteCache::New() noexcept {
  void* const memory = MapOwn(sizeof(SiteCache));
  return memory == nullptr ? nullptr : ::new (memory) SiteCache();
}

}  // namespace tidemark::record
