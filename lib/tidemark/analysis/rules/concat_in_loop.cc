// concat-in-loop: an array grew by being joined with a piece, again and again at one place.
//
// A result of a concatenation that is an input of the next one at the same place, and is freed before
// that one is joined in turn, is a link of a chain. A chain of three results or more is a finding: all
// but the last were made to be thrown away. In the replay the first of them has the size of the last,
// and the others lie in it, as if it had been reserved.
//
// Memory: O(results of the chains that are growing).
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace concat_in_loop {
namespace {

class ConcatInLoop final : public TraceObserver {
 public:
  explicit ConcatInLoop(const RuleContext& context)
      : live_(context.live),
        findings_(context.findings),
        health_(context.health),
        joined_(&context.live.array_slots()) {}

  void OnCopy(const CopyMade& made, const Moment& now) override {
    if (made.event.reason == "concat") Join(made.source, made.destination, now);
  }

  // Where a recorder tells of the operation, and not of its copies.
  void OnOp(const OpDone& op, const Moment& now) override {
    if (op.out == nullptr || !Joins(op.event.name)) return;
    for (LiveBuffer* const operand : op.in) {
      if (operand != nullptr) Join(*operand, *op.out, now);
    }
  }

  void OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) override {
    Joined* const joined = joined_.Find(buffer.array());
    if (joined == nullptr) return;
    LiveBuffer* const next = live_.Find(joined->next);
    Joined* const to = next == nullptr ? nullptr : joined_.Find(*next->state);
    if (to == nullptr || to->next.serial != 0) return Finish(buffer, joined);
    to->links = std::move(joined->links);
    to->links.push_back({.ref = LiveState::RefTo(buffer),
                         .id = buffer.named(),
                         .begin = buffer.state->begin_event,
                         .bytes = buffer.bytes,
                         .joined_in = joined->joined_in});
    to->certain = joined->certain && !buffer.state->escaped;
    live_.Keep(to->links.back().ref);
  }

  void OnProfileCrowded(std::vector<int64_t>* turning_points) override {
    live_.ForEachState([&](const ArrayState& state) {
      const Joined* const joined = joined_.Find(state);
      if (joined == nullptr) return;
      for (const Link& link : joined->links) turning_points->push_back(link.joined_in);
      turning_points->push_back(joined->joined_in);
    });
  }

  void OnTraceEnd(const TraceEnd& end) override {
    ForEachBuffer(end.buffers, [&](LiveBuffer& buffer) {
      Joined* const joined = joined_.Find(buffer.array());
      if (joined != nullptr) Finish(buffer, joined);
    });
  }

 private:
  // A result that was joined into the next one and freed.
  struct Link {
    BufferRef ref;
    int64_t id = 0;
    int64_t begin = 0;  // the event
    int64_t bytes = 0;
    int64_t joined_in = 0;
  };
  // What is kept with the result of a concatenation.
  struct Joined {
    SiteIndex site = kUnknownSite;
    SiteIndex unscoped_site = kUnknownSite;
    bool has_previous = false;
    bool certain = true;
    BufferRef next;           // that it was joined into
    int64_t joined_in = 0;    // the event
    std::vector<Link> links;  // before it, the first first
  };
  static constexpr size_t kLeastLinks = 2;

  static bool Joins(absl::string_view operation) {
    return operation == "concatenate" || operation == "concat" || operation == "append" ||
           operation == "hstack" || operation == "vstack";
  }

  void Join(LiveBuffer& source, LiveBuffer& destination, const Moment& now) {
    if (source.serial == destination.serial) return;
    if (destination.foreign || !destination.observed) return;
    const bool is_new = joined_.Find(live_.Array(destination)) == nullptr;
    Joined& to = joined_.Of(live_.Array(destination));
    if (is_new) {
      to.site = now.site;
      to.unscoped_site = now.unscoped_site;
    }
    Joined* const from = joined_.Find(live_.Array(source));
    if (from == nullptr || from->unscoped_site != now.unscoped_site ||
        to.unscoped_site != now.unscoped_site) {
      return;
    }
    if (from->next.serial != 0 || to.has_previous) return;
    from->next = LiveState::RefTo(destination);
    from->joined_in = now.event;
    to.has_previous = true;
  }

  // The buffer is the last of its chain.
  void Finish(LiveBuffer& buffer, Joined* joined) {
    const std::vector<Link> links = std::exchange(joined->links, {});
    if (links.size() < kLeastLinks) {
      for (const Link& link : links) live_.LetGo(link.ref);
      return;
    }
    const BufferRef last = LiveState::RefTo(buffer);
    live_.Keep(last);
    std::vector<Edit> shares;
    int64_t bytes = 0;
    for (size_t i = 0; i < links.size(); ++i) {
      bytes += links[i].bytes;
      const BufferRef& next = i + 1 < links.size() ? links[i + 1].ref : last;
      shares.push_back(Edit::InPlace(links[i].joined_in, next.serial, links[i].ref.serial));
    }
    findings_.Add(
        {.rule = IndexOf(kConcatInLoop),
         .site = joined->site,
         .certain = joined->certain && health_.gaps == 0,
         .bytes = bytes,
         .buffer_bytes = buffer.bytes,
         .op = {},
         .reason = {},
         .evidence = {.buf = buffer.named(), .src_buf = links.back().id, .t = buffer.begin_t},
         .edit = Edit::Replace(links[0].begin, links[0].ref.serial, buffer.bytes),
         .more_edits = std::move(shares)});
  }

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  Slot<Joined> joined_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat("an array grew to ", BytesText(all.buffer_bytes),
                      all.count == 1 ? "" : absl::StrCat(" (", all.count, " times, in all)"),
                      " by being joined with one piece after the other: ", BytesText(all.bytes),
                      " of results were made only to be joined again");
}

std::string Advice(const Occurrences&) {
  return "collect the pieces and concatenate once, or make the array as large as it will be and "
         "fill it";
}

constexpr Explanation kExplanation = {
    .meaning =
        "In a loop, an array was joined with a further piece, and what came of it with the next "
        "one. Each time all that was there before is copied, so that the work grows with the "
        "square of the number of pieces, and the old and the new array are there at once.",
    .before =
        "Array<float> all = empty<float>({0});\n"
        "for (const Array<float>& piece : pieces) all = concatenate({all, piece});",
    .after = "Array<float> all = concatenate(pieces);",
    .numpy_before =
        "all = np.empty(0)\n"
        "for piece in pieces:\n"
        "    all = np.concatenate([all, piece])",
    .numpy_after = "all = np.concatenate(list(pieces))",
    .not_worth = "There are few pieces, or the loop is rarely gone through more than once.",
};

}  // namespace
}  // namespace concat_in_loop

const Rule kConcatInLoop = {.name = "concat-in-loop",
                            .severity = Severity::kWarning,
                            .make_observer = MakeObserver<concat_in_loop::ConcatInLoop>,
                            .message = concat_in_loop::Message,
                            .advice = concat_in_loop::Advice,
                            .explanation = concat_in_loop::kExplanation};

}  // namespace tidemark::analysis
