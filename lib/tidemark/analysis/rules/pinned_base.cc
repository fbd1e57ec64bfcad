#include "tidemark/analysis/rules/pinned_base.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/strided_set.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace pinned_base {
namespace {

std::string Message(const Occurrences& all) {
  const int64_t used = all.buffer_bytes - all.bytes;
  if (all.count == 1) {
    return absl::StrCat("a view of ", BytesText(used), " keeps a buffer of ",
                        BytesText(all.buffer_bytes), " alive after its last full handle is gone; ",
                        BytesText(all.bytes), " lie idle");
  }
  return absl::StrCat("views of ", BytesText(used), " keep ", all.count, " buffers of ",
                      BytesText(all.buffer_bytes),
                      " alive after their last full handles are gone; ", BytesText(all.bytes),
                      " lie idle");
}

std::string Advice(const Occurrences&) {
  return "copy() the part that is needed and let the base go";
}

bool LeavesTooMuchIdle(int64_t bytes, int64_t used) {
  const int64_t half = bytes / 2 + bytes % 2;
  return bytes - used >= std::max(PinnedBase::kMinIdleBytes, half);
}

constexpr Explanation kExplanation = {
    .meaning =
        "The last handle of a whole array is gone, but a view of a small part "
        "keeps all of it alive. At least 64 KiB and at least half of the array "
        "lie idle for as long as the view lives.",
    .before =
        "Array<float> Thumbnail(const std::string& path) {\n"
        "  Array<float> image = Load(path);\n"
        "  return image[{Slice(0, 16), Slice(0, 16)}];  // holds all of image\n"
        "}",
    .after =
        "Array<float> Thumbnail(const std::string& path) {\n"
        "  Array<float> image = Load(path);\n"
        "  return image[{Slice(0, 16), Slice(0, 16)}].copy();\n"
        "}",
    .numpy_before =
        "def thumbnail(path):\n"
        "    return load(path)[:16, :16]",
    .numpy_after =
        "def thumbnail(path):\n"
        "    return load(path)[:16, :16].copy()",
    .not_worth =
        "The view lives only a little longer than the array would have, or "
        "most of the array is used through further views soon.",
};

}  // namespace
}  // namespace pinned_base

const Rule kPinnedBase = {.name = "pinned-base",
                          .severity = Severity::kWarning,
                          .make_observer = MakeObserver<PinnedBase>,
                          .message = pinned_base::Message,
                          .advice = pinned_base::Advice,
                          .explanation = pinned_base::kExplanation};

void PinnedBase::OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
                        const Moment& /*now*/) {
  PinState* const found = pins_.Find(*buffer.array());
  if (found == nullptr) return;
  PinState& pin = *found;
  if (view.covers) {
    pin.uncovered = false;
    return;
  }
  if (!pin.uncovered) return;
  if (pin.pinned && parent != nullptr && LiesWithin(view, *parent, buffer)) return;
  if (pin.pinned && pin.work_left <= 0) {
    // Too much was counted already: from here on, views are assumed to be disjoint.
    pin.exact = false;
    const std::optional<StridedSet> bytes = view.layout.Bytes(buffer.bytes);
    const WideSum bound = WideSum(pin.used_bytes) + (bytes ? bytes->AddressedBytes() : 0);
    Note(buffer, std::min(Narrow(bound), buffer.bytes), &pin);
    return;
  }
  Measure(buffer);
}

bool PinnedBase::LiesWithin(const LiveView& view, const LiveView& parent,
                            const LiveBuffer& buffer) {
  const std::optional<StridedSet> inner = view.layout.Bytes(buffer.bytes);
  const std::optional<StridedSet> outer = parent.layout.Bytes(buffer.bytes);
  if (!inner.has_value() || !outer.has_value() || !outer->axes.empty()) return false;
  return inner->empty() || (inner->offset >= outer->offset &&
                            inner->offset + inner->span() <= outer->offset + outer->run);
}

void PinnedBase::OnDrop(LiveBuffer& buffer, const LiveView& view, const Moment& now) {
  ArrayState& array = live_.Array(buffer);
  if (PinState* pin = pins_.Find(array)) {
    pin->last_view = view.id;
    pin->last_view_site = view.site;
  }
  if (!view.covers || array.covering > 0) return;
  // An owning view without a name covers as well, and ends only with the buffer.
  if (!array.owner) return;
  pins_.Of(array) = PinState{.uncovered = true,
                             .since_event = now.event,
                             .since_t = now.t,
                             .work_left = kMaxWork,
                             .last_view = view.id,
                             .last_view_site = view.site};
  if (array.views > 0) Measure(buffer);
}

void PinnedBase::OnResize(LiveBuffer& buffer, int64_t /*bytes_before*/, const Moment& /*now*/) {
  if (buffer.array() == nullptr) return;
  const PinState* const pin = pins_.Find(*buffer.array());
  if (pin != nullptr && pin->uncovered && buffer.array()->views > 0) Measure(buffer);
}

void PinnedBase::Measure(LiveBuffer& buffer) {
  PinState& pin = pins_.Of(live_.Array(buffer));
  std::vector<StridedSet> sets;
  WideSum bound = 0;
  const ArrayState& array = live_.Array(buffer);
  for (const LiveView* const view : live_.FirstViews(array, static_cast<size_t>(array.views))) {
    std::optional<StridedSet> set = view->layout.Bytes(buffer.bytes);
    if (!set.has_value()) {  // in bounds only before a resize
      pin.disqualified = true;
      return;
    }
    if (!view->layout.strides_given()) pin.exact = false;
    bound += set->AddressedBytes();
    sets.push_back(*std::move(set));
  }
  pin.work_left -= static_cast<int64_t>(sets.size());
  int64_t used = std::min(Narrow(bound), buffer.bytes);
  // An upper bound that is no more than what was used before needs no exact count.
  if (!pin.pinned || used > pin.used_bytes) {
    const std::optional<int64_t> exact = CountDistinctBytes(std::move(sets), &pin.work_left);
    if (exact.has_value()) {
      used = *exact;
    } else {
      pin.exact = false;
    }
  }
  Note(buffer, used, &pin);
}

void PinnedBase::Note(const LiveBuffer& buffer, int64_t used, PinState* pin) {
  pin->pinned = true;
  pin->used_bytes = std::max(pin->used_bytes, used);
  if (!pinned_base::LeavesTooMuchIdle(buffer.bytes, used)) pin->disqualified = true;
}

void PinnedBase::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& now) {
  AddIfPinned(buffer, now.t);
}

void PinnedBase::OnTraceEnd(const TraceEnd& end) {
  ForEachBuffer(end.buffers, [&](LiveBuffer& buffer) { AddIfPinned(buffer, std::nullopt); });
  for (const Found& found : found_) {
    end.report.pins.push_back({.site = end.places.Resolve(found.site),
                               .base_bytes = found.base_bytes,
                               .view_bytes = found.used_bytes,
                               .wasted_bytes = found.base_bytes - found.used_bytes,
                               .base_site = end.places.Resolve(found.base_site),
                               .buf = found.buf,
                               .serial = found.serial,
                               .since_t = found.since_t,
                               .until_t = found.until_t});
  }
}

void PinnedBase::OnProfileCrowded(std::vector<int64_t>* turning_points) {
  live_.ForEachState([&](const ArrayState& state) {
    const PinState* const pin = pins_.Find(state);
    if (pin != nullptr && pin->uncovered) turning_points->push_back(pin->since_event);
  });
}

void PinnedBase::AddIfPinned(LiveBuffer& buffer, std::optional<int64_t> end_t) {
  if (buffer.array() == nullptr || buffer.external) return;
  const PinState* const found = pins_.Find(*buffer.array());
  if (found == nullptr || !found->uncovered || !found->pinned || found->disqualified) return;
  const PinState& pin = *found;
  // The view that holds it longest: the first made of those that live to the end.
  int64_t holder = pin.last_view;
  SiteIndex site = pin.last_view_site;
  for (const LiveView* const view : live_.FirstViews(*buffer.array(), 1)) {
    holder = view->id;
    site = view->site;
  }
  const int64_t used = std::min(pin.used_bytes, buffer.bytes);
  found_.push_back({.site = site,
                    .base_bytes = buffer.bytes,
                    .used_bytes = used,
                    .base_site = buffer.site,
                    .buf = buffer.named(),
                    .serial = buffer.serial,
                    .since_t = pin.since_t,
                    .until_t = end_t.value_or(-1)});
  Edit edit;
  edit.kind = EditKind::kShrink;
  edit.event = pin.since_event;
  edit.buffer = buffer.serial;
  edit.bytes = used;
  live_.Keep(LiveState::RefTo(buffer));
  findings_.Add(
      {.rule = IndexOf(kPinnedBase),
       .site = site,
       .certain = pin.exact && !buffer.array()->escaped && health_.gaps == 0 &&
                  !(!end_t.has_value() && health_.truncated),
       .bytes = buffer.bytes - used,
       .buffer_bytes = buffer.bytes,
       .op = {},
       .reason = {},
       .evidence = {.buf = buffer.named(), .src_buf = 0, .view = holder, .t = pin.since_t},
       .edit = edit});
}

}  // namespace tidemark::analysis
