// The rules in their order of precedence: a copy counts once, under the first rule that it matches.
//
// Consumed by CopyTracker (first match) and by the findings (names, severities, words).
#ifndef TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_
#define TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_

#include <cstddef>

#include "absl/types/span.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

// Pointers to the constants below, in order. A rule's place in the table is its index.
absl::Span<const Rule* const> Rules();

size_t IndexOf(const Rule& rule);

// The first copy rule that matches. kOpen: an earlier rule may still turn out to match.
struct FirstMatch {
  Truth matched = Truth::kNo;
  size_t rule = 0;  // index, where matched is kYes
};
FirstMatch FirstMatchingCopyRule(const CopyFacts& facts);

// Each in the file of its name.
extern const Rule kNoopCast;
extern const Rule kRedundantAsarray;
extern const Rule kDeadSourceCopy;
extern const Rule kDuplicateCopy;
extern const Rule kUnmodifiedCopy;
extern const Rule kPinnedBase;
extern const Rule kLeak;

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_
