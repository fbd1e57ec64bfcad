// unused-buffer: an array that was written and never read; or one that came filled with zeros, all of
// which were overwritten before anybody read them.
//
// What was copied into is the business of the copy rules. Memory that was handed out, or is somebody
// else's, may be read unseen; and so may any array of NumPy, by the C code that it is passed to.
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace unused_buffer {
namespace {

constexpr absl::string_view kZeros = "zeros";

class UnusedBuffer final : public TraceObserver {
 public:
  explicit UnusedBuffer(const RuleContext& context)
      : live_(context.live), findings_(context.findings), health_(context.health) {}

  void OnCopy(const CopyMade& made, const Moment& now) override {
    const bool is_whole = made.event.bytes >= made.destination.bytes;
    if (is_whole && made.source.serial != made.destination.serial) {
      NoteOverwritten(made.destination, now);
    }
  }

  void OnOp(const OpDone& op, const Moment& now) override {
    if (op.out == nullptr || op.tells_of_copy || op.out_last_used != 0) return;
    if (!op.out->state->zeroed || op.out->state->read) return;
    const LiveView* const out = live_.FindView(op.event.out);
    if (out != nullptr && out->covers && out->layout.known()) NoteOverwritten(*op.out, now);
  }

  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) override {
    const ArrayState* const array = buffer.array();
    if (array == nullptr || live_.IsNumpy(*array) || array->read || array->copied_into) return;
    const bool was_written = array->accessed || end.last_write.has_value();
    if (!was_written || end.last_read.has_value()) return;
    const Edit edit = Edit::Replace(array->begin_event, buffer.serial, 0);
    if (Add(buffer, {}, edit, buffer.begin_t)) live_.Keep(LiveState::RefTo(buffer));
  }

 private:
  // All of the buffer was written by its first access.
  void NoteOverwritten(LiveBuffer& buffer, const Moment& now) {
    const ArrayState& array = *buffer.state;
    if (!array.zeroed || array.accessed_again || array.read) return;
    Edit edit;
    edit.kind = EditKind::kNothing;
    Add(buffer, kZeros, edit, now.t);
  }

  bool Add(const LiveBuffer& buffer, absl::string_view what, const Edit& edit, int64_t t) {
    if (!buffer.observed || buffer.foreign || buffer.state->escaped || buffer.bytes == 0) {
      return false;
    }
    findings_.Add({.rule = IndexOf(kUnusedBuffer),
                   .site = buffer.site,
                   .certain = health_.gaps == 0,
                   .bytes = buffer.bytes,
                   .buffer_bytes = buffer.bytes,
                   .op = {},
                   .reason = what,
                   .evidence = {.buf = buffer.named(), .t = t},
                   .edit = edit});
    return true;
  }

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
};

std::string Message(const Occurrences& all) {
  const std::string what =
      all.count == 1 ? absl::StrCat("an array of ", BytesText(all.bytes), " was")
                     : absl::StrCat(all.count, " arrays, ", BytesText(all.bytes), " in all, were");
  if (all.reason == kZeros) {
    return absl::StrCat(what, " filled with zeros, and overwritten before anybody read them");
  }
  return absl::StrCat(what, " written and never read");
}

std::string Advice(const Occurrences& all) {
  if (all.reason == kZeros) return "make it with empty(): nobody sees the zeros";
  return "leave it out";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An array was written, and nobody ever read it; or it was filled with zeros and then "
        "overwritten as a whole before it was read, so that the zeros were written in vain.",
    .before =
        "Array<double> sums = zeros<double>({n});\n"
        "add(a, b, {.out = sums});",
    .after = "Array<double> sums = a + b;  // or empty<double>({n}) and .out",
    .numpy_before =
        "sums = np.zeros(n)\n"
        "np.add(a, b, out=sums)",
    .numpy_after =
        "sums = np.empty(n)\n"
        "np.add(a, b, out=sums)",
    .not_worth = "Other runs read it, or writing it is there to touch its pages beforehand.",
};

}  // namespace
}  // namespace unused_buffer

const Rule kUnusedBuffer = {.name = "unused-buffer",
                            .severity = Severity::kNote,
                            .make_observer = MakeObserver<unused_buffer::UnusedBuffer>,
                            .message = unused_buffer::Message,
                            .advice = unused_buffer::Advice,
                            .explanation = unused_buffer::kExplanation};

}  // namespace tidemark::analysis
