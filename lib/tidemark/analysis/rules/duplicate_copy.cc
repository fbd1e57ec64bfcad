// duplicate-copy: the same contents were copied twice, and one copy would have served both uses.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/duplicate_group.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

// What is kept with an array: the copies of the contents that it has now, by extent and dtype.
using Groups = absl::flat_hash_map<std::string, std::shared_ptr<DuplicateGroup>>;

// What is kept with a copy.
struct Twin {
  std::shared_ptr<DuplicateGroup> group;
  std::string dtype;  // of the destination
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

// What was copied, as text that is equal for equal extents: the whole buffer is "whole", whether
// the copy names its owning view, a view just like it, or no view. `dtype` is the destination's.
std::string ExtentKey(const LiveBuffer& source, const LiveView* view, absl::string_view dtype,
                      int64_t bytes) {
  if (view == nullptr) return IsWhole(source, dtype, bytes) ? "whole" : "part";
  const Layout& layout = view->layout;
  if (view->owner || SameExtent(layout, source.array()->layout)) return "whole";
  if (!layout.known()) return absl::StrCat("view ", view->id);
  std::string key = absl::StrCat(layout.offset());
  for (size_t i = 0; i < layout.shape().size(); ++i) {
    absl::StrAppend(&key, ",", layout.shape()[i], ":", layout.strides()[i]);
  }
  return key;
}

class DuplicateCopy final : public CopyJudge {
 public:
  DuplicateCopy(const RuleContext& context, CopyFollower* follower)
      : live_(context.live),
        follower_(*follower),
        groups_(&context.live.array_slots()),
        twins_(&follower->slots()) {}

  void OnFollowed(FollowedCopy& copy, const CopyMade& made) override {
    // Nothing can be shared instead of it, nor could it be shared as it is.
    if (!copy.facts.replaceable) {
      twins_.Of(copy).found = Truth::kNo;
      return;
    }
    const absl::string_view dtype = made.destination_layout.dtype();
    std::string key =
        absl::StrCat(copy.bytes, " ", ExtentKey(made.source, made.source_view, dtype, copy.bytes));
    // A word that is no dtype is equal to itself only. (So a group has few dtypes, whatever is
    // read.)
    if (!dtype.empty() && !ItemBytes(dtype).has_value()) absl::StrAppend(&key, " of ", dtype);
    std::shared_ptr<DuplicateGroup>& group = groups_.Of(live_.Array(made.source))[key];
    if (group == nullptr) group = std::make_shared<DuplicateGroup>(key);
    Twin& twin = twins_.Of(copy);
    twin.group = group;
    twin.dtype = std::string(dtype);
    if (!group->Add(copy.made.event, dtype)) twin.found = Truth::kNo;
  }

  void OnClosed(FollowedCopy& copy, bool written) override {
    const std::shared_ptr<DuplicateGroup> group = std::move(twins_.Of(copy).group);
    if (group == nullptr) return;
    const int64_t event = copy.made.event;
    std::vector<DuplicateGroup::Settled> settled;
    if (written) {
      group->OnWritten(event, twins_.Of(copy).dtype, &settled);
    } else {
      group->OnEnded(event, twins_.Of(copy).dtype, &settled);
    }
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
    if (group->empty()) Forget(copy.source, *group);
  }

  // The contents end with a write or with the buffer.
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& /*now*/) override {
    if (is_write) groups_.Of(live_.Array(buffer)).clear();
  }
  void OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) override {
    if (buffer.array() != nullptr) groups_.Of(*buffer.array()).clear();
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
  void Forget(BufferRef source, const DuplicateGroup& group) {
    LiveBuffer* buffer = live_.Find(source);
    if (buffer == nullptr) return;
    Groups& groups = groups_.Of(live_.Array(*buffer));
    auto it = groups.find(group.key());
    if (it != groups.end() && it->second.get() == &group) groups.erase(it);
  }

  LiveState& live_;
  CopyFollower& follower_;
  Slot<Groups> groups_;
  Slot<Twin> twins_;
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

const Rule kDuplicateCopy = {.name = "duplicate-copy",
                             .severity = Severity::kWarning,
                             .category = Category::kRedundantCopy,
                             .make_judge = MakeJudge<DuplicateCopy>,
                             .message = Message,
                             .advice = Advice,
                             .explanation = kExplanation};

}  // namespace tidemark::analysis
