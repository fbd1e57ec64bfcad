#include "tidemark/analysis/what_if/what_if_replay.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tidemark/analysis/what_if/compatible_edits.h"

namespace tidemark::analysis {
namespace {

// Of one event, shares come first: they keep alive what a release would end.
bool InOrder(const Edit& a, const Edit& b) {
  return std::tie(a.event, a.kind, a.buffer) < std::tie(b.event, b.kind, b.buffer);
}

}  // namespace

WhatIfReplay::WhatIfReplay(Edits edits, std::vector<Life> lives, const LiveProfile* profile,
                           size_t findings)
    : lives_(std::move(lives)), profile_(*profile), now_(lives_.size()), replays_(findings + 1) {
  edits_.reserve(edits.size());
  for (; !edits.empty(); edits.pop_front()) edits_.push_back(edits.front());
  std::sort(edits_.begin(), edits_.end(), InOrder);
  Plan();
  life_of_.reserve(lives_.size());
  for (size_t i = 0; i < lives_.size(); ++i) life_of_[lives_[i].serial] = static_cast<uint32_t>(i);
  for (size_t i = 0; i < edits_.size(); ++i) {
    const EditKind kind = edits_[i].kind;
    if (kind == EditKind::kShare || kind == EditKind::kReplace) {
      by_buffer_.push_back(static_cast<uint32_t>(i));
    }
  }
  std::sort(by_buffer_.begin(), by_buffer_.end(), [this](uint32_t a, uint32_t b) {
    return std::tie(edits_[a].buffer, a) < std::tie(edits_[b].buffer, b);
  });
}

// A leaked buffer that a copy comes to share after its own last access is released only then.
void WhatIfReplay::Plan() {
  MarkCompatible(absl::MakeSpan(edits_));
  absl::flat_hash_map<int64_t, int64_t> last_share;  // by shared buffer
  for (const Edit& edit : edits_) {
    if (edit.kind == EditKind::kShare && edit.taken_with_all) last_share[edit.shared] = edit.event;
  }
  if (last_share.empty()) return;
  // Released alone, a leak has no sharers; where the two events differ, it gets two edits.
  std::vector<Edit> later;
  for (Edit& edit : edits_) {
    if (edit.kind != EditKind::kRelease) continue;
    const auto shared = last_share.find(edit.buffer);
    if (shared == last_share.end() || shared->second <= edit.event) continue;
    later.push_back(edit);
    later.back().event = shared->second;
    later.back().taken_alone = false;
    edit.taken_with_all = false;
  }
  std::sort(later.begin(), later.end(), InOrder);
  const auto middle = edits_.insert(edits_.end(), later.begin(), later.end());
  std::inplace_merge(edits_.begin(), middle, edits_.end(), InOrder);
}

WhatIfReplay::Result WhatIfReplay::Run() {
  const std::vector<Turn> turns = TurnsOfLives();
  auto turn = turns.begin();
  // An edit acts after its event: what the event itself makes or uses is still there.
  for (const Edit& edit : edits_) {
    for (; turn != turns.end() && turn->event <= edit.event; ++turn) Take(*turn);
    ForEachReplay(edit, [&](size_t replay) { Apply(edit, replay); });
  }
  for (; turn != turns.end(); ++turn) Take(*turn);

  Result result;
  ReadProfileBefore(Life::kNever);
  for (size_t i = 0; i < replays_.size(); ++i) {
    Running& running = replays_[i];
    const WideSum most =
        std::max(running.peak, maxima_.Since(running.since, -running.replay.difference()) +
                                   running.replay.difference());
    const int64_t peak = std::max<int64_t>(Narrow(most), 0);
    if (i + 1 < replays_.size()) {
      result.peak_by_finding.push_back(peak);
    } else {
      result.peak_all_fixed = peak;
    }
  }
  return result;
}

std::vector<WhatIfReplay::Turn> WhatIfReplay::TurnsOfLives() const {
  std::vector<Turn> turns;
  for (uint32_t i = 0; i < lives_.size(); ++i) {
    const Life& life = lives_[i];
    turns.push_back({.event = life.begin, .step = Step::kBegin, .life = i});
    for (uint32_t j = 0; j < life.resizes.size(); ++j) {
      turns.push_back(
          {.event = life.resizes[j].event, .step = Step::kResize, .life = i, .resize = j});
    }
    if (life.end != Life::kNever) {
      turns.push_back({.event = life.end, .step = Step::kEnd, .life = i});
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.event, a.step, a.life) < std::tie(b.event, b.step, b.life);
  });
  return turns;
}

size_t WhatIfReplay::LifeOf(int64_t serial) const {
  const auto it = life_of_.find(serial);
  return it == life_of_.end() ? lives_.size() : it->second;
}

void WhatIfReplay::ReadProfileBefore(int64_t event) {
  for (; next_span_ < profile_.size() && profile_.EventOf(next_span_) < event; ++next_span_) {
    maxima_.Append(profile_.EventOf(next_span_), profile_.MostOf(next_span_));
  }
}

template <class Change>
void WhatIfReplay::ChangeFrom(int64_t from, size_t replay, Change change) {
  Running& running = replays_[replay];
  const WideSum before = running.replay.difference();
  change(running.replay);
  if (running.replay.difference() == before || running.since >= from) return;
  ReadProfileBefore(from);
  running.peak = std::max(running.peak, maxima_.Since(running.since, -before) + before);
  running.since = from;
}

bool WhatIfReplay::Know(size_t replay, size_t life) {
  const int64_t serial = lives_[life].serial;
  if (replays_[replay].replay.Find(serial) != nullptr) return true;
  if (!now_[life].lives) return false;
  now_[life].replays.push_back(static_cast<uint32_t>(replay));
  replays_[replay].replay.Know(serial, now_[life].bytes);
  return true;
}

void WhatIfReplay::Take(const Turn& turn) {
  const Life& life = lives_[turn.life];
  Now& now = now_[turn.life];
  switch (turn.step) {
    case Step::kEnd:
      now.lives = false;
      for (const uint32_t replay : now.replays) {
        ChangeFrom(turn.event, replay, [&](Replay& changed) { changed.End(life.serial); });
      }
      now.replays.clear();
      break;
    case Step::kBegin:
      now.lives = true;
      now.bytes = life.bytes;
      for (; next_by_buffer_ < by_buffer_.size(); ++next_by_buffer_) {
        const Edit& edit = edits_[by_buffer_[next_by_buffer_]];
        if (edit.buffer > life.serial) break;
        if (edit.buffer < life.serial) continue;
        ForEachReplay(edit, [&](size_t replay) {
          Know(replay, turn.life);
          ChangeFrom(turn.event, replay, [&](Replay& changed) {
            if (edit.kind == EditKind::kReplace) changed.Replace(life.serial, edit.bytes);
            if (edit.kind == EditKind::kShare) changed.DoNotAllocate(life.serial);
          });
        });
      }
      break;
    case Step::kResize:
      now.bytes = life.resizes[turn.resize].bytes;
      for (const uint32_t replay : now.replays) {
        ChangeFrom(turn.event, replay,
                   [&](Replay& changed) { changed.Resize(life.serial, now.bytes); });
      }
      break;
  }
}

void WhatIfReplay::Apply(const Edit& edit, size_t replay) {
  if (edit.kind == EditKind::kReplace) return;  // it acts when the buffer begins
  const int64_t from = edit.event + 1;
  if (edit.kind == EditKind::kChange) {
    ChangeFrom(from, replay, [&](Replay& changed) { changed.Change(edit.bytes); });
    return;
  }
  const size_t life = LifeOf(edit.buffer);
  if (life == lives_.size()) {
    // Only a release touches the buffer, at its one size, and it never ends in the trace.
    ChangeFrom(from, replay, [&](Replay& changed) { changed.Change(-WideSum(edit.bytes)); });
    return;
  }
  if (!Know(replay, life)) return;
  if (edit.kind == EditKind::kShare && !Know(replay, LifeOf(edit.shared))) return;
  ChangeFrom(from, replay, [&](Replay& changed) {
    if (edit.kind == EditKind::kShare) changed.Link(edit.buffer, edit.shared);
    if (edit.kind == EditKind::kShrink) changed.Shrink(edit.buffer, edit.bytes);
    if (edit.kind == EditKind::kRelease) changed.Release(edit.buffer);
  });
}

}  // namespace tidemark::analysis
