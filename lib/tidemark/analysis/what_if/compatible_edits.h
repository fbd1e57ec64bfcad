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
//   - it lets an operation overwrite memory that is itself a copy's edited destination, or that another
//     edit shares;
//   - its destination is written after the copy (which only dead-source-copy allows) and its source
//     shares memory with others: it is an edited destination, or another edit shares it.
//
// Memory: O(edits that others build upon).
#ifndef TIDEMARK_ANALYSIS_WHAT_IF_COMPATIBLE_EDITS_H_
#define TIDEMARK_ANALYSIS_WHAT_IF_COMPATIBLE_EDITS_H_

#include "absl/types/span.h"
#include "tidemark/analysis/model/edit.h"

namespace tidemark::analysis {

// `edits` stand in the order of their events. Clears Edit::taken_alone of those that cannot be
// combined with the others of their finding, and Edit::taken_with_all likewise.
void MarkCompatible(absl::Span<Edit> edits);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_WHAT_IF_COMPATIBLE_EDITS_H_
