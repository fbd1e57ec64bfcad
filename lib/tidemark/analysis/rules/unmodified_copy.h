// unmodified-copy: the conditions that noop-cast and redundant-asarray share with it.
#ifndef TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
#define TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_

#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

// Equal dtype, and neither side changed while the copy was in use. Not a part of a buffer that was
// freed earlier than the copy: that copy let the large buffer go, as pinned-base advises. Not a
// concatenation: no view can replace it.
Truth IsUnmodified(const CopyFacts& facts);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_UNMODIFIED_COPY_H_
