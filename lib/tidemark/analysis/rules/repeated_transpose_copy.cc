// repeated-transpose-copy: the axes of one array were brought into another order again and again.
#include <algorithm>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace repeated_transpose_copy {
namespace {

// The axes that are stepped along, the largest steps first.
absl::InlinedVector<size_t, 4> AxesByStride(const Layout& layout) {
  absl::InlinedVector<size_t, 4> axes;
  for (size_t axis = 0; axis < layout.shape().size(); ++axis) {
    if (layout.shape()[axis] > 1) axes.push_back(axis);
  }
  std::stable_sort(axes.begin(), axes.end(), [&](size_t a, size_t b) {
    return std::abs(layout.strides()[a]) > std::abs(layout.strides()[b]);
  });
  return axes;
}

// A copy that names no view of its source, by an operation that brings the axes into another order.
bool PermutesByItself(const CopyMade& made, const Layout& from, const Layout& to) {
  const absl::string_view op = made.event.op;
  if (op != "transpose" && op != "swapaxes" && op != "moveaxis") return false;
  if (made.source_view != nullptr || !from.known() || !to.known()) return false;
  return from.shape().size() >= 2 && std::is_permutation(from.shape().begin(), from.shape().end(),
                                                         to.shape().begin(), to.shape().end());
}

bool PermutesAxes(const CopyMade& made) {
  const Layout& from = made.source_layout;
  const Layout& to = made.destination_layout;
  if (PermutesByItself(made, from, to)) return true;
  if (!from.known() || !to.known() || from.shape().size() < 2 || from.shape() != to.shape()) {
    return false;
  }
  if (std::find(from.shape().begin(), from.shape().end(), 0) != from.shape().end()) return false;
  const auto repeats = [&](size_t axis) {
    return from.shape()[axis] > 1 && from.strides()[axis] == 0;
  };
  for (size_t axis = 0; axis < from.shape().size(); ++axis) {
    if (repeats(axis)) return false;
  }
  return AxesByStride(from) != AxesByStride(to);
}

// What is kept with a source: the parts of it that were copied like this since its last write, by
// copies that ended unwritten. So many at most.
struct Permuted {
  static constexpr size_t kMost = 16;

  int64_t last_write = 0;  // the event
  std::vector<Layout> parts;
};

// What is kept with such a copy.
struct PermutedCopy {
  Layout part;
  bool is_repeated = false;
};

class RepeatedTransposeCopy final : public CopyJudge {
 public:
  RepeatedTransposeCopy(const RuleContext& context, CopyFollower* follower)
      : live_(context.live), permuted_(&context.live.array_slots()), copies_(&follower->slots()) {}

  void OnFollowed(FollowedCopy& copy, const CopyMade& made) override {
    if (!copy.facts.same_elements || !PermutesAxes(made)) return;
    PermutedCopy& own = copies_.Of(copy);
    own.part = made.source_layout;
    const Permuted& known = permuted_.Of(live_.Array(made.source));
    own.is_repeated = Contains(known, own.part);
  }

  void OnClosed(FollowedCopy& copy, bool written) override {
    const PermutedCopy* const own = copies_.Find(copy);
    LiveBuffer* const source = own == nullptr || written ? nullptr : live_.Find(copy.source);
    if (source == nullptr) return;
    Permuted& known = permuted_.Of(live_.Array(*source));
    if (known.last_write > copy.made.event || Contains(known, own->part)) return;
    if (known.parts.size() < Permuted::kMost) known.parts.push_back(own->part);
  }

  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override {
    if (!is_write) return;
    Permuted* const known = permuted_.Find(*buffer.array());
    if (known == nullptr) return;
    known->last_write = now.event;
    known->parts.clear();
  }

  // One of which an earlier one is still live is a duplicate-copy.
  Truth Judge(const FollowedCopy& copy) const override {
    const PermutedCopy* const own = copies_.Find(copy);
    if (own == nullptr || !own->is_repeated) return Truth::kNo;
    return And(TruthOf(copy.facts.replaceable && copy.facts.same_place),
               copy.facts.destination_unwritten);
  }

 private:
  static bool Contains(const Permuted& known, const Layout& part) {
    return std::any_of(known.parts.begin(), known.parts.end(),
                       [&](const Layout& other) { return SameExtent(other, part); });
  }

  LiveState& live_;
  Slot<Permuted> permuted_;
  Slot<PermutedCopy> copies_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat("brought the axes of the same array into another order again, ",
                      BytesText(all.bytes), " in ",
                      all.count == 1 ? "one more copy" : absl::StrCat(all.count, " more copies"),
                      ", though nothing had changed");
}

std::string Advice(const Occurrences&) {
  return "make the copy once, before the loop, or pass the transposed view";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An array was copied with its axes in another order, the copy was used and freed, and the "
        "same was done again though the array had not changed. The first copy would still do.",
    .before =
        "for (const Layer& layer : layers) {\n"
        "  layer.Apply(weights.transpose().copy());\n"
        "}",
    .after =
        "const AnyArray transposed = weights.transpose().copy();\n"
        "for (const Layer& layer : layers) layer.Apply(transposed);",
    .numpy_before =
        "for layer in layers:\n"
        "    layer.apply(weights.T.copy())",
    .numpy_after =
        "transposed = weights.T.copy()\n"
        "for layer in layers:\n"
        "    layer.apply(transposed)",
    .not_worth =
        "Keeping the copy between the uses would raise the peak, and a view is too slow to read.",
};

}  // namespace
}  // namespace repeated_transpose_copy

const Rule kRepeatedTransposeCopy = {
    .name = "repeated-transpose-copy",
    .severity = Severity::kWarning,
    .category = Category::kRedundantCopy,
    .make_judge = MakeJudge<repeated_transpose_copy::RepeatedTransposeCopy>,
    .message = repeated_transpose_copy::Message,
    .advice = repeated_transpose_copy::Advice,
    .explanation = repeated_transpose_copy::kExplanation};

}  // namespace tidemark::analysis
