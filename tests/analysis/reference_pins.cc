#include "tests/analysis/reference_rules.h"

#include <algorithm>

namespace tidemark::analysis::reference {

std::vector<PinFound> Rules::Pins() const {
  std::vector<PinFound> pins;
  for (size_t i = 0; i < trace_.memories.size(); ++i) {
    if (std::optional<PinFound> pin = PinOf(static_cast<int64_t>(i))) pins.push_back(*pin);
  }
  return pins;
}

std::optional<PinFound> Rules::PinOf(int64_t memory) const {
  const Memory& m = Get(memory);
  if (m.external || m.owner == 0) return std::nullopt;
  std::vector<std::pair<const View*, std::optional<std::vector<bool>>>> views;
  for (const auto& view : trace_.views) {
    if (view->memory == memory) views.emplace_back(view.get(), std::nullopt);
  }
  // When did the last handle that covers end, with no later one?
  const int64_t bytes = m.BytesAt(m.begin);
  int64_t since = -1;
  const View* last_cover = nullptr;
  for (auto& [view, addressed] : views) {
    if (view->owner) {
      since = std::max(since, view->end);
      if (since == view->end) last_cover = view;
      continue;
    }
    if (view->end <= views.front().first->end) continue;  // ended with or before the owner
    addressed = view->Bytes(bytes);
    if (!addressed || std::count(addressed->begin(), addressed->end(), true) == bytes) {
      since = std::max(since, view->end);
      if (since == view->end) last_cover = view;
    }
  }
  if (since == kNever || since == m.end || last_cover == nullptr) return std::nullopt;
  PinFound pin{.memory = memory, .since = since};
  bool held = false;
  int64_t last_end = since;
  pin.view = last_cover->id;
  for (int64_t at = since; at < std::min(m.end, trace_.length); ++at) {
    const bool changes = at == since || std::any_of(views.begin(), views.end(), [&](const auto& v) {
                           return v.first->begin == at;
                         });
    if (!changes || (at > since && Is(Alteration::kPinsOnlyAtTheDrop))) continue;
    std::vector<bool> used(static_cast<size_t>(bytes), false);
    bool any = false;
    for (const auto& [view, addressed] : views) {
      if (view->begin > at || view->end <= at) continue;
      any = true;
      for (size_t i = 0; i < used.size(); ++i) used[i] = used[i] || (*addressed)[i];
    }
    if (!any && !held) continue;
    held = true;
    int64_t size = std::count(used.begin(), used.end(), true);
    if (Is(Alteration::kPinBySpan) && size > 0) {
      const auto last = std::find(used.rbegin(), used.rend(), true);
      size = last.base() - std::find(used.begin(), used.end(), true);
    }
    pin.used = std::max(pin.used, size);
    const int64_t least = Is(Alteration::kPinsNeedNoMinimum) ? 0 : 64 * 1024;
    if (bytes - size < least || 2 * (bytes - size) < bytes) return std::nullopt;
  }
  if (!held) return std::nullopt;
  // The first made of the views that live to the end; else the one dropped last.
  for (const auto& [view, addressed] : views) {
    const int64_t end = std::min(view->end, m.end);
    if (end > last_end) {
      last_end = end;
      pin.view = view->id;
    }
  }
  return pin;
}

}  // namespace tidemark::analysis::reference
