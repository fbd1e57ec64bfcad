// The memory mappings that are recorded, and what an unmapping leaves of them.
//
// Used by HeapEvents where mappings are recorded. Unlike heap blocks, mappings can be given back in
// parts and be mapped over.
//
// Threading: none of its own. Units: addresses and bytes; ranges are [begin, end).
#ifndef TIDEMARK_RECORD_EVENTS_MAPPED_REGIONS_H_
#define TIDEMARK_RECORD_EVENTS_MAPPED_REGIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>

namespace tidemark::record {

class MappedRegions {
 public:
  // What becomes of one region.
  struct Change {
    uintptr_t region = 0;     // where it began
    uintptr_t new_begin = 0;  // where what is left of it begins
    uintptr_t bytes = 0;      // that are left; 0: it has ended
  };

  // Nothing of it is known yet: Remove comes first where something may be mapped over.
  void Add(uintptr_t begin, uintptr_t end) { ends_[begin] = end; }

  // Takes [begin, end) out of the regions and calls `changed(change)` for each that it touches, in
  // the order of their addresses. Of a region that loses its middle the lower part is what is left
  // of it, and `split(begin, bytes)` is called for the upper part, which is a region of its own.
  template <class Changed, class Split>
  void Remove(uintptr_t begin, uintptr_t end, Changed&& changed, Split&& split) {
    auto at = ends_.upper_bound(begin);
    if (at != ends_.begin()) --at;
    while (at != ends_.end() && at->first < end) {
      const auto [first, last] = *at;
      if (last <= begin) {
        ++at;
        continue;
      }
      at = ends_.erase(at);
      if (first < begin) {
        ends_[first] = begin;
        changed(Change{first, first, begin - first});
        if (last > end) split(end, last - end);
      } else if (last > end) {
        changed(Change{first, end, last - end});
      } else {
        changed(Change{first, first, 0});
      }
      if (last > end) ends_[end] = last;
    }
  }

  // Whether any region has a byte in [begin, end).
  bool Touches(uintptr_t begin, uintptr_t end) const {
    auto at = ends_.lower_bound(end);
    return at != ends_.begin() && (--at)->second > begin;
  }

  size_t size() const { return ends_.size(); }

 private:
  std::map<uintptr_t, uintptr_t> ends_;  // by beginning
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_EVENTS_MAPPED_REGIONS_H_
