#include "tidemark/analysis/what_if/what_if_replay.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "tidemark/analysis/what_if/compatible_edits.h"

namespace tidemark::analysis {
namespace {

// Of one event, shares come first: they keep alive what a release would end.
bool InOrder(const Edit& a, const Edit& b) {
  return std::tie(a.event, a.kind, a.buffer) < std::tie(b.event, b.kind, b.buffer);
}

}  // namespace

WhatIfReplay::WhatIfReplay(Edits edits, size_t findings)
    : edits_(std::move(edits)), replays_(findings + 1) {
  std::sort(edits_.begin(), edits_.end(), InOrder);
  Plan();
  for (size_t i = 0; i < edits_.size(); ++i) {
    if (edits_[i].kind == EditKind::kShare) by_buffer_.push_back(static_cast<uint32_t>(i));
  }
  std::sort(by_buffer_.begin(), by_buffer_.end(), [this](uint32_t a, uint32_t b) {
    return std::tie(edits_[a].buffer, a) < std::tie(edits_[b].buffer, b);
  });
}

// A leaked buffer that a copy comes to share after its own last access is released only then.
void WhatIfReplay::Plan() {
  MarkCompatible(&edits_);
  absl::flat_hash_map<int64_t, int64_t> last_share;  // of leaked buffers
  for (const Edit& edit : edits_) {
    if (edit.kind == EditKind::kRelease) last_share[edit.buffer] = 0;
  }
  if (last_share.empty()) return;
  for (const Edit& edit : edits_) {
    if (edit.kind != EditKind::kShare || !edit.taken_with_all) continue;
    auto it = last_share.find(edit.shared);
    if (it != last_share.end()) it->second = edit.event;
  }
  // Released alone, a leak has no sharers; where the two events differ, it gets two edits.
  Edits later;
  for (Edit& edit : edits_) {
    if (edit.kind != EditKind::kRelease || last_share[edit.buffer] <= edit.event) continue;
    later.push_back(edit);
    later.back().event = last_share[edit.buffer];
    later.back().taken_alone = false;
    edit.taken_with_all = false;
  }
  edits_.insert(edits_.end(), later.begin(), later.end());
  std::sort(edits_.begin(), edits_.end(), InOrder);
}

void WhatIfReplay::Consume(const trace::Event& event) {
  ++event_;
  if (const auto* alloc = std::get_if<trace::Alloc>(&event.body)) {
    if (Live* const live = Begin(alloc->buffer)) Count(live, *alloc);
  } else if (const auto* inherit = std::get_if<trace::Inherit>(&event.body)) {
    if (Live* const live = Begin(inherit->buffer)) live->external = true;
  } else if (const auto* resize = std::get_if<trace::Resize>(&event.body)) {
    Resize(*resize);
  } else if (const auto* free = std::get_if<trace::Free>(&event.body)) {
    End(names_.Find(free->buffer).serial);
  } else if (const auto* head = std::get_if<trace::TraceHead>(&event.body)) {
    scale_.OnHead(*head);
  }
  maxima_.Append(event_, live_bytes_);
  ApplyEditsOfThisEvent();
}

WhatIfReplay::Result WhatIfReplay::Finish() {
  Result result;
  for (size_t i = 0; i < replays_.size(); ++i) {
    Changing(i, event_ + 1);
    const int64_t peak = std::max<int64_t>(Narrow(replays_[i].peak), 0);
    if (i + 1 < replays_.size()) {
      result.peak_by_finding.push_back(peak);
    } else {
      result.peak_all_fixed = peak;
    }
  }
  return result;
}

Replay& WhatIfReplay::Changing(size_t replay, int64_t from) {
  Running& running = replays_[replay];
  if (running.since < from) {
    const WideSum most = maxima_.Since(running.since) + running.replay.difference();
    running.peak = std::max(running.peak, most);
    running.since = from;
  }
  return running.replay;
}

bool WhatIfReplay::Know(size_t replay, int64_t serial) {
  if (replays_[replay].replay.Find(serial) != nullptr) return true;
  auto it = live_.find(serial);
  if (it == live_.end()) return false;
  it->second.replays.push_back(replay);
  replays_[replay].replay.Know(serial, it->second.bytes);
  return true;
}

WhatIfReplay::Live* WhatIfReplay::Begin(const trace::BufferName& name) {
  const BufferNames::Begun begun = names_.Begin(name);
  if (begun.displaced != 0) End(begun.displaced);
  if (begun.serial == 0) return nullptr;
  newest_ = begun.serial;
  return &live_[begun.serial];
}

void WhatIfReplay::Count(Live* live, const trace::Alloc& alloc) {
  live->external = alloc.kind == "external";
  live->weight = scale_.Of(alloc);
  live->bytes = live->external ? WideSum(0) : Weighted(alloc.bytes, live->weight);
  live_bytes_ += live->bytes;
  for (; next_by_buffer_ < by_buffer_.size(); ++next_by_buffer_) {
    const Edit& edit = edits_[by_buffer_[next_by_buffer_]];
    if (edit.buffer > newest_) break;
    if (edit.buffer < newest_) continue;
    ForEachReplay(edit, [&](size_t replay) {
      if (Know(replay, newest_)) Changing(replay, event_).DoNotAllocate(newest_);
    });
  }
}

void WhatIfReplay::Resize(const trace::Resize& resize) {
  const int64_t serial = names_.Find(resize.buffer).serial;
  if (serial == 0) return;
  if (resize.new_addr.has_value()) {
    if (const int64_t displaced = names_.Move(serial, *resize.new_addr)) End(displaced);
  }
  Live& live = live_[serial];
  if (live.external) return;
  const WideSum bytes = Weighted(resize.bytes, live.weight);
  live_bytes_ += bytes - live.bytes;
  live.bytes = bytes;
  for (size_t replay : live.replays) Changing(replay, event_).Resize(serial, live.bytes);
}

void WhatIfReplay::End(int64_t serial) {
  auto it = live_.find(serial);
  if (it == live_.end()) return;
  live_bytes_ -= it->second.bytes;
  for (size_t replay : it->second.replays) Changing(replay, event_).End(serial);
  live_.erase(it);
  names_.End(serial);
}

// An edit acts after its event: what the event itself makes or uses is still there.
void WhatIfReplay::ApplyEditsOfThisEvent() {
  for (; next_edit_ < edits_.size() && edits_[next_edit_].event <= event_; ++next_edit_) {
    const Edit& edit = edits_[next_edit_];
    ForEachReplay(edit, [&](size_t replay) { Apply(edit, replay); });
  }
}

void WhatIfReplay::Apply(const Edit& edit, size_t replay) {
  if (!Know(replay, edit.buffer)) return;
  if (edit.kind == EditKind::kShare && !Know(replay, edit.shared)) return;
  Replay& changed = Changing(replay, event_ + 1);
  switch (edit.kind) {
    case EditKind::kShare:
      changed.Link(edit.buffer, edit.shared);
      break;
    case EditKind::kShrink:
      changed.Shrink(edit.buffer, edit.bytes);
      break;
    case EditKind::kRelease:
      changed.Release(edit.buffer);
      break;
    case EditKind::kNone:
    case EditKind::kNothing:
      break;
  }
}

}  // namespace tidemark::analysis
