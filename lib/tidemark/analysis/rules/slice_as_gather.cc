// slice-as-gather: elements at even distances were gathered one by one, where a slice shows them.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/unmodified_copy.h"

namespace tidemark::analysis {
namespace slice_as_gather {
namespace {

Truth Judge(const CopyFacts& facts) {
  const bool even = facts.index == "run" || facts.index == "progression";
  return And(TruthOf(facts.reason == "gather" && even), CanBeView(facts));
}

int64_t CountedBytes(const FollowedCopy& copy) {
  return copy.destination_bytes + copy.facts.index_bytes;
}

std::string Message(const Occurrences& all) {
  return absl::StrCat("gathered ", BytesText(all.buffer_bytes),
                      all.op.empty() ? "" : absl::StrCat(" in ", all.op, "()"),
                      " by positions that have even distances, and neither side changes while ",
                      all.count == 1 ? "the copy is" : "the copies are", " in use");
}

std::string Advice(const Occurrences&) {
  return "take a slice, which is a view, and leave out the array of positions";
}

constexpr Explanation kExplanation = {
    .meaning =
        "Elements were gathered by an array of positions or a mask that is one run or has even "
        "distances. A slice shows the same elements without a copy and without the positions.",
    .before = "AnyArray even = take(samples, arange<int64_t>(0, n, 2), 0);",
    .after = "AnyArray even = samples[{Slice(0, n, 2)}];",
    .numpy_before = "even = samples[np.arange(0, n, 2)]",
    .numpy_after = "even = samples[0:n:2]",
    .not_worth =
        "The positions come from data, and are even only in this run; or the copy is read often "
        "enough for its elements to lie side by side.",
};

}  // namespace
}  // namespace slice_as_gather

const Rule kSliceAsGather = {.name = "slice-as-gather",
                             .severity = Severity::kWarning,
                             .category = Category::kRedundantCopy,
                             .judge = slice_as_gather::Judge,
                             .bytes = slice_as_gather::CountedBytes,
                             .message = slice_as_gather::Message,
                             .advice = slice_as_gather::Advice,
                             .explanation = slice_as_gather::kExplanation};

}  // namespace tidemark::analysis
