// Which of many address ranges holds an address, where ranges may lie within each other.
//
// Filled with the symbols of a file, or the functions of a compilation unit; asked for addresses.
//
// Memory: O(ranges). Threading: immutable once built. Errors: none; ranges that make no sense
// (empty
//   ones, ones that cross) are taken as they are, and an address is never outside of its answer.
//
//   RangeMap map;
//   map.Add({.low = 100, .high = 200, .value = 7, .rank = 0});
//   map.Build();
//   map.Find(150);  // 7
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_RANGE_MAP_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_RANGE_MAP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::analysis {

class RangeMap {
 public:
  struct Range {
    uint64_t low = 0;
    uint64_t high = 0;  // beyond the last
    uint32_t value = 0;
    uint64_t rank =
        0;  // where ranges overlap the highest rank holds; of equal ranks, the later low
  };
  void Add(const Range& range) {
    if (range.low < range.high) ranges_.push_back(range);
  }
  size_t size() const { return ranges_.size(); }

  // No Add() after it.
  void Build();

  std::optional<uint32_t> Find(uint64_t address) const;

 private:
  // From `low` on, up to the next one, `value` holds, if any range does.
  struct Segment {
    uint64_t low = 0;
    bool held = false;
    uint32_t value = 0;
  };
  std::vector<Range> ranges_;  // until Build()
  std::vector<Segment> segments_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_RANGE_MAP_H_
