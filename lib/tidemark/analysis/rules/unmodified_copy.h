// unmodified-copy: the conditions that noop-cast and redundant-asarray share with it.
#ifndef TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
#define TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_

#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

// Equal dtype, and neither side changed while the copy was in use. Not a part of a buffer that was
// freed earlier than the copy: that copy let the large buffer go, as pinned-base advises. Not a copy
// that outlived memory of others, which a view may not do. Not a concatenation, and not where the
// bytes have to be where they are (CopyFacts::replaceable): no view can replace these.
Truth IsUnmodified(const CopyFacts& facts);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
