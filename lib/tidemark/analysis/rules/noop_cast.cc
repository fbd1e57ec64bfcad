// noop-cast: astype() to the dtype and layout that the source already had.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/unmodified_copy.h"

namespace tidemark::analysis {
namespace noop_cast {
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

constexpr Explanation kExplanation = {
    .meaning =
        "astype() copied an array that had the dtype and the layout already, "
        "and neither the copy nor the source is written while the copy is in "
        "use. The copy tells nothing that the source does not.",
    .before =
        "Array<float> Prepare(const Array<float>& image) {\n"
        "  return image.astype<float>();  // copies, whatever the dtype is\n"
        "}",
    .after =
        "Array<float> Prepare(const Array<float>& image) {\n"
        "  return image.astype<float>(Copy::kIfNeeded);\n"
        "}",
    .numpy_before = "image = image.astype(np.float32)",
    .numpy_after = "image = image.astype(np.float32, copy=False)",
    .not_worth =
        "The result is to be changed in place on some paths that this run did "
        "not take, or the array is small and the line is not in a loop.",
};

}  // namespace
}  // namespace noop_cast

const Rule kNoopCast = {.name = "noop-cast",
                        .severity = Severity::kWarning,
                        .category = Category::kRedundantCopy,
                        .judge = noop_cast::Judge,
                        .message = noop_cast::Message,
                        .advice = noop_cast::Advice,
                        .explanation = noop_cast::kExplanation};

}  // namespace tidemark::analysis
