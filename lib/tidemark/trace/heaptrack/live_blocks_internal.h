// Which block a line of a recording frees: interpreted recordings say only which allocations are
// alike, raw ones the address.
//
// Kept by HeaptrackReader, which numbers the blocks; the numbers are the buffers of the trace.
//
// Memory: 16 bytes a live block that is named by what it is like, about 32 one that is named by its
//   address; 8 bytes a kind.
//
//   LiveBlocks blocks;
//   blocks.BeginAlike(/*kind=*/3, /*block=*/17);
//   blocks.EndAlike(3);  // 17
#ifndef TIDEMARK_TRACE_HEAPTRACK_LIVE_BLOCKS_INTERNAL_H_
#define TIDEMARK_TRACE_HEAPTRACK_LIVE_BLOCKS_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace tidemark::trace {

class LiveBlocks {
 public:
  // Blocks of one kind have one size and one stack, so that it matters little which one ends: the
  // youngest, which makes a block that is freed at once the one that was just allocated.
  void BeginAlike(size_t kind, int64_t block);
  // 0: none is live.
  int64_t EndAlike(size_t kind);

  // A block whose address is given out again without having been freed stays live, as it does for
  // heaptrack.
  void BeginAt(uint64_t address, int64_t block) { by_address_[address] = block; }
  int64_t EndAt(uint64_t address);

 private:
  static constexpr int64_t kNone = -1;

  struct Link {
    int64_t block;
    int64_t next;
  };

  std::vector<int64_t> youngest_;  // by kind: of links_
  std::vector<Link> links_;
  int64_t unused_ = kNone;  // the first link that holds no block
  absl::flat_hash_map<uint64_t, int64_t> by_address_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_LIVE_BLOCKS_INTERNAL_H_
