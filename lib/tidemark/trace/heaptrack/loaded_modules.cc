#include <iterator>
#include <limits>

#include "tidemark/trace/heaptrack/loaded_modules_internal.h"

namespace tidemark::trace {

void LoadedModules::Load(absl::string_view path, uint64_t base, uint64_t offset, uint64_t bytes) {
  constexpr uint64_t kEndOfMemory = std::numeric_limits<uint64_t>::max();
  if (bytes == 0 || offset > kEndOfMemory - base || bytes > kEndOfMemory - base - offset) return;
  auto known = paths_.find(path);
  if (known == paths_.end()) known = paths_.emplace(path).first;
  const uint64_t begin = base + offset;
  segments_[begin] = {.end = begin + bytes, .base = base, .path = &*known};
}

LoadedModules::Place LoadedModules::Find(uint64_t address) const {
  const auto behind = segments_.upper_bound(address);
  if (behind == segments_.begin()) return {.path = {}, .pc = address};
  const Segment& segment = std::prev(behind)->second;
  if (address >= segment.end) return {.path = {}, .pc = address};
  return {.path = *segment.path, .pc = address - segment.base};
}

}  // namespace tidemark::trace
