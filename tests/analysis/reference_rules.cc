#include "tests/analysis/reference_rules.h"

#include <algorithm>
#include <map>
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
  if (!shape_a || !shape_b || !strides_a || !strides_b) return copy.reason != "layout";
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
  if (Get(copy.destination).last_write.value_or(0) > copy.told_t) return true;
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    return use.memory == copy.destination && use.is_write && use.position > copy.position &&
           Counts(use);
  });
}

bool Rules::WrittenInUse(int64_t memory, const Transfer& copy) const {
  if (Is(Alteration::kSourceWritesDoNotMatter)) return false;
  const std::optional<int64_t> last = LastAccess(copy.destination);
  const bool strict = Is(Alteration::kEqualTimesAreNoConflict);
  const std::optional<int64_t> told = Get(memory).last_write;
  if (told.value_or(0) > copy.told_t && Get(memory).end < Get(copy.destination).end &&
      (!last.has_value() || *told <= *last)) {
    return true;
  }
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    if (use.memory != memory || !use.is_write || use.position <= copy.position) return false;
    if (use.position > Get(copy.destination).end || !Counts(use)) return false;
    return !last.has_value() || use.t < *last || (use.t == *last && !strict);
  });
}

bool Rules::WrittenBetween(int64_t memory, int64_t after, int64_t before) const {
  return std::any_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
    return use.memory == memory && use.is_write && use.position > after && use.position < before &&
           Counts(use);
  });
}

View Rules::LayoutOf(const View* view, int64_t memory) const {
  if (view != nullptr) return *view;
  View all;
  all.dtype = Get(memory).dtype;
  all.shape = Get(memory).shape;
  all.strides = Get(memory).strides;
  return all;
}

bool Rules::CanBeView(const Transfer& copy, bool holds_less) const {
  if (copy.source == copy.destination) return false;
  if (!EqualDtype(copy) || !IsReplaceable(copy) || !SamePlace(copy)) return false;
  if (DestinationWritten(copy) || WrittenInUse(copy.source, copy)) return false;
  if (Get(copy.source).end >= Get(copy.destination).end) return true;
  if (Get(copy.source).foreign && !Is(Alteration::kForeignSourcesStay)) return false;
  return IsFull(copy) || holds_less || Is(Alteration::kCuresOfPinsCount);
}

int64_t Rules::BytesOf(const Transfer& copy, const std::string& rule) const {
  int64_t bytes = Get(copy.destination).BytesAt(copy.position);
  if (rule == "slice-as-gather") {
    for (const View* view : copy.index_views) bytes += Get(view->memory).BytesAt(copy.position);
  }
  if (rule == "materialized-broadcast") bytes = std::max<int64_t>(bytes - *Repeated(copy), 0);
  if (rule == "dtype-round-trip") {
    if (!IsSameAgain(*CastThere(copy), copy)) bytes = 0;
    bytes += Get(copy.source).BytesAt(copy.position);
  }
  return bytes;
}

bool Rules::CanShare(const Transfer& copy, const std::string& rule) const {
  if (!IsAll(copy)) return false;
  if (rule == "duplicate-copy") return true;
  if (rule == "needless-overlap-copy") return false;
  if (rule == "dtype-round-trip") return IsSameAgain(*CastThere(copy), copy);
  return EqualDtype(copy) && (DestinationWritten(copy) || !WrittenInUse(copy.source, copy));
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
  if (used && !Is(Alteration::kDestinationsMayBeUsedBefore)) return false;
  int64_t last = Get(copy.source).begin;
  for (const Use& use : trace_.uses) {
    if (use.memory == copy.source && use.position < copy.position) last = use.position;
  }
  return last < Get(copy.destination).begin || Is(Alteration::kDestinationsMayBeOlder);
}

bool Rules::KeepsElements(const Transfer& copy) const {
  if (Is(Alteration::kGathersAreCopies)) return true;
  for (const char* op : {"roll", "sort", "tile", "repeat", "take", "mask"}) {
    if (copy.op == op) return false;
  }
  return copy.reason != "gather" && copy.reason != "broadcast";
}

bool Rules::SamePlace(const Transfer& copy) const {
  if (Is(Alteration::kAnyPlaceServes)) return true;
  const Memory& from = Get(copy.source);
  const Memory& to = Get(copy.destination);
  return from.space == to.space;
}

bool Rules::AsAligned(const Transfer& copy) const {
  if (Is(Alteration::kAnyPlaceServes)) return true;
  const int64_t from = Get(copy.source).align;
  return Get(copy.destination).align <= (from == 0 ? 16 : from);
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

const std::string& Rules::RuleOf(const Transfer& copy) const {
  const auto known = rule_of_.find(copy.position);
  if (known != rule_of_.end()) return known->second;
  return rule_of_[copy.position] = FindRuleOf(copy);
}

std::string Rules::FindRuleOf(const Transfer& copy) const {
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
  if (IsLayoutCopy(copy)) return "layout-copy";
  if (IsRepeatedTranspose(copy)) return "repeated-transpose-copy";
  if (copy.reason == "gather" && CanBeView(copy, false) &&
      (copy.index == "run" || copy.index == "progression" || Is(Alteration::kAnyIndexIsASlice))) {
    return "slice-as-gather";
  }
  const int64_t source_bytes = Get(copy.source).BytesAt(copy.position);
  const int64_t bytes = Get(copy.destination).BytesAt(copy.position);
  if (copy.reason != "concat" && Repeated(copy).has_value() &&
      CanBeView(copy, source_bytes <= bytes)) {
    return "materialized-broadcast";
  }
  if (IsNeedlessOverlap(copy)) return "needless-overlap-copy";
  if (cast) return "noop-cast";
  if (unmodified) return "unmodified-copy";
  if (CastThere(copy) != nullptr) return "dtype-round-trip";
  return "";
}

std::vector<BufferFound> Rules::OfBuffers(int64_t peak) const {
  std::vector<BufferFound> found;
  for (size_t i = 0; i < trace_.memories.size(); ++i) {
    const auto memory = static_cast<int64_t>(i);
    if (!Get(memory).is_array || Get(memory).foreign || Get(memory).BytesAt(trace_.length) == 0) {
      continue;
    }
    if (auto late = LateFree(memory, peak)) found.push_back(*late);
    for (const BufferFound& unused : Unused(memory)) found.push_back(unused);
    if (auto wide = Wide(memory)) found.push_back(*wide);
  }
  for (BufferFound& of_memory : found) of_memory.site = Get(of_memory.memory).site;
  for (const Operation& op : trace_.operations) {
    if (auto spent = SpentOperand(op)) found.push_back(*spent);
  }
  for (const BufferFound& grown : GrownInLoops()) found.push_back(grown);
  return found;
}

// By an operation or a copy, and not by an event that tells of accesses only.
bool Rules::IsUse(const Use& use) const {
  const auto is_it = [&](const auto& event) { return event.position == use.position; };
  return std::any_of(trace_.operations.begin(), trace_.operations.end(), is_it) ||
         std::any_of(trace_.transfers.begin(), trace_.transfers.end(), is_it);
}

}  // namespace tidemark::analysis::reference
