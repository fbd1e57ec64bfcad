// repeated-growth: memory that grows by being given up for a larger block, three times and more, as a
// vector does of which nobody said how large it will become.
//
// Of the heap nobody knows what was copied. What is seen is this: a place (a stack) allocates a block
// at least 1.2 times as large as the one before, and the one before is freed before that place
// allocates again. A block that a `resize` changed was given up for none: it is still itself, however
// the allocator moved it.
//
// Blocks below kLargeBlock are seen at the beginning of a trace only (TraceObserver::OnLargeBlock). They
// do not come between large ones, and a growth that ends with one counts if that is a hundredth of the
// peak. What interpreters do for themselves is not told.
//
// In a replay the first block has the size of the last one, and the others are not there.
//
// Memory: O(sites), and the steps of all growths.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace repeated_growth {
namespace {

constexpr size_t kLeastSteps = 3;

std::string Message(const Occurrences& all) {
  const std::string largest = all.note.empty() ? "" : absl::StrCat(": ", all.note);
  return absl::StrCat("gave up blocks of ", BytesText(all.bytes), " in all for larger ones",
                      all.count == 1 ? largest
                                     : absl::StrCat(", in ", all.count, " growths, the largest",
                                                    largest.empty() ? "" : largest));
}

std::string Advice(const Occurrences& all) {
  return absl::StrCat("reserve() the last size before it is filled; ", BytesText(all.bytes),
                      " less are allocated then");
}

class RepeatedGrowth final : public TraceObserver {
 public:
  explicit RepeatedGrowth(const RuleContext& context)
      : findings_(context.findings), sites_(context.sites) {}

  void OnLargeBlock(LiveBuffer& block, const Moment& now) override {
    const size_t index = IndexOfPlace(block);
    if (places_.size() <= index) places_.resize(index + 1);
    Place& place = places_[index];
    if (block.bytes < kLargeBlock && place.newest.bytes >= kLargeBlock) return;
    if (place.last != place.newest.serial) Finish(&place);
    place.previous = place.newest;
    place.newest = {.serial = block.serial,
                    .bytes = block.bytes,
                    .event = now.event,
                    .t = block.begin_t,
                    .site = block.site};
  }

  void OnLargeBlockFree(LiveBuffer& block, const BufferEnd& end, const Moment& now) override {
    Place* const place = PlaceOf(block);
    if (place == nullptr) return;
    const bool is_growth = place->previous.serial == block.serial && !end.free_missed &&
                           IsMuchLarger(place->newest.bytes, place->previous.bytes);
    if (!is_growth) return Forget(block, place);
    place->steps.push_back({.block = std::exchange(place->previous, {}), .end = now.event});
    place->last = place->newest.serial;
  }

  void OnResize(LiveBuffer& buffer, int64_t /*bytes_before*/, const Moment& /*now*/) override {
    if (Place* const place = PlaceOf(buffer)) Forget(buffer, place);
  }

  void OnProfileCrowded(std::vector<int64_t>* turning_points) override {
    for (const Place& place : places_) {
      turning_points->push_back(place.previous.event);
      turning_points->push_back(place.newest.event);
      AppendSteps(place.steps, turning_points);
    }
    for (const Growth& growth : growths_) {
      AppendSteps(growth.steps, turning_points);
      turning_points->push_back(growth.last.event);
    }
  }

  void OnTraceEnd(const TraceEnd& end) override {
    for (Place& place : places_) Finish(&place);
    for (const Growth& growth : growths_) {
      if (growth.last.bytes < kLargeBlock &&
          WideSum(growth.last.bytes) * 100 < end.report.peak.bytes) {
        continue;
      }
      if (!IsInterpreters(end.places.Resolve(growth.last.site))) Add(growth);
    }
  }

 private:
  struct Block {
    int64_t serial = 0;  // 0: none, or one that is no part of a growth any more
    int64_t bytes = 0;
    int64_t event = 0;  // at which it began
    int64_t t = 0;
    SiteIndex site = kUnknownSite;
  };
  struct Step {
    Block block;  // that was given up
    int64_t end = 0;
  };
  struct Growth {
    std::vector<Step> steps;
    Block last;
  };
  struct Place {
    Block newest;
    Block previous;           // while it lives
    std::vector<Step> steps;  // of the growth that goes on
    int64_t last = 0;         // the block that the latest step led to; 0 while there are none
  };

  static void AppendSteps(const std::vector<Step>& steps, std::vector<int64_t>* turning_points) {
    for (const Step& step : steps) {
      turning_points->push_back(step.block.event);
      turning_points->push_back(step.end);
    }
  }

  static bool IsMuchLarger(int64_t bytes, int64_t than) {
    return WideSum(bytes) * 5 >= WideSum(than) * 6;
  }

  size_t IndexOfPlace(const LiveBuffer& buffer) const {
    return static_cast<size_t>(sites_.Anywhere(buffer.site));
  }

  // Null where no large block was seen of the buffer's.
  Place* PlaceOf(const LiveBuffer& buffer) {
    const size_t index = IndexOfPlace(buffer);
    return index < places_.size() ? &places_[index] : nullptr;
  }

  // The buffer is gone, or another than before.
  void Forget(const LiveBuffer& buffer, Place* place) {
    const int64_t serial = buffer.serial;
    if (serial == place->last) Finish(place);
    if (serial == place->previous.serial) place->previous = {};
    if (serial == place->newest.serial) place->newest = {};
  }

  // Of a growth the last block is still known: before it is not, this is called.
  void Finish(Place* place) {
    Growth growth = {.steps = std::exchange(place->steps, {}),
                     .last = place->last == place->newest.serial ? place->newest : place->previous};
    place->last = 0;
    if (growth.steps.size() >= kLeastSteps) growths_.push_back(std::move(growth));
  }

  void Add(const Growth& growth) {
    const Block& last = growth.last;
    WideSum given_up = 0;
    for (const Step& step : growth.steps) given_up += step.block.bytes;
    const Block& first = growth.steps.front().block;
    std::vector<Edit> more_edits;
    for (size_t i = 0; i < growth.steps.size(); ++i) {
      const Step& step = growth.steps[i];
      if (i > 0) more_edits.push_back(ChangeAt(step.block.event, -step.block.bytes));
      more_edits.push_back(ChangeAt(step.end, step.block.bytes));
    }
    more_edits.push_back(ChangeAt(last.event, -last.bytes));
    const FindingCollector::Shown shown =
        findings_.Add({.rule = IndexOf(kRepeatedGrowth),
                       .site = first.site,
                       .certain = false,
                       .bytes = Narrow(given_up),
                       .buffer_bytes = last.bytes,
                       .op = {},
                       .reason = {},
                       .evidence = {.buf = 0, .src_buf = 0, .view = 0, .t = first.t},
                       .edit = ChangeAt(first.event, last.bytes - first.bytes),
                       .more_edits = std::move(more_edits)});
    if (shown.note != nullptr) {
      *shown.note = absl::StrCat("from ", BytesText(first.bytes), " to ", BytesText(last.bytes),
                                 " in ", growth.steps.size(), " steps");
    }
  }

  // From that event on so much more is live.
  static Edit ChangeAt(int64_t event, int64_t bytes) {
    Edit edit;
    edit.kind = EditKind::kChange;
    edit.event = event - 1;
    edit.bytes = bytes;
    return edit;
  }

  FindingCollector& findings_;
  const SiteTable& sites_;
  std::vector<Place> places_;    // by site, whatever the scope
  std::vector<Growth> growths_;  // that are over
};

constexpr Explanation kExplanation = {
    .meaning =
        "Memory grew here by being given up for a larger block, three times or more, as a "
        "std::vector does that is filled without reserve(). At each step the old block and the new "
        "one are live together, and all is copied. In a long trace, blocks below 4 KiB are looked "
        "at in its beginning only. It is only likely: of the heap nobody sees what was copied.",
    .before =
        "std::vector<double> all;\n"
        "for (const Row& row : rows) all.push_back(row.value);",
    .after =
        "std::vector<double> all;\n"
        "all.reserve(rows.size());\n"
        "for (const Row& row : rows) all.push_back(row.value);",
    .numpy_before =
        "all = np.empty(0)\n"
        "for row in rows: all = np.append(all, row.value)",
    .numpy_after = "all = np.fromiter((row.value for row in rows), float, len(rows))",
    .not_worth =
        "Nobody can know the size beforehand, not even a bound; or it is often small, and "
        "reserving for the largest would hold more than the growth costs.",
};

}  // namespace
}  // namespace repeated_growth

const Rule kRepeatedGrowth = {.name = "repeated-growth",
                              .severity = Severity::kNote,
                              .category = Category::kOther,
                              .make_observer = MakeObserver<repeated_growth::RepeatedGrowth>,
                              .message = repeated_growth::Message,
                              .advice = repeated_growth::Advice,
                              .explanation = repeated_growth::kExplanation};

}  // namespace tidemark::analysis
