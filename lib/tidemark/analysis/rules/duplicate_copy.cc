// duplicate-copy: the same contents were copied twice, and one copy would have served both uses.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/duplicate_group.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace duplicate_copy {
namespace {

// The contents that were copied: of a source, since its last write, as many bytes of a part of it.
struct Contents {
  // Of which part: a view of a layout that is not known by its id, else one of these.
  static constexpr int64_t kWhole = -1;
  static constexpr int64_t kSomePart = -2;
  static constexpr int64_t kLaidOut = -3;  // as `layout` says

  int64_t source = 0;   // serial
  int64_t version = 0;  // the event of the latest write after the first copy
  int64_t bytes = 0;
  int64_t part = kWhole;
  Layout layout;
  // Where the copy has to be.
  uint8_t space = 0;
  uint8_t alignment = 0;
  uint8_t kind = 0;
  // A word that is no dtype is equal to itself only. (So a group has few dtypes, whatever is read.)
  absl::string_view odd_dtype;

  friend bool operator==(const Contents& a, const Contents& b) {
    return a.source == b.source && a.version == b.version && a.bytes == b.bytes &&
           a.part == b.part && a.odd_dtype == b.odd_dtype && a.space == b.space &&
           a.alignment == b.alignment && a.kind == b.kind &&
           (a.part != kLaidOut || SameExtent(a.layout, b.layout));
  }
  template <class H>
  friend H AbslHashValue(H h, const Contents& contents) {
    h = H::combine(std::move(h), contents.source, contents.version, contents.bytes, contents.part,
                   contents.odd_dtype, contents.space, contents.alignment, contents.kind);
    if (contents.part != kLaidOut) return h;
    return H::combine(std::move(h), contents.layout.offset(), contents.layout.shape(),
                      contents.layout.strides());
  }
};

using Groups = absl::node_hash_map<Contents, DuplicateGroup>;

// What is kept with a source.
struct Version {
  int64_t written = 0;  // the event of the latest write
};

// What is kept with a copy.
struct Twin {
  Groups::value_type* group = nullptr;
  absl::string_view dtype;  // of the destination
  // A live earlier copy had the same contents, and its destination was not written since.
  Truth found = Truth::kOpen;
  int64_t copy = 0;  // that earlier one
  BufferRef destination;
};

// Do `bytes` of `dtype` hold as many elements as the source? As many bytes do, where a dtype is
// unknown.
bool IsWhole(const LiveBuffer& source, absl::string_view dtype, int64_t bytes) {
  if (bytes == source.bytes) return true;
  const std::optional<int64_t> from = ItemBytes(source.array()->layout.dtype());
  const std::optional<int64_t> to = ItemBytes(dtype);
  return from.has_value() && to.has_value() &&
         WideSum(source.bytes) * *to == WideSum(bytes) * *from;
}

// Says which part was copied: all of the buffer is kWhole, whether the copy names its owning view,
// a view just like it, or no view. `dtype` is the destination's.
void NotePart(const CopyMade& made, absl::string_view dtype, Contents* contents) {
  const LiveView* const view = made.source_view;
  if (view == nullptr) {
    const bool is_whole = IsWhole(made.source, dtype, contents->bytes);
    contents->part = is_whole ? Contents::kWhole : Contents::kSomePart;
  } else if (view->owner || SameExtent(view->layout, made.source.array()->layout)) {
    contents->part = Contents::kWhole;
  } else if (!view->layout.known()) {
    contents->part = view->id;
  } else {
    contents->part = Contents::kLaidOut;
    contents->layout = view->layout;
  }
}

class DuplicateCopy final : public CopyJudge {
 public:
  DuplicateCopy(const RuleContext& context, CopyFollower* follower)
      : live_(context.live),
        follower_(*follower),
        versions_(&context.live.array_slots()),
        twins_(&follower->slots()) {}

  void OnFollowed(FollowedCopy& copy, const CopyMade& made) override {
    Twin& twin = twins_.Of(copy);
    // Nothing can be shared instead of it, nor could it be shared as it is.
    if (!copy.facts.replaceable || !copy.facts.same_elements) {
      twin.found = Truth::kNo;
      return;
    }
    twin.dtype = follower_.words().Keep(made.destination_layout.dtype());
    Contents contents;
    contents.source = made.source.serial;
    contents.version = versions_.Of(live_.Array(made.source)).written;
    contents.bytes = copy.bytes;
    NotePart(made, twin.dtype, &contents);
    const ArrayState& to = *made.destination.state;
    contents.space = to.space;
    contents.alignment = to.alignment;
    contents.kind = to.kind;
    if (!twin.dtype.empty() && !ItemBytes(twin.dtype).has_value()) {
      contents.odd_dtype = twin.dtype;
    }
    twin.group = &*groups_.try_emplace(std::move(contents)).first;
    if (!twin.group->second.Add(copy.made.event, twin.dtype)) twin.found = Truth::kNo;
  }

  void OnClosed(FollowedCopy& copy, bool written) override {
    Groups::value_type* const closed = std::exchange(twins_.Of(copy).group, nullptr);
    if (closed == nullptr) return;
    DuplicateGroup& group = closed->second;
    const int64_t event = copy.made.event;
    std::vector<DuplicateGroup::Settled> settled;
    if (written) {
      group.OnWritten(event, twins_.Of(copy).dtype, &settled);
    } else {
      group.OnEnded(event, twins_.Of(copy).dtype, &settled);
    }
    // What is decided now may close no other copy of the group.
    if (group.empty()) groups_.erase(closed->first);
    for (const DuplicateGroup::Settled& other : settled) {
      FollowedCopy* found = follower_.Find(other.copy);
      if (found == nullptr) continue;
      Twin& twin = twins_.Of(*found);
      twin.found = TruthOf(other.had_twin);
      if (other.had_twin) {
        found->certain = found->certain && copy.certain;
        twin.copy = event;
        twin.destination = copy.destination;
        live_.Keep(copy.destination);
      }
      if (other.copy != event) follower_.TryDecide(other.copy);
    }
  }

  // The contents end with a write.
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override {
    if (!is_write) return;
    if (Version* version = versions_.Find(*buffer.array())) version->written = now.event;
  }

  void OnDecided(FollowedCopy& copy) override {
    const Twin& twin = twins_.Of(copy);
    if (twin.destination.handle != 0) live_.LetGo(twin.destination);
  }

  Truth Judge(const FollowedCopy& copy) const override {
    return And(copy.facts.destination_unwritten, twins_.Of(copy).found);
  }

  // Upward lies the twin, and above that the source, before the source's own ancestors.
  void CompleteEdit(const FollowedCopy& copy, Edit* edit) const override {
    if (copy.is_all) edit->kind = EditKind::kShare;
    edit->with_twin = true;
    edit->shared = twins_.Of(copy).destination.serial;
    edit->parent = twins_.Of(copy).copy;
    if (copy.facts.source_steady == Truth::kNo) {
      edit->first_conflict = 0;
    } else if (edit->first_conflict != Edit::kNoConflict) {
      ++edit->first_conflict;
    }
  }

  BufferRef Shared(const FollowedCopy& copy) const override { return twins_.Of(copy).destination; }

 private:
  LiveState& live_;
  CopyFollower& follower_;
  Slot<Version> versions_;
  Slot<Twin> twins_;
  Groups groups_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat(CopiedText(all),
                      " of what an earlier copy, still live, held already; neither of the two is "
                      "changed");
}

std::string Advice(const Occurrences&) { return "share the earlier copy"; }

constexpr Explanation kExplanation = {
    .meaning =
        "The same elements were copied again while an earlier copy of them was "
        "live, and neither copy is ever written. One copy would do for both.",
    .before =
        "Stage first(image.copy());\n"
        "Stage second(image.copy());  // both only read",
    .after =
        "const Array<float> frozen = image.copy();\n"
        "Stage first(frozen);\n"
        "Stage second(frozen);  // shares the elements",
    .numpy_before =
        "first = Stage(image.copy())\n"
        "second = Stage(image.copy())",
    .numpy_after =
        "frozen = image.copy()\n"
        "first, second = Stage(frozen), Stage(frozen)",
    .not_worth =
        "The two are owned by parts of the program that should not know of "
        "each other, or one of them may be written in another run.",
};

}  // namespace
}  // namespace duplicate_copy

const Rule kDuplicateCopy = {.name = "duplicate-copy",
                             .severity = Severity::kWarning,
                             .category = Category::kRedundantCopy,
                             .make_judge = MakeJudge<duplicate_copy::DuplicateCopy>,
                             .message = duplicate_copy::Message,
                             .advice = duplicate_copy::Advice,
                             .explanation = duplicate_copy::kExplanation};

}  // namespace tidemark::analysis
