// unmodified-copy: the conditions that noop-cast and redundant-asarray share with it.
#ifndef TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
#define TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_

#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

// Equal dtype, and neither side changed while the copy was in use. Not a part of a buffer that was
// freed earlier than the copy: that copy let the large buffer go, as pinned-base advises. Not a copy
// that outlived memory of others, which a view may not do. Not a concatenation, nor what picks,
// repeats or moves elements (CopyFacts::same_elements), nor where the bytes have to be where they are
// (replaceable, same_place): no view can replace these.
Truth IsUnmodified(const CopyFacts& facts);

// Where a view of the source would show the elements at all: whether it could stand for the copy as
// long as that is used, and would neither hold a larger buffer longer (`holds_less`: it never does) nor
// outlive memory of others.
Truth CanBeView(const CopyFacts& facts, bool holds_less = false);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
