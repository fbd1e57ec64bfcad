// chained-temporary: the result of one operation is only there for the next one.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/spent_operands.h"

namespace tidemark::analysis {
namespace chained_temporary {
namespace {

// What is found is SpentOperands'.
class ChainedTemporary final : public TraceObserver {
 public:
  explicit ChainedTemporary(const RuleContext& context) {
    context.operands->ReportAs(SpentAs::kTemporary, &kChainedTemporary);
  }
};

std::string Message(const Occurrences& all) {
  return absl::StrCat(all.count == 1 ? "an operation" : absl::StrCat(all.count, " operations"),
                      " made ", BytesText(all.bytes), all.count == 1 ? "" : " in all",
                      " beside a temporary of the same shape that nothing else used");
}

std::string Advice(const Occurrences&) {
  return "let the second operation write where the first one did: +=, out=, or the temporary "
         "itself as an rvalue operand";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An operation made an array that only the next operation used, which put its own result, "
        "of the same shape, into another one. For a moment both were there, where one would do.",
    .before =
        "Array<float> sum = a + b;\n"
        "Array<float> result = sum * c;",
    .after = "Array<float> result = (a + b) * c;  // the temporary is reused",
    .numpy_before = "result = (a + b) * c",
    .numpy_after =
        "result = a + b\n"
        "result *= c",
    .not_worth = "The arrays are small beside the peak, and the line reads better as it is.",
};

}  // namespace
}  // namespace chained_temporary

const Rule kChainedTemporary = {.name = "chained-temporary",
                                .severity = Severity::kWarning,
                                .make_observer = MakeObserver<chained_temporary::ChainedTemporary>,
                                .message = chained_temporary::Message,
                                .advice = chained_temporary::Advice,
                                .explanation = chained_temporary::kExplanation};

}  // namespace tidemark::analysis
