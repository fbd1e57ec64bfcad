#include "tidemark/analysis/rules/rule_table.h"

#include <algorithm>
#include <iterator>

namespace tidemark::analysis {
namespace {

constexpr const Rule* kTable[] = {
    &kNoopCast,          //
    &kRedundantAsarray,  //
    &kDeadSourceCopy,    //
    &kDuplicateCopy,     //
    &kUnmodifiedCopy,    //
    &kPinnedBase,        //
    &kLeak,              //
};

}  // namespace

absl::Span<const Rule* const> Rules() { return kTable; }

size_t IndexOf(const Rule& rule) {
  return static_cast<size_t>(
      std::distance(std::begin(kTable), std::find(std::begin(kTable), std::end(kTable), &rule)));
}

FirstMatch FirstMatchingCopyRule(const CopyFacts& facts) {
  for (size_t i = 0; i < std::size(kTable); ++i) {
    if (kTable[i]->judge_copy == nullptr) continue;
    const Truth verdict = kTable[i]->judge_copy(facts);
    if (verdict != Truth::kNo) return {.matched = verdict, .rule = i};
  }
  return {};
}

}  // namespace tidemark::analysis
