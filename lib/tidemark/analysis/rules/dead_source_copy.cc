// dead-source-copy: the whole of a buffer was copied and the buffer itself never used again.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

Truth Judge(const CopyFacts& facts) {
  return And(
      TruthOf(facts.full_extent && facts.equal_dtype && facts.equal_layout && facts.sole_view),
      facts.source_died);
}

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), " from ",
                      all.count == 1 ? "a source that is" : "sources that are",
                      " never used again and then freed");
}

std::string Advice(const Occurrences&) { return "std::move the source instead of copying it"; }

}  // namespace

const Rule kDeadSourceCopy = {.name = "dead-source-copy",
                              .severity = Severity::kWarning,
                              .category = Category::kRedundantCopy,
                              .judge = Judge,
                              .message = Message,
                              .advice = Advice};

}  // namespace tidemark::analysis
