// The set of recorded memory mappings, with partial unmapping.
//
// Used by MappingEvents. Unlike heap blocks, mappings can be unmapped in part and mapped over.
//
// Threading: not synchronized. Units: addresses and bytes; ranges are [begin, end).
#ifndef TIDEMARK_RECORD_EVENTS_MAPPED_REGIONS_H_
#define TIDEMARK_RECORD_EVENTS_MAPPED_REGIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>

namespace tidemark::record {

class MappedRegions {
 public:
  // How one region changes.
  struct Change {
    uintptr_t region = 0;     // its old beginning
    uintptr_t new_begin = 0;  // the beginning of its remainder
    uintptr_t bytes = 0;      // of the remainder; 0: it is gone
  };

  // Must not overlap a known region: call Remove first where others may be mapped over.
  void Add(uintptr_t begin, uintptr_t end) { ends_[begin] = end; }

  // Removes [begin, end) from the regions and calls `changed(change)` for each overlapping one in
  // address order. A region that loses its middle keeps the lower part, and `split(begin, bytes)`
  // is called for the upper part, which becomes a region of its own.
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
