// What a live buffer keeps for the copy rules: in which copies it takes part that are not judged.
//
// Part of ArrayState; written and read by CopyTracker only.
#ifndef TIDEMARK_ANALYSIS_MODEL_COPY_LINKS_H_
#define TIDEMARK_ANALYSIS_MODEL_COPY_LINKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"

namespace tidemark::analysis {

class DuplicateGroup;

// One step from a buffer to the one that it was copied from. A copy is named by its event.
struct Ancestor {
  int64_t copy = 0;
  int64_t source = 0;  // serial
};

// Nearest first. Longer chains of copies are cut off, see CopyTracker.
inline constexpr size_t kMaxLineage = 16;
using Lineage = absl::InlinedVector<Ancestor, 1>;

struct CopyLinks {
  // As a destination.
  int64_t unwritten_in = 0;  // the copy that nothing has been written over since
  Lineage lineage;           // where its contents came from, while unwritten
  // As a source.
  int64_t last_out = 0;               // the copy from it after which it has not been accessed
  absl::btree_set<int64_t> open_out;  // copies that share its contents as long as nobody writes
  int64_t last_write_event = 0;
  int64_t last_write_t = 0;
  // Copies of the contents that it has now, by extent and dtype (see duplicate_group.h).
  absl::flat_hash_map<std::string, std::shared_ptr<DuplicateGroup>> groups;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_COPY_LINKS_H_
