// dtype-round-trip: an array was cast to another dtype, and what came of it only back again.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_follower.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/dtypes.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace dtype_round_trip {
namespace {

// What is kept with an array that is a cast of another, until it is written.
struct Cast {
  int64_t copy = 0;        // that made it; 0: it is none any more
  absl::string_view from;  // the dtype that was
  int64_t read_in = 0;     // the event of the first read
  bool read_again = false;
  int64_t back = 0;  // the copy that cast it back, not judged
};

// What is kept with the copy that casts back.
struct BackCast {
  int64_t between_begin = 0;    // the event
  int64_t between_bytes = 0;    // of the array that was only there in between
  bool same_values = false;     // all of the casts kept them
  bool first_is_there = false;  // the array that was cast first can stand for the last
  BufferRef first;
  Truth only_reader = Truth::kOpen;
};

class DtypeRoundTrip final : public CopyJudge {
 public:
  DtypeRoundTrip(const RuleContext& context, CopyFollower* follower)
      : live_(context.live),
        follower_(*follower),
        casts_(&context.live.array_slots()),
        backs_(&follower->slots()) {}

  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) override {
    Cast* const cast = casts_.Find(*buffer.array());
    if (cast == nullptr || cast->copy == 0) return;
    if (cast->read_in == 0 && !is_write) {
      cast->read_in = now.event;
    } else {
      cast->read_again = true;
      Settle(cast, Truth::kNo);
    }
    if (is_write) cast->copy = 0;
  }

  void OnFollowed(FollowedCopy& copy, const CopyMade& made) override {
    const absl::string_view from = made.source_layout.dtype();
    const absl::string_view to = made.destination_layout.dtype();
    if (from == to || from.empty() || to.empty() || !copy.facts.same_elements) return;
    Cast* const cast = casts_.Find(*made.source.array());
    const bool is_whole = copy.is_all && copy.facts.reason != "concat";
    if (cast != nullptr && cast->copy != 0 && cast->from == to && is_whole && !cast->read_again &&
        cast->read_in == copy.made.event && HasAll(made)) {
      NoteBack(copy, made, cast);
    }
    if (!is_whole || copy.facts.reason == "assign") return;
    casts_.Of(live_.Array(made.destination)) = {.copy = copy.made.event,
                                                .from = follower_.words().Keep(from)};
  }

  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) override {
    Cast* const cast = casts_.Find(buffer.array());
    if (cast == nullptr || cast->back == 0) return;
    const FollowedCopy* const back = follower_.Find(cast->back);
    const bool used =
        back != nullptr && (end.ReadAfter(back->told_t) || end.WrittenAfter(back->told_t));
    Settle(cast, TruthOf(!used));
  }

  void OnTraceEnd(const TraceEnd& end) override {
    ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
      Cast* const cast = casts_.Find(buffer.array());
      if (cast != nullptr) Settle(cast, Truth::kYes);
    });
  }

  void OnDecided(FollowedCopy& copy) override {
    if (const BackCast* back = backs_.Find(copy)) live_.LetGo(back->first);
  }

  Truth Judge(const FollowedCopy& copy) const override {
    const BackCast* const back = backs_.Find(copy);
    if (back == nullptr) return Truth::kNo;
    return And(TruthOf(copy.facts.replaceable), back->only_reader);
  }

  bool IsCertain(const FollowedCopy& copy) const override { return Back(copy).same_values; }

  int64_t Bytes(const FollowedCopy& copy) const override {
    return Back(copy).between_bytes + (IsSame(copy) ? copy.destination_bytes : 0);
  }

  // The array in between is not made.
  void CompleteEdit(const FollowedCopy& copy, Edit* edit) const override {
    *edit = Edit::Replace(Back(copy).between_begin, copy.source.serial, 0);
  }

  // The last one is the first.
  void AppendEdits(const FollowedCopy& copy, std::vector<Edit>* edits) const override {
    if (!IsSame(copy)) return;
    Edit edit;
    edit.kind = EditKind::kShare;
    edit.event = copy.made.event;
    edit.buffer = copy.destination.serial;
    edit.shared = Back(copy).first.serial;
    edit.parent = copy.lineage.size() > 1 ? copy.lineage[1].copy : 0;
    edit.skips_one = true;
    edit.first_conflict = copy.first_conflict;
    if (edit.first_conflict != Edit::kNoConflict) --edit.first_conflict;
    live_.Keep(copy.destination);
    live_.Keep(Back(copy).first);
    edits->push_back(edit);
  }

 private:
  // Whether all that was cast before is cast back.
  static bool HasAll(const CopyMade& made) {
    const int64_t from = ItemBytes(made.source_layout.dtype()).value_or(0);
    const int64_t to = ItemBytes(made.destination_layout.dtype()).value_or(0);
    return from > 0 && to > 0 &&
           WideSum(made.event.bytes) * from == WideSum(made.source.bytes) * to;
  }

  void NoteBack(FollowedCopy& copy, const CopyMade& made, Cast* cast) {
    const FollowedCopy* const first = follower_.Find(cast->copy);
    if (first == nullptr) return;
    BackCast& back = backs_.Of(copy);
    back.between_begin = made.source.state->begin_event;
    back.between_bytes = made.source.bytes;
    back.same_values = HoldsAll(made.source_layout.dtype(), made.destination_layout.dtype());
    back.first = first->source;
    back.first_is_there = back.same_values && !first->source_written.ever && first->bytes > 0 &&
                          first->facts.same_place && first->facts.replaceable &&
                          copy.facts.same_place && !first->facts.source_foreign && first->is_all &&
                          first->facts.reason != "assign" && !copy.lineage.empty() &&
                          copy.lineage[0].copy == cast->copy;
    live_.Keep(back.first);
    cast->back = copy.made.event;
  }

  void Settle(Cast* cast, Truth only_reader) {
    FollowedCopy* const copy = follower_.Find(cast->back);
    const int64_t back = cast->back;
    cast->back = 0;
    if (copy == nullptr) return;
    backs_.Of(*copy).only_reader = only_reader;
    follower_.TryDecide(back);
  }

  const BackCast& Back(const FollowedCopy& copy) const { return *backs_.Find(copy); }

  // Whether the first array could stand for the last one as long as that is used.
  bool IsSame(const FollowedCopy& copy) const {
    return Back(copy).first_is_there && copy.is_all && copy.first_conflict != 0 &&
           copy.facts.destination_unwritten == Truth::kYes;
  }

  LiveState& live_;
  CopyFollower& follower_;
  Slot<Cast> casts_;
  Slot<BackCast> backs_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat("cast back ", all.count == 1 ? "what was" : "what were",
                      " cast from that very dtype before, and read by nothing else: ",
                      BytesText(all.bytes), " for the way there and back");
}

std::string Advice(const Occurrences&) {
  return "keep the first dtype; where the second one is there to round, round in place";
}

constexpr Explanation kExplanation = {
    .meaning =
        "An array was cast to another dtype, and the result was only read by the cast back. Where "
        "the dtype in between holds all values of the first, nothing was gained at all; where it "
        "does not, the elements were rounded, which may have been the purpose.",
    .before =
        "Array<double> wide = image.astype<double>();\n"
        "Array<float> image2 = wide.astype<float>();",
    .after = "Array<float> image2 = image;",
    .numpy_before = "image = load().astype(np.float64).astype(np.float32)",
    .numpy_after = "image = load()  # is float32",
    .not_worth =
        "The values are to be rounded to the narrower dtype, or the two casts are in functions "
        "that should not know of each other.",
};

}  // namespace
}  // namespace dtype_round_trip

const Rule kDtypeRoundTrip = {.name = "dtype-round-trip",
                              .severity = Severity::kWarning,
                              .category = Category::kRedundantCopy,
                              .make_judge = MakeJudge<dtype_round_trip::DtypeRoundTrip>,
                              .message = dtype_round_trip::Message,
                              .advice = dtype_round_trip::Advice,
                              .explanation = dtype_round_trip::kExplanation};

}  // namespace tidemark::analysis
