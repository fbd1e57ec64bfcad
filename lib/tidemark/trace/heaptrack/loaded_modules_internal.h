// The programs and libraries that were loaded when an address of a raw recording was met.
//
// Kept by HeaptrackReader, which turns addresses into frames.
//
// Memory: O(segments + names of modules). Threading: one thread at a time.
//
//   modules.Load("/usr/bin/ls", 0x55c3a338d000, {{0, 0x36c0}, {0x4000, 0x15759}});
//   modules.Find(0x55c3a3391200);  // {"/usr/bin/ls", 0x4200}
#ifndef TIDEMARK_TRACE_HEAPTRACK_LOADED_MODULES_INTERNAL_H_
#define TIDEMARK_TRACE_HEAPTRACK_LOADED_MODULES_INTERNAL_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::trace {

class LoadedModules {
 public:
  // The modules that follow replace those that are there.
  void Clear() { segments_.clear(); }

  // A part of a module, loaded at `base`: from there its own addresses count. What is empty, or
  // reaches beyond the end of memory, is nowhere.
  void Load(absl::string_view path, uint64_t base, uint64_t offset, uint64_t bytes);

  struct Place {
    absl::string_view path;  // valid as long as the object; empty: in no module
    uint64_t pc = 0;         // as the module's own symbols count
  };
  Place Find(uint64_t address) const;

 private:
  struct Segment {
    uint64_t end;
    uint64_t base;
    const std::string* path;
  };

  std::set<std::string, std::less<>> paths_;  // of all that were ever loaded
  std::map<uint64_t, Segment> segments_;      // by their begin
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_LOADED_MODULES_INTERNAL_H_
