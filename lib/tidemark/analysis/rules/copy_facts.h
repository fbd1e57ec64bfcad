// What is known of a copy when it is made: the part of CopyFacts that does not depend on what comes
// later in the trace.
//
// Used by CopyFollower.
#ifndef TIDEMARK_ANALYSIS_RULES_COPY_FACTS_H_
#define TIDEMARK_ANALYSIS_RULES_COPY_FACTS_H_

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/word_book.h"
#include "tidemark/analysis/rules/copy_rule.h"

namespace tidemark::analysis {

// Whether the destination of an operation that copies shows the elements that its source shows, each
// once and in their order.
bool KeepsElements(absl::string_view op, absl::string_view reason);

// Of a copy whose two accesses were noted already. Its words are kept in the book.
CopyFacts FactsOf(const CopyMade& made, const ArrayState& from, const ArrayState& to,
                  WordBook* words);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_COPY_FACTS_H_
