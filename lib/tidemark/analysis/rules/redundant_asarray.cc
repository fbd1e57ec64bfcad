// redundant-asarray: array() or asarray() with copy on, and the copy was never needed.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/unmodified_copy.h"

namespace tidemark::analysis {
namespace redundant_asarray {
namespace {

// A copy for another dtype or layout was not made because copying was on.
Truth Judge(const CopyFacts& facts) {
  const bool by_array = facts.op == "array" || facts.op == "asarray";
  const bool copy_was_on = facts.reason.empty() || facts.reason == "requested";
  return And(TruthOf(by_array && copy_was_on), IsUnmodified(facts));
}

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), " from an array that would have served as it is");
}

std::string Advice(const Occurrences&) {
  return "call asarray() without copying: it takes an array as it is";
}

constexpr Explanation kExplanation = {
    .meaning =
        "array() or asarray() was told to copy what was an array of the right "
        "kind already, and neither side is written while the copy is in use. "
        "Code that accepts anything often converts what needs no conversion.",
    .before =
        "void Solve(const AnyArray& input) {\n"
        "  AnyArray a = array(input);  // always a copy\n"
        "  ...\n"
        "}",
    .after =
        "void Solve(const AnyArray& input) {\n"
        "  AnyArray a = asarray(input);  // the array itself, where it is one\n"
        "  ...\n"
        "}",
    .numpy_before = "a = np.array(data)",
    .numpy_after = "a = np.asarray(data)",
    .not_worth =
        "The function must keep what it was given although its caller may "
        "change it later: then the copy is what protects it, whether or not "
        "this run changed anything.",
};

}  // namespace
}  // namespace redundant_asarray

const Rule kRedundantAsarray = {.name = "redundant-asarray",
                                .severity = Severity::kWarning,
                                .category = Category::kRedundantCopy,
                                .judge = redundant_asarray::Judge,
                                .message = redundant_asarray::Message,
                                .advice = redundant_asarray::Advice,
                                .explanation = redundant_asarray::kExplanation};

}  // namespace tidemark::analysis
