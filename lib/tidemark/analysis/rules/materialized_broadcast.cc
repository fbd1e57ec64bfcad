// materialized-broadcast: the same elements were written out again and again.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/unmodified_copy.h"

namespace tidemark::analysis {
namespace materialized_broadcast {
namespace {

// The view holds the source only, so that it lets a buffer go if that is the smaller one.
Truth Judge(const CopyFacts& facts) {
  return And(TruthOf(facts.repeats_elements && facts.reason != "concat"),
             CanBeView(facts, /*holds_less=*/!facts.source_outweighs));
}

int64_t CountedBytes(const FollowedCopy& copy) {
  return std::max<int64_t>(copy.destination_bytes - copy.facts.distinct_bytes, 0);
}

std::string Message(const Occurrences& all) {
  return absl::StrCat("wrote out ", BytesText(all.buffer_bytes),
                      all.op.empty() ? "" : absl::StrCat(" in ", all.op, "()"), ", of which ",
                      BytesText(all.bytes), " repeat the rest, and ",
                      all.count == 1 ? "it is" : "they are", " only read");
}

std::string Advice(const Occurrences&) {
  return "keep the broadcast view: operations take it as it is";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An array that shows the same elements along an axis again and again was copied, so that "
        "each is there many times, and the copy is only read. Operations repeat the elements of a "
        "broadcast view by themselves.",
    .before =
        "AnyArray offsets = broadcast_to(row, {rows, columns}).copy();\n"
        "table -= offsets;",
    .after = "table -= row;  // or broadcast_to(row, {rows, columns})",
    .numpy_before =
        "offsets = np.tile(row, (rows, 1))\n"
        "table -= offsets",
    .numpy_after = "table -= row",
    .not_worth = "Code that is not yours needs the elements in contiguous memory.",
};

}  // namespace
}  // namespace materialized_broadcast

const Rule kMaterializedBroadcast = {.name = "materialized-broadcast",
                                     .severity = Severity::kWarning,
                                     .category = Category::kRedundantCopy,
                                     .judge = materialized_broadcast::Judge,
                                     .bytes = materialized_broadcast::CountedBytes,
                                     .message = materialized_broadcast::Message,
                                     .advice = materialized_broadcast::Advice,
                                     .explanation = materialized_broadcast::kExplanation};

}  // namespace tidemark::analysis
