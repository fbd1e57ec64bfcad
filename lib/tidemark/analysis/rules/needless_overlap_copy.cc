// needless-overlap-copy: an operand was saved because it seemed to overlap with the result, and did not.
//
// The saved operand is read by the copy or operation that needed it; an operation may also name the view
// that was saved instead, as the program does. Whether what it was saved from and
// what that one writes have a byte in common is counted exactly (strided_set.h), with bounded work;
// where that does not suffice, and where a layout is unknown, nothing is said.
#include <optional>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/strided_set.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace needless_overlap_copy {
namespace {

bool AreDisjoint(const Layout& a, const Layout& b, int64_t buffer_bytes) {
  std::optional<StridedSet> one = a.Bytes(buffer_bytes);
  std::optional<StridedSet> other = b.Bytes(buffer_bytes);
  if (!one.has_value() || !other.has_value()) return false;
  int64_t work = int64_t{1} << 16;
  const std::optional<int64_t> first = CountDistinctBytes({*one}, &work);
  const std::optional<int64_t> second = CountDistinctBytes({*other}, &work);
  const std::optional<int64_t> both = CountDistinctBytes({*one, *other}, &work);
  return first.has_value() && second.has_value() && both.has_value() && *both == *first + *second;
}

// What is kept with a saved operand.
struct Saved {
  int64_t copy = 0;     // that saved it
  int64_t used_in = 0;  // the event that used it first
  BufferRef source;
  Layout part;  // of the source
};

// What is kept with an array of which a part was saved.
struct SavedPart {
  int64_t copy = 0;  // the latest that did
  ViewId view;
  BufferRef destination;
};

// What is kept with such a copy.
struct SavedBy {
  Truth needless = Truth::kOpen;
};

class NeedlessOverlapCopy final : public CopyJudge {
 public:
  NeedlessOverlapCopy(const RuleContext& context, CopyFollower* follower)
      : live_(context.live),
        follower_(*follower),
        saved_(&context.live.array_slots()),
        parts_(&context.live.array_slots()),
        copies_(&follower->slots()) {}

  void OnFollowed(FollowedCopy& copy, const CopyMade& made) override {
    if (copy.facts.reason != "overlap") return;
    copies_.Of(copy);
    saved_.Of(live_.Array(made.destination)) = {
        .copy = copy.made.event, .used_in = 0, .source = copy.source, .part = made.source_layout};
    parts_.Of(live_.Array(made.source)) = {
        .copy = copy.made.event,
        .view = made.source_view == nullptr ? ViewId() : ViewId(made.source_view->id),
        .destination = copy.destination};
  }

  void OnCopy(const CopyMade& made, const Moment& /*now*/) override {
    OnUse(made.source, &made.destination, made.destination_layout);
  }

  void OnOp(const OpDone& op, const Moment& now) override {
    const LiveView* const out = live_.FindView(op.event.out);
    for (size_t i = 0; i < op.in.size(); ++i) {
      LiveBuffer* const operand = op.in[i];
      if (operand == nullptr) continue;
      const bool is_saved = saved_.Find(*operand->array()) != nullptr;
      LiveBuffer* const saved = is_saved ? operand : SavedFrom(*operand, (*op.event.in)[i], now);
      if (saved != nullptr && op.out != nullptr && out != nullptr) {
        OnUse(*saved, op.out, out->layout);
      }
    }
  }

  // What is used again may be needed for itself.
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override {
    const Saved* const saved = saved_.Find(*buffer.array());
    if (saved == nullptr || is_write || now.event == saved->copy) return;
    FollowedCopy* const copy = follower_.Find(saved->copy);
    if (copy == nullptr) return;
    if (saved->used_in != 0 && saved->used_in != now.event) {
      copies_.Of(*copy).needless = Truth::kNo;
    }
    if (saved->used_in == 0) saved_.Of(*buffer.array()).used_in = now.event;
  }

  void OnClosed(FollowedCopy& copy, bool /*written*/) override {
    SavedBy* const own = copies_.Find(copy);
    if (own != nullptr && own->needless == Truth::kOpen) own->needless = Truth::kNo;
  }

  Truth Judge(const FollowedCopy& copy) const override {
    const SavedBy* const own = copies_.Find(copy);
    return own == nullptr ? Truth::kNo : And(copy.facts.destination_unwritten, own->needless);
  }

  // The source is written where the operand is used: at that moment none of it is needed any more.
  void CompleteEdit(const FollowedCopy& copy, Edit* edit) const override {
    if (!copy.is_all) return;
    edit->kind = EditKind::kReplace;
    edit->bytes = 0;
  }

 private:
  // What the operation uses instead of the operand's view, which was saved and not used so far.
  LiveBuffer* SavedFrom(const LiveBuffer& operand, ViewId view, const Moment& now) {
    const SavedPart* const part = parts_.Find(*operand.array());
    if (part == nullptr || !view || part->view != view) return nullptr;
    LiveBuffer* const buffer = live_.Find(part->destination);
    Saved* const saved = buffer == nullptr ? nullptr : saved_.Find(*buffer->array());
    if (saved == nullptr || saved->copy != part->copy || saved->used_in != 0) return nullptr;
    saved->used_in = now.event;
    return buffer;
  }

  // The operand is used to make what `layout` shows of `result`.
  void OnUse(LiveBuffer& operand, const LiveBuffer* result, const Layout& layout) {
    Saved* const saved = saved_.Find(*operand.array());
    FollowedCopy* const copy = saved == nullptr ? nullptr : follower_.Find(saved->copy);
    if (copy == nullptr) return;
    SavedBy& own = copies_.Of(*copy);
    const bool apart =
        result->serial != saved->source.serial || AreDisjoint(saved->part, layout, result->bytes);
    if (own.needless == Truth::kOpen) own.needless = TruthOf(apart);
  }

  LiveState& live_;
  CopyFollower& follower_;
  Slot<Saved> saved_;
  Slot<SavedPart> parts_;
  Slot<SavedBy> copies_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat("saved ", BytesText(all.bytes),
                      all.count == 1 ? "" : absl::StrCat(" in ", all.count, " copies"),
                      " from being overwritten",
                      all.op.empty() ? "" : absl::StrCat(" in ", all.op, "()"),
                      ", though operands and result have no byte in common");
}

std::string Advice(const Occurrences&) {
  return "test exactly whether they share memory (shares_memory), and copy only where they do";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An operand was copied because its memory and that of the result seemed to overlap: the "
        "ranges from their first to their last byte do. No byte is in both, so that the copy "
        "protects nothing.",
    .before =
        "if (may_share_memory(to, from)) {  // compares ranges\n"
        "  copyto(to, from.copy());\n"
        "}",
    .after = "copyto(to, from);  // tidemark's decides exactly by itself",
    .numpy_before = "m[::2] = m[1::2]  # saves all of m[1::2]: NumPy compares ranges",
    .numpy_after =
        "for i in range(0, len(m), block):  # saves a block at a time\n"
        "    m[i:i + block:2] = m[i + 1:i + block:2]",
    .not_worth = "The arrays are small, or the line runs once.",
};

}  // namespace
}  // namespace needless_overlap_copy

const Rule kNeedlessOverlapCopy = {
    .name = "needless-overlap-copy",
    .severity = Severity::kWarning,
    .category = Category::kRedundantCopy,
    .make_judge = MakeJudge<needless_overlap_copy::NeedlessOverlapCopy>,
    .message = needless_overlap_copy::Message,
    .advice = needless_overlap_copy::Advice,
    .explanation = needless_overlap_copy::kExplanation};

}  // namespace tidemark::analysis
