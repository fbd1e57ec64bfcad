// duplicate-copy: the same contents were copied twice, and one copy would have served both uses.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

Truth Judge(const CopyFacts& facts) { return And(facts.destination_unwritten, facts.had_twin); }

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all),
                      " of what an earlier copy, still live, held already; neither of the two is "
                      "changed");
}

std::string Advice(const Occurrences&) { return "share the earlier copy"; }

}  // namespace

const Rule kDuplicateCopy = {.name = "duplicate-copy",
                             .severity = Severity::kWarning,
                             .judge_copy = Judge,
                             .message = Message,
                             .advice = Advice};

}  // namespace tidemark::analysis
