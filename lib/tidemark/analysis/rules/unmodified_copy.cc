#include "tidemark/analysis/rules/unmodified_copy.h"

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), " that neither side changes while ",
                      all.count == 1 ? "the copy is" : "the copies are", " in use");
}

std::string Advice(const Occurrences&) {
  return "use a view of the source, or pass it by const reference";
}

}  // namespace

Truth IsUnmodified(const CopyFacts& facts) {
  const Truth cured_pin = And(TruthOf(!facts.full_extent), facts.source_freed_first);
  // The copy may be there to have what somebody else may take away.
  const Truth rescued = And(TruthOf(facts.source_foreign), facts.source_freed_first);
  // Nor is a view what an index array or a mask selects.
  const bool can_be_view = facts.reason != "concat" && facts.reason != "gather";
  return And(TruthOf(facts.equal_dtype && facts.replaceable && can_be_view),
             facts.destination_unwritten, facts.source_steady, Not(cured_pin), Not(rescued));
}

const Rule kUnmodifiedCopy = {.name = "unmodified-copy",
                              .severity = Severity::kWarning,
                              .category = Category::kRedundantCopy,
                              .judge = IsUnmodified,
                              .message = Message,
                              .advice = Advice};

}  // namespace tidemark::analysis
