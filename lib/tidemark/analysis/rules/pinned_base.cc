#include "tidemark/analysis/rules/pinned_base.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/strided_set.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
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
  return bytes - used >= std::max(PinTracker::kMinIdleBytes, half);
}

}  // namespace

const Rule kPinnedBase = {.name = "pinned-base",
                          .severity = Severity::kWarning,
                          .judge_copy = nullptr,
                          .message = Message,
                          .advice = Advice};

bool PinTracker::Covers(const Handle& handle, const Buffer& buffer) {
  if (handle.owner) return true;
  const std::optional<StridedSet> bytes = handle.layout.Bytes(buffer.bytes);
  if (!bytes.has_value()) return true;
  if (bytes->axes.empty()) return bytes->run >= buffer.bytes;
  if (bytes->span() < buffer.bytes || bytes->AddressedBytes() < buffer.bytes) return false;
  int64_t work = 1 << 16;
  return CountDistinctBytes({*bytes}, &work).value_or(buffer.bytes) >= buffer.bytes;
}

void PinTracker::OnHandle(Buffer& buffer, const Handle& handle, const Handle* parent) {
  PinState& pin = buffer.array().pin;
  if (handle.covers) {
    ++pin.covering;
    pin.uncovered = false;
    return;
  }
  if (!pin.uncovered) return;
  if (pin.pinned && parent != nullptr && LiesWithin(handle, *parent, buffer)) return;
  if (pin.pinned && pin.work_left <= 0) {
    // Too much was counted already: from here on, views are taken to be apart.
    pin.exact = false;
    const std::optional<StridedSet> bytes = handle.layout.Bytes(buffer.bytes);
    const WideSum bound = WideSum(pin.used_bytes) + (bytes ? bytes->AddressedBytes() : 0);
    Note(buffer, std::min(Narrow(bound), buffer.bytes), &pin);
    return;
  }
  Measure(buffer);
}

bool PinTracker::LiesWithin(const Handle& handle, const Handle& parent, const Buffer& buffer) {
  const std::optional<StridedSet> inner = handle.layout.Bytes(buffer.bytes);
  const std::optional<StridedSet> outer = parent.layout.Bytes(buffer.bytes);
  if (!inner.has_value() || !outer.has_value() || !outer->axes.empty()) return false;
  return inner->empty() || (inner->offset >= outer->offset &&
                            inner->offset + inner->span() <= outer->offset + outer->run);
}

void PinTracker::OnDrop(Buffer& buffer, const Handle& handle, const Moment& moment) {
  PinState& pin = buffer.array().pin;
  pin.last_view = handle.id;
  pin.last_view_site = handle.site;
  if (!handle.covers || --pin.covering > 0) return;
  // A handle without a name covers as well, and ends only with the buffer.
  if (!buffer.array().owner) return;
  pin = PinState{.covering = 0,
                 .uncovered = true,
                 .since_event = moment.event,
                 .since_t = moment.t,
                 .work_left = kMaxWork,
                 .last_view = handle.id,
                 .last_view_site = handle.site};
  if (!buffer.array().handles.empty()) Measure(buffer);
}

void PinTracker::OnResize(Buffer& buffer) {
  if (buffer.array_state == nullptr) return;
  const PinState& pin = buffer.array_state->pin;
  if (pin.uncovered && !buffer.array_state->handles.empty()) Measure(buffer);
}

void PinTracker::Measure(Buffer& buffer) {
  PinState& pin = buffer.array().pin;
  std::vector<StridedSet> sets;
  WideSum bound = 0;
  for (int64_t id : buffer.array().handles) {
    const Handle* handle = live_.FindHandle(ViewId(id));
    if (handle == nullptr) continue;
    std::optional<StridedSet> set = handle->layout.Bytes(buffer.bytes);
    if (!set.has_value()) {  // it fitted before a resize
      pin.spoilt = true;
      return;
    }
    if (!handle->layout.strides_given) pin.exact = false;
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

void PinTracker::Note(const Buffer& buffer, int64_t used, PinState* pin) {
  pin->pinned = true;
  pin->used_bytes = std::max(pin->used_bytes, used);
  if (!LeavesTooMuchIdle(buffer.bytes, used)) pin->spoilt = true;
}

void PinTracker::OnEnd(Buffer& buffer, bool at_end_of_trace) {
  if (buffer.array_state == nullptr || buffer.external) return;
  const PinState& pin = buffer.array_state->pin;
  if (!pin.uncovered || !pin.pinned || pin.spoilt) return;
  // The view that holds it longest: the first made of those that live to the end.
  int64_t view = pin.last_view;
  SiteIndex site = pin.last_view_site;
  for (int64_t id : buffer.array_state->handles) {
    const Handle* handle = live_.FindHandle(ViewId(id));
    if (handle == nullptr) continue;
    view = id;
    site = handle->site;
    break;
  }
  const int64_t used = std::min(pin.used_bytes, buffer.bytes);
  found_.push_back({.site = site, .base_bytes = buffer.bytes, .used_bytes = used});
  Edit edit;
  edit.kind = EditKind::kShrink;
  edit.event = pin.since_event;
  edit.buffer = buffer.serial;
  edit.bytes = used;
  findings_.Add({.rule = IndexOf(kPinnedBase),
                 .site = site,
                 .certain = pin.exact && !buffer.array_state->escaped && health_.gaps == 0 &&
                            !(at_end_of_trace && health_.truncated),
                 .bytes = buffer.bytes - used,
                 .buffer_bytes = buffer.bytes,
                 .op = {},
                 .reason = {},
                 .note = {},
                 .evidence = {.buf = buffer.named(), .src_buf = 0, .view = view, .t = pin.since_t},
                 .edit = edit});
}

std::vector<Pin> PinTracker::Pins(Places* places) const {
  std::vector<Pin> pins;
  pins.reserve(found_.size());
  for (const Found& found : found_) {
    pins.push_back({.site = places->Resolve(found.site),
                    .base_bytes = found.base_bytes,
                    .view_bytes = found.used_bytes,
                    .wasted_bytes = found.base_bytes - found.used_bytes});
  }
  return pins;
}

}  // namespace tidemark::analysis
