// dead-source-copy: the whole of a buffer was copied and the buffer itself never used again.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace dead_source_copy {
namespace {

// Only what can be moved: the memory has to be the source's own, and to be written later on it must
// not be read-only. And only to where it can be moved: to memory of the same kind and no stricter
// alignment; what was there before the copy, or is put together from several sources, is not replaced
// by one of them.
Truth Judge(const CopyFacts& facts) {
  const bool can_move = facts.sole_view && !facts.source_foreign && facts.new_destination &&
                        facts.same_elements && facts.same_place && facts.as_aligned &&
                        facts.same_kind && facts.replaceable && facts.reason != "concat";
  const Truth lacks_writes = And(TruthOf(facts.source_read_only), Not(facts.destination_unwritten));
  return And(TruthOf(facts.full_extent && facts.equal_dtype && facts.equal_layout && can_move),
             Not(lacks_writes), facts.source_died);
}

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), " from ",
                      all.count == 1 ? "a source that is" : "sources that are",
                      " never used again and then freed");
}

std::string Advice(const Occurrences&) { return "std::move the source instead of copying it"; }

constexpr Explanation kExplanation = {
    .meaning =
        "A whole array was copied, and its source was never used again and "
        "then freed. The copy could have taken over the source's memory.",
    .before =
        "Array<float> scaled = Scale(image);\n"
        "results.push_back(scaled.copy());  // scaled ends here",
    .after =
        "Array<float> scaled = Scale(image);\n"
        "results.push_back(std::move(scaled));",
    .numpy_before =
        "scaled = scale(image)\n"
        "results.append(scaled.copy())",
    .numpy_after =
        "scaled = scale(image)\n"
        "results.append(scaled)",
    .not_worth =
        "Another path through the code goes on with the source, or the copy is "
        "there to bring data into memory of another kind or alignment.",
};

}  // namespace
}  // namespace dead_source_copy

const Rule kDeadSourceCopy = {.name = "dead-source-copy",
                              .severity = Severity::kWarning,
                              .category = Category::kRedundantCopy,
                              .judge = dead_source_copy::Judge,
                              .message = dead_source_copy::Message,
                              .advice = dead_source_copy::Advice,
                              .explanation = dead_source_copy::kExplanation};

}  // namespace tidemark::analysis
