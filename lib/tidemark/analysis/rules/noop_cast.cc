// noop-cast: astype() to the dtype and layout that the source already had.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/unmodified_copy.h"

namespace tidemark::analysis {
namespace {

Truth Judge(const CopyFacts& facts) {
  return And(TruthOf(facts.op == "astype" && facts.equal_layout && facts.reason != "layout"),
             IsUnmodified(facts));
}

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all),
                      " though the source has that dtype and layout already; neither side changes "
                      "afterwards");
}

std::string Advice(const Occurrences&) {
  return "call astype(Copy::kIfNeeded), which copies only where it must";
}

}  // namespace

const Rule kNoopCast = {.name = "noop-cast",
                        .severity = Severity::kWarning,
                        .category = Category::kRedundantCopy,
                        .judge = Judge,
                        .message = Message,
                        .advice = Advice};

}  // namespace tidemark::analysis
