// A per-thread cache of the sites of recent events, in front of the SiteInterner.
//
// Compares pointers, not text: literals keep their addresses. After a library was unloaded, another
// literal at the same address would be a false hit; comparing lines as well makes that unlikely.
// Memory: 12 KiB, mapped directly. Threading: the owning thread only.
#ifndef TIDEMARK_RECORD_BUFFER_SITE_CACHE_H_
#define TIDEMARK_RECORD_BUFFER_SITE_CACHE_H_

#include <cstdint>

#include "tidemark/base/ids.h"
#include "tidemark/base/source_location.h"

namespace tidemark::record {

class SiteCache {
 public:
  // nullptr when out of memory.
  static SiteCache* New() noexcept;

  // 0 on a miss. `generation` distinguishes recordings.
  SiteId Find(uint64_t generation, const SourceLocation& location,
              const char* label) const noexcept {
    const Entry& entry = entries_[Index(location, label)];
    const bool same = entry.generation == generation && entry.file == location.file &&
                      entry.line == location.line && entry.function == location.function &&
                      entry.label == label;
    return same ? SiteId(entry.site) : SiteId();
  }

  void Put(uint64_t generation, const SourceLocation& location, const char* label,
           SiteId site) noexcept {
    entries_[Index(location, label)] = {generation, location.file, location.function,
                                        label,      site.value(),  location.line};
  }

 private:
  static constexpr size_t kEntries = 256;

  struct Entry {
    uint64_t generation;
    const char* file;
    const char* function;
    const char* label;
    int64_t site;
    uint32_t line;
  };

  static size_t Index(const SourceLocation& location, const char* label) noexcept {
    const auto mixed = reinterpret_cast<uintptr_t>(location.file) +
                       uintptr_t{location.line} * 0x9e3779b1U +
                       reinterpret_cast<uintptr_t>(label) * 31;
    return static_cast<size_t>((mixed * 0x9e3779b97f4a7c15U) >> 56);
  }

  Entry entries_[kEntries];
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SITE_CACHE_H_
