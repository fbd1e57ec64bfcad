// double-buffer: an operation put into a second array what could have replaced the first.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/analysis/rules/spent_operands.h"

namespace tidemark::analysis {
namespace double_buffer {
namespace {

// What is found is SpentOperands'.
class DoubleBuffer final : public TraceObserver {
 public:
  explicit DoubleBuffer(const RuleContext& context) {
    context.operands->ReportAs(SpentAs::kOther, &kDoubleBuffer);
  }
};

std::string Message(const Occurrences& all) {
  return absl::StrCat(all.count == 1 ? "an operation" : absl::StrCat(all.count, " operations"),
                      " made ", BytesText(all.bytes), all.count == 1 ? "" : " in all",
                      " beside an operand of the same shape and dtype that was freed at once");
}

std::string Advice(const Occurrences&) { return "work in place: x *= y, or out= the operand"; }

constexpr Explanation kExplanation = {
    .meaning =
        "An operation element by element made a new array, and its operand of the same shape and "
        "dtype was not used any more and freed. In place, the second array would not be needed.",
    .before =
        "Array<float> image = Load(path);\n"
        "image = image * 0.5f;",
    .after =
        "Array<float> image = Load(path);\n"
        "image *= 0.5f;",
    .numpy_before = "image = image * 0.5",
    .numpy_after = "image *= 0.5",
    .not_worth = "Somebody else may hold the operand in other runs, and must not see it change.",
};

}  // namespace
}  // namespace double_buffer

const Rule kDoubleBuffer = {.name = "double-buffer",
                            .severity = Severity::kWarning,
                            .make_observer = MakeObserver<double_buffer::DoubleBuffer>,
                            .message = double_buffer::Message,
                            .advice = double_buffer::Advice,
                            .explanation = double_buffer::kExplanation};

}  // namespace tidemark::analysis
