// Which edits of a set can be applied together.
//
// Applied to the edits of one finding, and to those of all findings, before the what-if replay.
//
// Edits that share memory can contradict each other, though each is right alone. With b = copy(a)
// and c = copy(b) both gone, c is a itself, and that is wrong if a is written while c is needed,
// even if b was no longer. The edits are taken in the order of their copies; one is left out when,
// with those taken before it,
//   - the memory that it would share, through edited copies upward, is written while its own
//     destination needs it (see Edit::first_conflict), or its destination is above itself;
//   - its destination is written after the copy (which only dead-source-copy allows) and its source
//     shares memory with others: it is an edited destination, or another edit shares it.
#ifndef TIDEMARK_ANALYSIS_PASSES_COMPATIBLE_EDITS_H_
#define TIDEMARK_ANALYSIS_PASSES_COMPATIBLE_EDITS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "tidemark/analysis/passes/edit.h"

namespace tidemark::analysis {

// `edits` in the order of their events, of which `members` (indices, ascending) are to be combined.
// Returns those that can be.
std::vector<int64_t> CompatibleEdits(absl::Span<const Edit> edits,
                                     absl::Span<const int64_t> members);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_COMPATIBLE_EDITS_H_
