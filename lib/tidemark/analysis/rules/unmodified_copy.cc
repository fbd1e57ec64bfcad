#include "tidemark/analysis/rules/unmodified_copy.h"

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace unmodified_copy {
namespace {

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), " that neither side changes while ",
                      all.count == 1 ? "the copy is" : "the copies are", " in use");
}

std::string Advice(const Occurrences&) {
  return "use a view of the source, or pass it by const reference";
}

constexpr Explanation kExplanation = {
    .meaning =
        "A copy was made, and until it was last used neither it nor its source "
        "was written. A view would have shown the same elements at no cost.",
    .before =
        "Array<float> Crop(const Array<float>& image) {\n"
        "  return image[{Slice(10, 20)}].copy();\n"
        "}",
    .after =
        "Array<float> Crop(const Array<float>& image) {\n"
        "  return image[{Slice(10, 20)}];  // a view\n"
        "}",
    .numpy_before = "crop = image[10:20].copy()",
    .numpy_after = "crop = image[10:20]",
    .not_worth =
        "The source may change while the copy is in use in a run other than "
        "this one, or the copy is small and the view would keep a large array "
        "alive (tidemark explain pinned-base).",
};

}  // namespace
}  // namespace unmodified_copy

Truth CanBeView(const CopyFacts& facts, bool holds_less) {
  const Truth cured_pin = And(TruthOf(!facts.full_extent && !holds_less), facts.source_freed_first);
  // The copy may be there to have what somebody else may take away.
  const Truth rescued = And(TruthOf(facts.source_foreign), facts.source_freed_first);
  return And(TruthOf(facts.equal_dtype && facts.replaceable && facts.same_place),
             facts.destination_unwritten, facts.source_steady, Not(cured_pin), Not(rescued));
}

Truth IsUnmodified(const CopyFacts& facts) {
  return And(TruthOf(facts.same_elements && facts.reason != "concat"), CanBeView(facts));
}

const Rule kUnmodifiedCopy = {.name = "unmodified-copy",
                              .severity = Severity::kWarning,
                              .category = Category::kRedundantCopy,
                              .judge = IsUnmodified,
                              .message = unmodified_copy::Message,
                              .advice = unmodified_copy::Advice,
                              .explanation = unmodified_copy::kExplanation};

}  // namespace tidemark::analysis
