#include "tests/analysis/reference_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace tidemark::analysis::reference {

bool Rules::WasReadBefore(int64_t memory, int64_t position) const {
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    return use.memory == memory && !use.is_write && use.position < position;
  });
}

std::optional<int64_t> Rules::LastAccess(int64_t memory) const {
  const Memory& m = Get(memory);
  if (Is(Alteration::kFreeIsAlwaysTheLastAccess)) return std::nullopt;
  if (!m.last_read.has_value() && !m.last_write.has_value()) return std::nullopt;
  const bool was_read = m.last_read.has_value() || WasReadBefore(memory, kNever);
  if (!was_read && !Is(Alteration::kUnreadIsUnused)) return std::nullopt;
  int64_t last = std::max(m.last_read.value_or(0), m.last_write.value_or(0));
  if (Is(Alteration::kLogDoesNotCountForTheLastAccess)) return last;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory) last = std::max(last, use.t);
  }
  return last;
}

std::string Rules::Dtype(const View* view, int64_t memory) const {
  return view != nullptr ? view->dtype : Get(memory).dtype;
}

bool Rules::EqualDtype(const Transfer& copy) const {
  const std::string a = Dtype(copy.source_view, copy.source);
  const std::string b = Dtype(copy.destination_view, copy.destination);
  return a.empty() || b.empty() || a == b || Is(Alteration::kAnyDtypeIsEqual);
}

bool Rules::EqualLayout(const Transfer& copy) const {
  auto layout = [&](const View* view, int64_t memory) {
    return view != nullptr ? std::pair(view->shape, view->strides)
                           : std::pair(Get(memory).shape, Get(memory).strides);
  };
  const auto [shape_a, strides_a] = layout(copy.source_view, copy.source);
  const auto [shape_b, strides_b] = layout(copy.destination_view, copy.destination);
  if (!shape_a || !shape_b || !strides_a || !strides_b) return true;
  if (*shape_a != *shape_b) return false;
  if (std::count(shape_a->begin(), shape_a->end(), 0) > 0) return true;
  for (size_t i = 0; i < shape_a->size(); ++i) {
    if ((*shape_a)[i] != 1 && (*strides_a)[i] != (*strides_b)[i]) return false;
  }
  return true;
}

bool Rules::IsFull(const Transfer& copy) const {
  return copy.bytes == Get(copy.source).BytesAt(copy.position) &&
         copy.bytes == Get(copy.destination).BytesAt(copy.position);
}

bool Rules::DestinationWritten(const Transfer& copy) const {
  if (Is(Alteration::kDestinationWritesDoNotMatter)) return false;
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    return use.memory == copy.destination && use.is_write && use.position > copy.position &&
           Counts(use);
  });
}

bool Rules::WrittenInUse(int64_t memory, const Transfer& copy) const {
  if (Is(Alteration::kSourceWritesDoNotMatter)) return false;
  const std::optional<int64_t> last = LastAccess(copy.destination);
  const bool strict = Is(Alteration::kEqualTimesAreNoConflict);
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    if (use.memory != memory || !use.is_write || use.position <= copy.position) return false;
    if (use.position > Get(copy.destination).end || !Counts(use)) return false;
    return !last.has_value() || use.t < *last || (use.t == *last && !strict);
  });
}

bool Rules::IsUnmodified(const Transfer& copy) const {
  if (copy.source == copy.destination) return false;
  if (!EqualDtype(copy) || DestinationWritten(copy) || WrittenInUse(copy.source, copy)) {
    return false;
  }
  if (copy.reason == "concat" && !Is(Alteration::kConcatenationCounts)) return false;
  if (!IsReplaceable(copy)) return false;
  const bool ends_first = Get(copy.source).end < Get(copy.destination).end;
  if (Get(copy.source).foreign && ends_first && !Is(Alteration::kForeignSourcesStay)) return false;
  const bool cure = !IsFull(copy) && Get(copy.source).end < Get(copy.destination).end;
  return !cure || Is(Alteration::kCuresOfPinsCount);
}

bool Rules::HasDeadSource(const Transfer& copy) const {
  if (copy.source == copy.destination) return false;
  if (!IsFull(copy) || !EqualDtype(copy) || !EqualLayout(copy)) return false;
  const Memory& source = Get(copy.source);
  if (source.end == kNever && !Is(Alteration::kSourceNeedNotBeFreed)) return false;
  for (const Use& use : trace_.uses) {
    if (use.memory == copy.source && use.position > copy.position && Counts(use) &&
        !Is(Alteration::kSourceMayBeReadLater)) {
      return false;
    }
  }
  if (source.foreign && !Is(Alteration::kForeignSourcesMove)) return false;
  if (copy.reason == "concat" || !IsMadeForIt(copy) || !IsReplaceable(copy)) return false;
  const bool read_only = copy.source_view != nullptr && !copy.source_view->writable;
  if (read_only && DestinationWritten(copy) && !Is(Alteration::kReadOnlySourcesMove)) return false;
  return HandlesAt(copy.source, copy.position) <= 1 || Is(Alteration::kOtherHandlesDoNotMatter);
}

int64_t Rules::HandlesAt(int64_t memory, int64_t position) const {
  int64_t handles = Get(memory).owner == 0 ? 1 : 0;
  for (const auto& view : trace_.views) {
    if (view->memory == memory && view->begin < position && position < view->end) ++handles;
  }
  return handles;
}

bool Rules::IsReplaceable(const Transfer& copy) const {
  const Memory& destination = Get(copy.destination);
  if (destination.foreign && !Is(Alteration::kForeignDestinationsAreReplaced)) return false;
  if (WasReadBefore(copy.destination, copy.position) &&
      !Is(Alteration::kReadersBeforeDoNotMatter)) {
    return false;
  }
  const bool joins = copy.reason == "assign" || copy.reason == "concat";
  if (joins && copy.bytes < destination.BytesAt(copy.position) &&
      !Is(Alteration::kPartsAreReplaced)) {
    return false;
  }
  int64_t onlookers = HandlesAt(copy.destination, copy.position) - 1;
  const bool by_owner = copy.destination_view == nullptr || copy.destination_view->owner;
  for (const auto& view : trace_.views) {
    const bool lives = view->begin < copy.position && copy.position < view->end;
    if (!by_owner && view->memory == copy.destination && view->owner && lives) --onlookers;
  }
  if (!by_owner && destination.owner == 0) --onlookers;
  return onlookers <= 0 || Is(Alteration::kOnlookersDoNotMatter);
}

bool Rules::IsMadeForIt(const Transfer& copy) const {
  if (copy.reason == "assign") return false;
  const bool used = std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    return use.memory == copy.destination && use.position < copy.position;
  });
  return !used || Is(Alteration::kDestinationsMayBeUsedBefore);
}

// Without a handle: as many elements as the source has.
bool Rules::IsWhole(const Transfer& copy) const {
  const int64_t bytes = Get(copy.source).BytesAt(copy.position);
  const std::string from = Get(copy.source).dtype;
  const std::string to = Dtype(copy.destination_view, copy.destination);
  if (from.size() < 2 || to.size() < 2) return copy.bytes == bytes;
  return copy.bytes == bytes ||
         copy.bytes * std::stoll(from.substr(1)) == bytes * std::stoll(to.substr(1));
}

bool Rules::SameExtent(const Transfer& a, const Transfer& b) const {
  if (Is(Alteration::kExtentDoesNotMatter)) return true;
  auto extent = [&](const Transfer& copy) {
    const Memory& memory = Get(copy.source);
    const View* view = copy.source_view;
    const bool whole =
        view == nullptr
            ? IsWhole(copy)
            : view->owner || (view->shape && view->strides && view->offset == 0 &&
                              view->shape == memory.shape && view->strides == memory.strides);
    if (whole) return std::tuple(0, std::vector<int64_t>());
    if (view == nullptr) return std::tuple(1, std::vector<int64_t>());
    if (!view->shape || !view->strides) return std::tuple(2, std::vector<int64_t>{view->id});
    std::vector<int64_t> numbers = {view->offset};
    numbers.insert(numbers.end(), view->shape->begin(), view->shape->end());
    numbers.insert(numbers.end(), view->strides->begin(), view->strides->end());
    return std::tuple(3, numbers);
  };
  return a.bytes == b.bytes && extent(a) == extent(b);
}

bool Rules::SameDtypeMade(const Transfer& a, const Transfer& b) const {
  const std::string one = Dtype(a.destination_view, a.destination);
  const std::string other = Dtype(b.destination_view, b.destination);
  return one.empty() || other.empty() || one == other;
}

const Transfer* Rules::Twin(const Transfer& copy) const {
  if (copy.source == copy.destination || DestinationWritten(copy)) return nullptr;
  if (!IsReplaceable(copy)) return nullptr;
  const Transfer* twin = nullptr;
  for (const Transfer& other : trace_.transfers) {
    if (other.position >= copy.position || other.source != copy.source ||
        other.destination == copy.destination || other.destination == other.source ||
        !SameExtent(other, copy) || !SameDtypeMade(other, copy) || !IsReplaceable(other)) {
      continue;
    }
    if (Get(other.destination).end < copy.position && !Is(Alteration::kTwinMayBeDead)) continue;
    if (DestinationWritten(other) && !Is(Alteration::kTwinMayBeWritten)) continue;
    const bool changed = std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
      return use.memory == copy.source && use.is_write && use.position > other.position &&
             use.position < copy.position && Counts(use);
    });
    if (changed && !Is(Alteration::kVersionDoesNotMatter)) continue;
    // Of several, the one that ends first.
    if (twin == nullptr ||
        std::pair(Get(other.destination).end, Get(other.destination).begin) <
            std::pair(Get(twin->destination).end, Get(twin->destination).begin)) {
      twin = &other;
    }
  }
  return twin;
}

std::string Rules::RuleOf(const Transfer& copy) const {
  const bool unmodified = IsUnmodified(copy);
  if (unmodified && Is(Alteration::kUnmodifiedComesFirst)) return "unmodified-copy";
  const bool cast =
      unmodified && copy.op == "astype" && EqualLayout(copy) && copy.reason != "layout";
  if (cast && !Is(Alteration::kCastsComeLast)) return "noop-cast";
  if (unmodified && (copy.op == "array" || copy.op == "asarray") &&
      (copy.reason.empty() || copy.reason == "requested")) {
    return "redundant-asarray";
  }
  if (HasDeadSource(copy)) return "dead-source-copy";
  if (Twin(copy) != nullptr) return "duplicate-copy";
  if (cast) return "noop-cast";
  if (unmodified) return "unmodified-copy";
  return "";
}

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
