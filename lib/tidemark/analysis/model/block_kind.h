// What handed a block out, as far as it matters to which blocks may lie inside of which others.
//
// Kept with each live buffer; asked by FirstPass when a block begins at an address that is taken.
//
// Threading: pure functions.
//
//   MayLieInside(BlockKindOf("pool"), 64, BlockKindOf("heap"), 4096);  // true
#ifndef TIDEMARK_ANALYSIS_MODEL_BLOCK_KIND_H_
#define TIDEMARK_ANALYSIS_MODEL_BLOCK_KIND_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace tidemark::analysis {

// Each is given its memory by one further up, or by another of those from kArray on.
enum class BlockKind : uint8_t { kUnknown, kMapping, kHeap, kArray, kPmr, kStd, kPool, kOther };

// Of the "kind" of an alloc.
inline BlockKind BlockKindOf(absl::string_view kind) {
  if (kind == "heap") return BlockKind::kHeap;
  if (kind.empty()) return BlockKind::kUnknown;
  if (kind == "mmap") return BlockKind::kMapping;
  if (kind == "array") return BlockKind::kArray;
  if (kind == "pmr") return BlockKind::kPmr;
  if (kind == "std") return BlockKind::kStd;
  if (kind == "pool") return BlockKind::kPool;
  return BlockKind::kOther;
}

// Whether a block may have been cut out of another that begins at the same address. Of two of one kind
// it is rather that the free of the other was missed.
inline bool MayLieInside(BlockKind inner, int64_t inner_bytes, BlockKind outer,
                         int64_t outer_bytes) {
  if (inner == BlockKind::kUnknown || outer == BlockKind::kUnknown || inner == outer) return false;
  if (inner < outer && inner <= BlockKind::kHeap) return false;
  return inner_bytes <= outer_bytes;
}

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_BLOCK_KIND_H_
