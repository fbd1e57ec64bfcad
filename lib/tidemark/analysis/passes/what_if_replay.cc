#include "tidemark/analysis/passes/what_if_replay.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "tidemark/analysis/passes/compatible_edits.h"

namespace tidemark::analysis {

WhatIfReplay::WhatIfReplay(std::vector<Edit> edits, size_t findings)
    : edits_(std::move(edits)), replays_(findings + 1) {
  std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) {
    return std::tie(a.event, a.kind, a.buffer) < std::tie(b.event, b.kind, b.buffer);
  });
  std::vector<std::vector<int64_t>> members(findings);
  std::vector<int64_t> all;
  for (size_t i = 0; i < edits_.size(); ++i) {
    members[static_cast<size_t>(edits_[i].finding)].push_back(static_cast<int64_t>(i));
    all.push_back(static_cast<int64_t>(i));
  }
  for (size_t i = 0; i < findings; ++i) Plan(i, members[i]);
  Plan(findings, all);
  std::stable_sort(by_event_.begin(), by_event_.end(), [](const Applied& a, const Applied& b) {
    return std::tie(a.event, a.edit->kind) < std::tie(b.event, b.edit->kind);
  });
  std::stable_sort(by_buffer_.begin(), by_buffer_.end(), [](const Applied& a, const Applied& b) {
    return a.edit->buffer < b.edit->buffer;
  });
}

void WhatIfReplay::Plan(size_t replay, const std::vector<int64_t>& members) {
  const std::vector<int64_t> compatible = CompatibleEdits(edits_, members);
  absl::flat_hash_map<int64_t, int64_t> last_share;  // of a buffer: the event of the link
  for (int64_t index : compatible) {
    const Edit& edit = edits_[static_cast<size_t>(index)];
    if (edit.kind != EditKind::kShare) continue;
    last_share[edit.shared] = edit.event;
    by_buffer_.push_back({.edit = &edit, .replay = replay, .event = edit.event});
  }
  for (int64_t index : compatible) {
    const Edit& edit = edits_[static_cast<size_t>(index)];
    int64_t event = edit.event;
    if (edit.kind == EditKind::kRelease) {
      // A copy may come to share it after its own last access.
      if (auto it = last_share.find(edit.buffer); it != last_share.end()) {
        event = std::max(event, it->second);
      }
    }
    by_event_.push_back({.edit = &edit, .replay = replay, .event = event});
  }
}

void WhatIfReplay::Consume(const trace::Event& event) {
  ++event_;
  if (const auto* alloc = std::get_if<trace::Alloc>(&event.body)) {
    Begin(*alloc);
  } else if (const auto* resize = std::get_if<trace::Resize>(&event.body)) {
    Resize(*resize);
  } else if (const auto* free = std::get_if<trace::Free>(&event.body)) {
    End(names_.Find(free->buffer).serial);
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

void WhatIfReplay::Begin(const trace::Alloc& alloc) {
  const BufferNames::Begun begun = names_.Begin(alloc.buffer);
  if (begun.displaced != 0) End(begun.displaced);
  if (begun.serial == 0) return;
  Live& live = live_[begun.serial];
  live.external = alloc.kind == "external";
  live.bytes = live.external ? 0 : alloc.bytes;
  live_bytes_ += live.bytes;
  for (; next_by_buffer_ < by_buffer_.size() &&
         by_buffer_[next_by_buffer_].edit->buffer <= begun.serial;
       ++next_by_buffer_) {
    const Applied& applied = by_buffer_[next_by_buffer_];
    if (applied.edit->buffer != begun.serial || !Know(applied.replay, begun.serial)) continue;
    Changing(applied.replay, event_).DoNotAllocate(begun.serial);
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
  live_bytes_ += resize.bytes - live.bytes;
  live.bytes = resize.bytes;
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
  for (; next_by_event_ < by_event_.size() && by_event_[next_by_event_].event <= event_;
       ++next_by_event_) {
    const Applied& applied = by_event_[next_by_event_];
    const Edit& edit = *applied.edit;
    if (!Know(applied.replay, edit.buffer)) continue;
    if (edit.kind == EditKind::kShare && !Know(applied.replay, edit.shared)) continue;
    Replay& replay = Changing(applied.replay, event_ + 1);
    switch (edit.kind) {
      case EditKind::kShare:
        replay.Link(edit.buffer, edit.shared);
        break;
      case EditKind::kShrink:
        replay.Shrink(edit.buffer, edit.bytes);
        break;
      case EditKind::kRelease:
        replay.Release(edit.buffer);
        break;
      case EditKind::kNone:
        break;
    }
  }
}

}  // namespace tidemark::analysis
