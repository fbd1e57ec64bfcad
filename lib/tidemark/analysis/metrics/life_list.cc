#include "tidemark/analysis/metrics/life_list.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/strided_set.h"

namespace tidemark::analysis {
namespace {

absl::string_view KindName(BlockKind kind) {
  switch (kind) {
    case BlockKind::kMapping:
      return "mmap";
    case BlockKind::kHeap:
      return "heap";
    case BlockKind::kArray:
      return "array";
    case BlockKind::kPmr:
      return "pmr";
    case BlockKind::kStd:
      return "std";
    case BlockKind::kPool:
      return "pool";
    case BlockKind::kUnknown:
    case BlockKind::kOther:
      break;
  }
  return "";
}

int64_t AddressedBytes(const LiveView& view, const LiveBuffer& buffer) {
  const std::optional<StridedSet> bytes = view.layout.Bytes(buffer.bytes);
  return bytes.has_value() ? std::min(bytes->AddressedBytes(), buffer.bytes) : 0;
}

}  // namespace

void LifeList::OnEvent(const trace::Event& event, const Moment& /*now*/) {
  alloc_ = std::get_if<trace::Alloc>(&event.body);
}

KeptLife& LifeList::Begin(const LiveBuffer& buffer, const Moment& now) {
  if (live_.size() >= 4 * most_ + 1024) Prune();
  KeptLife& entry = live_[buffer.serial];
  entry.serial = buffer.serial;
  entry.id = buffer.named();
  entry.site = buffer.site;
  entry.kind = KindName(buffer.kind);
  entry.observed = buffer.observed;
  entry.weight = buffer.weight();
  entry.bytes = buffer.bytes;
  entry.begin_t = buffer.begin_t;
  entry.begin_event = now.event;
  return entry;
}

void LifeList::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external || alloc_ == nullptr) return;
  all_bytes_ += Weighted(buffer.bytes, buffer.weight());
  all_weights_ += buffer.weight();
  if (buffer.bytes <= too_small_) {
    ++forgotten_;
    return;
  }
  KeptLife& entry = Begin(buffer, now);
  entry.thread = now.thread.value();
  entry.kind = words_.Keep(alloc_->kind);
  entry.dtype = words_.Keep(alloc_->dtype);
  entry.op = words_.Keep(alloc_->op);
  entry.label = std::string(alloc_->label);
  if (alloc_->shape.has_value()) {
    entry.has_shape = true;
    entry.shape.assign(alloc_->shape->begin(), alloc_->shape->end());
  }
}

void LifeList::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  if (buffer.external) return;
  KeptLife* entry = Find(buffer);
  const auto grows = [&](int64_t largest) {
    if (buffer.bytes <= largest) return;
    all_bytes_ += Weighted(buffer.bytes, buffer.weight()) - Weighted(largest, buffer.weight());
  };
  if (entry == nullptr) {
    // One that was forgotten has not been resized before.
    if (buffer.bytes <= std::max(too_small_, bytes_before)) {
      grows(bytes_before);
      return;
    }
    --forgotten_;
    entry = &Begin(buffer, now);
    entry->begin_event = 0;  // unknown, but earlier than this
    entry->bytes = bytes_before;
  }
  if (buffer.bytes < entry->bytes) entry->shrunk = true;
  entry->resized = true;
  grows(entry->bytes);
  entry->bytes = std::max(entry->bytes, buffer.bytes);
}

void LifeList::Prune() {
  std::vector<std::pair<int64_t, int64_t>> order;  // bytes below zero, serial
  order.reserve(live_.size());
  for (const auto& [serial, entry] : live_) order.emplace_back(-entry.bytes, serial);
  const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(most_, order.size() - 1));
  std::nth_element(order.begin(), last, order.end());
  too_small_ = std::max(too_small_, -last->first);
  for (auto at = last; at != order.end(); ++at) {
    const auto entry = live_.find(at->second);
    if (entry->second.shrunk) continue;
    for (const KeptView& view : entry->second.views) open_views_.erase(view.id);
    live_.erase(entry);
    ++forgotten_;
  }
}

void LifeList::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) {
  if (KeptLife* const entry = Find(buffer)) {
    entry->last_access_t = std::max(entry->last_access_t, end.last_access.value_or(-1));
  }
  End(buffer.serial, now.t, now.event);
}

void LifeList::End(int64_t serial, int64_t end_t, int64_t end_event) {
  const auto found = live_.find(serial);
  if (found == live_.end()) return;
  KeptLife& entry = found->second;
  entry.end_t = end_t;
  entry.end_event = end_event;
  for (KeptView& view : entry.views) {
    if (view.end_t >= 0) continue;
    open_views_.erase(view.id);
    view.end_t = end_t;
  }
  const int64_t bytes = entry.bytes;
  ended_.Add(bytes, serial, std::move(entry));
  live_.erase(found);
}

void LifeList::OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* /*parent*/,
                      const Moment& now) {
  if (view.owner || buffer.external) return;
  ++view_count_;
  KeptLife* const entry = Find(buffer);
  if (entry == nullptr) return;
  ++entry->view_count;
  if (entry->views.size() >= MostViews()) return;
  ++views_kept_;
  open_views_[view.id] = {entry->serial, entry->views.size()};
  entry->views.push_back(
      {.id = view.id, .bytes = AddressedBytes(view, buffer), .begin_t = now.t, .site = view.site});
}

void LifeList::OnDrop(LiveBuffer& buffer, const LiveView& view, const Moment& now) {
  const auto open = open_views_.find(view.id);
  if (open == open_views_.end() || open->second.first != buffer.serial) return;
  if (KeptLife* const entry = Find(buffer)) entry->views[open->second.second].end_t = now.t;
  open_views_.erase(open);
}

void LifeList::OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) {
  KeptLife* const entry = Find(buffer);
  if (entry == nullptr) return;
  entry->observed = true;
  entry->last_access_t = std::max(entry->last_access_t, now.t);
  if (is_write && entry->first_write_t < 0) entry->first_write_t = now.t;
}

void LifeList::ReportEntry(const TraceEnd& end, KeptLife* entry, BufferLives* lives) const {
  const auto row = static_cast<int64_t>(lives->buffers.size());
  lives->buffers.push_back({.site = end.places.Resolve(entry->site),
                            .serial = entry->serial,
                            .id = entry->id,
                            .thread = entry->thread,
                            .kind = std::string(entry->kind),
                            .dtype = std::string(entry->dtype),
                            .shape = std::move(entry->shape),
                            .has_shape = entry->has_shape,
                            .label = std::move(entry->label),
                            .op = std::string(entry->op),
                            .bytes = entry->bytes,
                            .all_bytes = Narrow(Weighted(entry->bytes, entry->weight)),
                            .weight = entry->weight,
                            .resized = entry->resized,
                            .begin_t = entry->begin_t,
                            .first_write_t = entry->first_write_t,
                            .last_access_t = entry->last_access_t,
                            .end_t = entry->end_t,
                            .at_peak = entry->begin_event <= peak_event_ &&
                                       (entry->end_event < 0 || entry->end_event > peak_event_),
                            .observed = entry->observed,
                            .view_count = entry->view_count});
  for (const KeptView& view : entry->views) {
    if (lives->views.size() == most_views_) break;
    lives->views.push_back({.site = end.places.Resolve(view.site),
                            .buffer = row,
                            .id = view.id,
                            .bytes = view.bytes,
                            .begin_t = view.begin_t,
                            .end_t = view.end_t});
  }
}

void LifeList::OnTraceEnd(const TraceEnd& end) {
  for (const LiveBuffer* const buffer : end.buffers) End(buffer->serial, -1, -1);
  BufferLives& lives = end.report.details.pictures.lives;
  WideSum bytes = all_bytes_;
  WideSum weights = all_weights_;
  ended_.ForEach([&](KeptLife& entry) {
    bytes -= Weighted(entry.bytes, entry.weight);
    weights -= entry.weight;
    ReportEntry(end, &entry, &lives);
  });
  const int64_t rows = ended_.count() + forgotten_ - static_cast<int64_t>(lives.buffers.size());
  lives.other = {.rows = rows, .bytes = Narrow(bytes), .count = NarrowCount(weights)};
  lives.view_count = view_count_;
}

}  // namespace tidemark::analysis
