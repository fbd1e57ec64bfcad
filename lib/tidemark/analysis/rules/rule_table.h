// The rules in their order of precedence: a copy counts once, under the first rule that it matches.
//
// Consumed by RuleSet and CopyFollower (which put them to work), and by the findings (names,
// severities, categories, words). Each rule is defined in the file of its name.
#ifndef TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_
#define TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_

#include <cstddef>

#include "absl/types/span.h"
#include "tidemark/analysis/rules/rule.h"

// The table: one row a rule.
#define TIDEMARK_ANALYSIS_RULES(ROW) \
  ROW(kNoopCast)                     \
  ROW(kRedundantAsarray)             \
  ROW(kDeadSourceCopy)               \
  ROW(kDuplicateCopy)                \
  ROW(kLayoutCopy)                   \
  ROW(kRepeatedTransposeCopy)        \
  ROW(kSliceAsGather)                \
  ROW(kMaterializedBroadcast)        \
  ROW(kNeedlessOverlapCopy)          \
  ROW(kUnmodifiedCopy)               \
  ROW(kDtypeRoundTrip)               \
  ROW(kConcatInLoop)                 \
  ROW(kChainedTemporary)             \
  ROW(kDoubleBuffer)                 \
  ROW(kPinnedBase)                   \
  ROW(kLateFree)                     \
  ROW(kUnusedBuffer)                 \
  ROW(kWideDtype)                    \
  ROW(kLeak)                         \
  ROW(kGrowing)                      \
  ROW(kRepeatedGrowth)               \
  ROW(kShortLived)                   \
  ROW(kSlack)                        \
  ROW(kHeldIdle)

namespace tidemark::analysis {

#define TIDEMARK_DECLARE_RULE(name) extern const Rule name;
TIDEMARK_ANALYSIS_RULES(TIDEMARK_DECLARE_RULE)
#undef TIDEMARK_DECLARE_RULE

// Pointers to the rules, in order. A rule's place in the table is its index.
absl::Span<const Rule* const> Rules();

size_t IndexOf(const Rule& rule);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_RULE_TABLE_H_
