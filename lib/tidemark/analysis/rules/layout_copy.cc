// layout-copy: a copy that was made because the layout of its source did not do.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace layout_copy {
namespace {

// Not a part of a buffer that was freed earlier than the copy: that could not have been a view either.
Truth Judge(const CopyFacts& facts) {
  const bool by_layout =
      facts.reason == "layout" &&
      (facts.op == "reshape" || facts.op == "ravel" || facts.op == "ascontiguousarray");
  const Truth cured_pin = And(TruthOf(!facts.full_extent), facts.source_freed_first);
  return And(TruthOf(by_layout && facts.equal_dtype && facts.replaceable && facts.same_place),
             facts.destination_unwritten, Not(cured_pin));
}

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all), ", and ", all.count == 1 ? "the copy is" : "the copies are",
                      " only read");
}

std::string Advice(const Occurrences&) {
  return "make the source in the order that is needed here, or do this before it is transposed or "
         "cut; Copy::kNever says where a view was expected";
}

constexpr Explanation kExplanation = {
    .meaning =
        "reshape(), ravel() or ascontiguousarray() had to copy, because the elements do not lie in "
        "the order that was asked for: the source is transposed, or a part with gaps. The copy is "
        "only read. Made in the right order from the start, the array would have been a view.",
    .before =
        "Array<float> frames = zeros<float>({width, height});\n"
        "Fill(frames);\n"
        "Use(frames.transpose().ravel());  // copies",
    .after =
        "Array<float> frames = zeros<float>({height, width});\n"
        "Fill(frames.transpose());\n"
        "Use(frames.ravel(Copy::kNever));  // a view",
    .numpy_before =
        "frames = np.zeros((width, height))\n"
        "fill(frames)\n"
        "use(frames.T.ravel())",
    .numpy_after =
        "frames = np.zeros((width, height), order='F')\n"
        "fill(frames)\n"
        "use(frames.T.ravel())",
    .not_worth =
        "The elements are read many times, and reading them in order pays for the copy; or other "
        "code needs the order that the source has.",
};

}  // namespace
}  // namespace layout_copy

const Rule kLayoutCopy = {.name = "layout-copy",
                          .severity = Severity::kWarning,
                          .category = Category::kRedundantCopy,
                          .judge = layout_copy::Judge,
                          .message = layout_copy::Message,
                          .advice = layout_copy::Advice,
                          .explanation = layout_copy::kExplanation};

}  // namespace tidemark::analysis
