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

bool Rules::IsAll(const Transfer& copy) const {
  return copy.bytes >= Get(copy.destination).BytesAt(copy.position) &&
         std::none_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
           return use.memory == copy.destination && !use.is_write && use.position < copy.position;
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

bool Rules::IsLayoutCopy(const Transfer& copy) const {
  if (copy.source == copy.destination || copy.reason != "layout") return false;
  if (copy.op != "reshape" && copy.op != "ravel" && copy.op != "ascontiguousarray") return false;
  if (!EqualDtype(copy) || !IsReplaceable(copy) || !SamePlace(copy)) return false;
  if (DestinationWritten(copy)) return false;
  return IsFull(copy) || Get(copy.source).end >= Get(copy.destination).end ||
         Is(Alteration::kCuresOfPinsCount);
}

bool Rules::PermutesAxes(const Transfer& copy) const {
  const View from = LayoutOf(copy.source_view, copy.source);
  const View to = LayoutOf(copy.destination_view, copy.destination);
  if (!KeepsElements(copy) || !from.shape || !from.strides || !to.shape || !to.strides)
    return false;
  const bool is_permuted = std::is_permutation(from.shape->begin(), from.shape->end(),
                                               to.shape->begin(), to.shape->end());
  if (copy.op == "transpose" && copy.source_view == nullptr && from.shape->size() >= 2 &&
      is_permuted) {
    return true;
  }
  if (*from.shape != *to.shape || std::count(from.shape->begin(), from.shape->end(), 0) > 0) {
    return false;
  }
  if (copy.bytes > 0 && Repeated(copy).has_value() && copy.op != "tile") return false;
  // Of two axes that are stepped along, does another one have the larger steps?
  for (size_t a = 0; a < from.shape->size(); ++a) {
    for (size_t b = a + 1; b < from.shape->size(); ++b) {
      if ((*from.shape)[a] < 2 || (*from.shape)[b] < 2) continue;
      const auto comes_first = [&](const View& view) {
        return std::abs((*view.strides)[a]) >= std::abs((*view.strides)[b]);
      };
      if (comes_first(from) != comes_first(to)) return true;
    }
  }
  return false;
}

bool Rules::IsRepeatedTranspose(const Transfer& copy) const {
  if (copy.source == copy.destination || !PermutesAxes(copy) || !IsReplaceable(copy) ||
      !SamePlace(copy) || DestinationWritten(copy)) {
    return false;
  }
  const View part = LayoutOf(copy.source_view, copy.source);
  return std::any_of(trace_.transfers.begin(), trace_.transfers.end(), [&](const Transfer& other) {
    if (other.source != copy.source || other.source == other.destination ||
        other.position >= copy.position || !PermutesAxes(other)) {
      return false;
    }
    const View of = LayoutOf(other.source_view, other.source);
    if (of.offset != part.offset || of.shape != part.shape || of.strides != part.strides) {
      return false;
    }
    if (Get(other.destination).end > copy.position && !Is(Alteration::kTransposedMayLive)) {
      return false;
    }
    if (DestinationWritten(other)) return false;
    return !WrittenBetween(copy.source, other.position, copy.position) ||
           Is(Alteration::kVersionDoesNotMatter);
  });
}

std::optional<int64_t> Rules::Repeated(const Transfer& copy) const {
  const View from = LayoutOf(copy.source_view, copy.source);
  if (!from.shape || !from.strides) return std::nullopt;
  int64_t all = 1;
  int64_t distinct = 1;
  for (size_t axis = 0; axis < from.shape->size(); ++axis) {
    all *= (*from.shape)[axis];
    if ((*from.strides)[axis] != 0 || (*from.shape)[axis] < 2) distinct *= (*from.shape)[axis];
  }
  const int64_t item = from.dtype.size() < 2 ? 0 : std::stoll(from.dtype.substr(1));
  if (all > distinct) return item * distinct;
  if ((copy.op == "tile" || copy.op == "repeat") && all == 1 && item > 0 && copy.bytes > item) {
    return item;
  }
  return std::nullopt;
}

// The first operation that names the view which was saved last, while what it was saved in is there.
int64_t Rules::UsedInstead(const Transfer& copy) const {
  if (copy.source_view == nullptr) return -1;
  int64_t until = Get(copy.destination).end;
  for (const Transfer& other : trace_.transfers) {
    if (other.source == copy.source && other.source != other.destination &&
        other.reason == "overlap" && other.position > copy.position) {
      until = std::min(until, other.position);
    }
  }
  for (const Operation& op : trace_.operations) {
    const bool names_it = std::count(op.in.begin(), op.in.end(), copy.source_view) > 0;
    if (op.position > copy.position && op.position < until && names_it) return op.position;
  }
  return -1;
}

bool Rules::IsNeedlessOverlap(const Transfer& copy) const {
  if (copy.source == copy.destination || copy.reason != "overlap" || DestinationWritten(copy)) {
    return false;
  }
  // All that reads the operand that was saved happens in one event.
  int64_t used = -1;
  for (const Use& use : trace_.uses) {
    if (use.memory != copy.destination || use.is_write || use.position <= copy.position) continue;
    if (used >= 0 && use.position != used) return false;
    used = use.position;
  }
  if (used < 0) used = UsedInstead(copy);
  std::optional<std::pair<int64_t, View>> result;
  for (const Transfer& use : trace_.transfers) {
    if (use.position == used && use.source == copy.destination) {
      result = {use.destination, LayoutOf(use.destination_view, use.destination)};
    }
  }
  for (const Operation& use : trace_.operations) {
    if (use.position == used && use.out != nullptr) result = {use.out->memory, *use.out};
  }
  if (!result.has_value()) return false;
  if (result->first != copy.source) return true;
  const int64_t bytes = Get(copy.source).BytesAt(used);
  const auto one = LayoutOf(copy.source_view, copy.source).Bytes(bytes);
  const auto other = result->second.Bytes(bytes);
  if (!one || !other) return false;
  for (size_t i = 0; i < one->size(); ++i) {
    if ((*one)[i] && (*other)[i]) return Is(Alteration::kOverlapsDoNotMatter);
  }
  return true;
}

const Transfer* Rules::CastThere(const Transfer& back) const {
  const auto is_cast = [&](const Transfer& copy) {
    const std::string from = Dtype(copy.source_view, copy.source);
    const std::string to = Dtype(copy.destination_view, copy.destination);
    return copy.source != copy.destination && !from.empty() && !to.empty() && from != to &&
           KeepsElements(copy) && IsAll(copy) && copy.reason != "concat";
  };
  if (!is_cast(back) || !IsReplaceable(back)) return nullptr;
  const Transfer* there = nullptr;
  for (const Transfer& copy : trace_.transfers) {
    if (copy.destination == back.source && copy.position < back.position) there = &copy;
  }
  if (there == nullptr || !is_cast(*there) || there->reason == "assign") return nullptr;
  if (Dtype(there->source_view, there->source) != Dtype(back.destination_view, back.destination) &&
      !Is(Alteration::kAnyDtypeIsEqual)) {
    return nullptr;
  }
  const auto item = [](const std::string& dtype) { return std::stoll(dtype.substr(1)); };
  if (back.bytes * item(Dtype(back.source_view, back.source)) !=
      Get(back.source).BytesAt(back.position) *
          item(Dtype(back.destination_view, back.destination))) {
    return nullptr;
  }
  for (const Use& use : trace_.uses) {
    if (use.memory == back.source && use.position > there->position &&
        use.position != back.position && !Is(Alteration::kOthersMayReadCasts)) {
      return nullptr;
    }
  }
  const Memory& between = Get(back.source);
  if (std::max(between.last_read.value_or(0), between.last_write.value_or(0)) > back.told_t) {
    return nullptr;
  }
  return there;
}

bool Rules::IsSameAgain(const Transfer& there, const Transfer& back) const {
  if (Dtype(back.source_view, back.source) != "f8") return false;  // the widest that is made
  const auto fits = [&](const Transfer& copy) { return IsReplaceable(copy) && SamePlace(copy); };
  if (!fits(there) || !fits(back) || Get(there.source).foreign || there.bytes == 0) return false;
  if (WrittenBetween(there.source, there.position, back.position)) return false;
  return !DestinationWritten(back) && there.source != back.destination &&
         !WrittenInUse(there.source, back);
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

bool Rules::IsUnmodified(const Transfer& copy) const {
  if (copy.source == copy.destination) return false;
  if (!EqualDtype(copy) || DestinationWritten(copy) || WrittenInUse(copy.source, copy)) {
    return false;
  }
  if (copy.reason == "concat" && !Is(Alteration::kConcatenationCounts)) return false;
  if (!IsReplaceable(copy) || !KeepsElements(copy) || !SamePlace(copy)) return false;
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
  if (std::max(source.last_read.value_or(0), source.last_write.value_or(0)) > copy.told_t &&
      !Is(Alteration::kSourceMayBeReadLater)) {
    return false;
  }
  if (source.foreign && !Is(Alteration::kForeignSourcesMove)) return false;
  const std::string& kind = Get(copy.destination).kind;
  if (!source.kind.empty() && !kind.empty() && source.kind != kind &&
      !Is(Alteration::kAnyKindMoves)) {
    return false;
  }
  if (!KeepsElements(copy) || !SamePlace(copy) || !AsAligned(copy)) return false;
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

const Transfer* Rules::Twin(const Transfer& copy) const {
  if (copy.source == copy.destination || DestinationWritten(copy)) return nullptr;
  if (!IsReplaceable(copy) || !KeepsElements(copy)) return nullptr;
  const Transfer* twin = nullptr;
  for (const Transfer& other : trace_.transfers) {
    if (other.position >= copy.position || other.source != copy.source ||
        other.destination == copy.destination || other.destination == other.source ||
        !SameExtent(other, copy) || !SameDtypeMade(other, copy) || !IsReplaceable(other) ||
        !KeepsElements(other)) {
      continue;
    }
    const Memory& one = Get(other.destination);
    const Memory& two = Get(copy.destination);
    if (one.space != two.space || one.align != two.align || one.kind != two.kind) continue;
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

bool Rules::Covers(const View& view) const {
  if (!view.shape.has_value()) return false;
  if (view.owner) return true;
  const auto bytes = view.Bytes(Get(view.memory).BytesAt(view.begin));
  return bytes && std::count(bytes->begin(), bytes->end(), false) == 0;
}

int64_t Rules::ArraysMade(int64_t thread, int64_t after, int64_t before) const {
  return std::count_if(trace_.memories.begin(), trace_.memories.end(), [&](const Memory& m) {
    return m.is_array && m.thread == thread && m.begin > after && m.begin < before;
  });
}

// By an operation or a copy, and not by an event that tells of accesses only.
bool Rules::IsUse(const Use& use) const {
  const auto is_it = [&](const auto& event) { return event.position == use.position; };
  return std::any_of(trace_.operations.begin(), trace_.operations.end(), is_it) ||
         std::any_of(trace_.transfers.begin(), trace_.transfers.end(), is_it);
}

// Of its result, which nobody read before.
bool Rules::IsFirstUse(const Operation& op) const {
  bool any_before = false;
  bool reads_it = false;
  for (const Use& use : trace_.uses) {
    if (use.memory != op.out->memory || use.position > op.position) continue;
    if (use.position == op.position) {
      reads_it = reads_it || !use.is_write;
    } else if (!use.is_write || IsUse(use)) {
      return false;
    } else {
      any_before = true;
    }
  }
  return !any_before || !reads_it;
}

std::optional<Rules::Spending> Rules::SpendingOf(const Operation& op, size_t operand) const {
  const View& view = *op.in[operand];
  const int64_t memory = view.memory;
  const Memory& from = Get(memory);
  const Memory& to = Get(op.out->memory);
  if (memory == op.out->memory || !from.is_array || from.foreign || to.foreign) return std::nullopt;
  if (from.BytesAt(op.position) == 0 || from.BytesAt(op.position) != to.BytesAt(op.position)) {
    return std::nullopt;
  }
  if (from.kind != to.kind || from.space != to.space || to.align > from.align) return std::nullopt;
  if (!Covers(view) || !view.writable || view.shape != op.out->shape) return std::nullopt;
  if (view.dtype.size() < 2 || op.out->dtype.size() < 2 ||
      view.dtype.substr(1) != op.out->dtype.substr(1)) {
    return std::nullopt;
  }
  bool result_is_operand = false;
  for (const View* other : op.in) {
    result_is_operand = result_is_operand || other->memory == op.out->memory;
    if (other->memory == memory && (other->offset != view.offset || other->shape != view.shape ||
                                    other->strides != view.strides)) {
      return std::nullopt;
    }
  }
  // The positions at which operations and copies used it up to here.
  std::vector<int64_t> of_operand;
  for (const Use& use : trace_.uses) {
    if (use.memory != memory || use.position > op.position || !IsUse(use)) continue;
    if (of_operand.empty() || of_operand.back() != use.position) of_operand.push_back(use.position);
  }
  const bool first_use = IsFirstUse(op);
  Spending spending{.fresh = first_use && to.begin > from.begin};
  for (const Operation& made : trace_.operations) {
    if (made.out == nullptr || made.out->memory != memory || made.tells_of_copy) continue;
    if (of_operand.size() != 2 || made.position != of_operand[0] || !IsFirstUse(made)) continue;
    spending.temporary =
        made.thread == op.thread &&
        ArraysMade(op.thread, made.position, op.position) <= (spending.fresh ? 1 : 0);
  }
  int64_t last_used = -1;
  for (const Use& use : trace_.uses) {
    if (use.memory == op.out->memory && use.position < op.position) last_used = use.position;
  }
  const bool was_there =
      to.begin < from.begin && !result_is_operand && (first_use || last_used < from.begin);
  spending.temporary = spending.temporary && (spending.fresh || was_there);
  if (!spending.temporary && (!spending.fresh || view.dtype != op.out->dtype)) return std::nullopt;
  return spending;
}

std::optional<BufferFound> Rules::SpentOperand(const Operation& op) const {
  const bool elementwise = op.name == "add" || Is(Alteration::kAnyOperationIsElementwise);
  if (!elementwise || op.out == nullptr || op.tells_of_copy || !Covers(*op.out)) {
    return std::nullopt;
  }
  std::optional<Spending> best;
  int64_t memory = 0;
  for (size_t i = 0; i < op.in.size(); ++i) {
    const std::optional<Spending> spending = SpendingOf(op, i);
    if (!spending || (best && (best->temporary || !spending->temporary))) continue;
    best = spending;
    memory = op.in[i]->memory;
  }
  if (!best) return std::nullopt;
  const Memory& m = Get(memory);
  if (m.end == kNever || m.freed_by != op.thread) return std::nullopt;
  if (Get(op.out->memory).end < m.end) return std::nullopt;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory && use.position > op.position) return std::nullopt;
  }
  const int64_t t = trace_.times[static_cast<size_t>(op.position)];
  if (std::max(m.last_read.value_or(0), m.last_write.value_or(0)) > t) return std::nullopt;
  if (ArraysMade(op.thread, op.position, m.end) > 0 && !Is(Alteration::kOperandsMayEndLater)) {
    return std::nullopt;
  }
  BufferFound found{.rule = best->temporary ? "chained-temporary" : "double-buffer",
                    .site = op.site,
                    .memory = memory,
                    .bytes = Get(op.out->memory).BytesAt(op.position)};
  if (best->fresh) {
    found.in_place.push_back({.memory = op.out->memory, .in = memory, .position = op.position});
  } else {
    found.replaced_by = 0;
  }
  return found;
}

std::vector<BufferFound> Rules::GrownInLoops() const {
  struct Joined {
    const Transfer* first = nullptr;
    const Transfer* onward = nullptr;  // the copy that joined it into the next one
    bool has_previous = false;
    std::vector<int64_t> links;  // before it
  };
  std::map<int64_t, Joined> joined;
  for (const Transfer& copy : trace_.transfers) {
    const Memory& to = Get(copy.destination);
    if (copy.reason != "concat" || copy.source == copy.destination || to.foreign || !to.is_array) {
      continue;
    }
    Joined& result = joined[copy.destination];
    if (result.first == nullptr) result.first = &copy;
    const auto from = joined.find(copy.source);
    if (from == joined.end() || from->second.onward != nullptr || result.has_previous) continue;
    if (from->second.first->site_id != copy.site_id || result.first->site_id != copy.site_id) {
      continue;
    }
    from->second.onward = &copy;
    result.has_previous = true;
  }
  std::vector<std::pair<int64_t, int64_t>> by_end;
  for (const auto& [memory, of] : joined) by_end.emplace_back(Get(memory).end, memory);
  std::sort(by_end.begin(), by_end.end());
  std::vector<BufferFound> found;
  for (const auto& [end, memory] : by_end) {
    Joined& of = joined[memory];
    if (end != kNever && of.onward != nullptr) {
      const int64_t next = of.onward->destination;
      const Transfer* onward = joined[next].onward;
      if (Get(next).end > end && (onward == nullptr || onward->position > end)) {
        joined[next].links = of.links;
        joined[next].links.push_back(memory);
        continue;
      }
    }
    const size_t least = Is(Alteration::kTwoJoinsAreALoop) ? 1 : 2;
    if (of.links.size() < least) continue;
    const int64_t last_bytes = Get(memory).BytesAt(trace_.length);
    BufferFound grown{.rule = "concat-in-loop",
                      .site = of.first->site,
                      .memory = of.links[0],
                      .replaced_by = last_bytes};
    for (size_t i = 0; i < of.links.size(); ++i) {
      grown.bytes += Get(of.links[i]).BytesAt(trace_.length);
      grown.in_place.push_back({.memory = i + 1 < of.links.size() ? of.links[i + 1] : memory,
                                .in = of.links[i],
                                .position = joined[of.links[i]].onward->position});
    }
    found.push_back(grown);
  }
  return found;
}

std::optional<BufferFound> Rules::LateFree(int64_t memory, int64_t peak) const {
  const Memory& m = Get(memory);
  if (m.end == kNever || m.end <= peak || m.begin > peak) return std::nullopt;
  if (!LastAccess(memory).has_value()) return std::nullopt;
  int64_t after = m.begin;
  int64_t logged = trace_.times[static_cast<size_t>(m.begin)];
  for (const Use& use : trace_.uses) {
    if (use.memory != memory) continue;
    after = use.position;
    logged = use.t;
  }
  const int64_t told = std::max(m.last_read.value_or(0), m.last_write.value_or(0));
  if (told > logged && !Is(Alteration::kOnlyTheLogTellsOfUse)) {
    after = trace_.length;
    for (int64_t at = trace_.length - 1; at >= 0; --at) {
      const auto index = static_cast<size_t>(at);
      if (trace_.happens[index] && trace_.times[index] > told) after = at - 1;
    }
  }
  if (after >= peak) return std::nullopt;
  return BufferFound{.rule = "late-free", .memory = memory, .released_after = after};
}

std::vector<BufferFound> Rules::Unused(int64_t memory) const {
  const Memory& m = Get(memory);
  const int64_t bytes = m.BytesAt(trace_.length);
  std::vector<const Use*> uses;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory) uses.push_back(&use);
  }
  std::vector<BufferFound> found;
  bool ever_read = m.last_read.has_value();
  for (const Use* use : uses) ever_read = ever_read || !use->is_write;
  const bool is_copy =
      !Is(Alteration::kCopiesMayBeUnused) &&
      std::any_of(trace_.transfers.begin(), trace_.transfers.end(),
                  [&](const Transfer& copy) { return copy.destination == memory; });
  const bool ever_written = !uses.empty() || m.last_write.has_value();
  if (m.end != kNever && ever_written && !ever_read && !is_copy) {
    found.push_back({.rule = "unused-buffer", .memory = memory, .bytes = bytes, .replaced_by = 0});
  }
  if (uses.empty()) return found;
  // The zeros that it came with: was all of them overwritten by the first that touched it?
  const int64_t first = uses.front()->position;
  bool overwritten = false;
  for (const Transfer& copy : trace_.transfers) {
    if (copy.position == first && copy.destination == memory && copy.source != memory) {
      overwritten = copy.bytes >= m.BytesAt(first);
    }
  }
  for (const Operation& op : trace_.operations) {
    if (op.position != first || op.out == nullptr || op.out->memory != memory) continue;
    overwritten = uses.front()->is_write && op.out->shape.has_value();
    if (overwritten && !op.out->owner) {
      const auto covered = op.out->Bytes(bytes);
      overwritten = covered && std::count(covered->begin(), covered->end(), true) == bytes;
    }
  }
  if (m.zeroed && overwritten) {
    found.push_back({.rule = "unused-buffer", .memory = memory, .bytes = bytes});
  }
  return found;
}

namespace {

// The integers that a dtype holds: with a sign, and up to so many digits.
struct Range {
  bool sign = true;
  bool fractions = false;
  int64_t digits = 0;

  bool Holds(const Range& other) const {
    return (sign || !other.sign) && (fractions || !other.fractions) && digits >= other.digits;
  }
};

std::optional<Range> RangeOf(const std::string& dtype) {
  static const std::map<std::string, Range> kRanges = {
      {"b1", {false, false, 1}}, {"u1", {false, false, 8}}, {"i1", {true, false, 7}},
      {"i2", {true, false, 15}}, {"i8", {true, false, 63}}, {"f4", {true, true, 24}},
      {"f8", {true, true, 53}},
  };
  const auto found = kRanges.find(dtype);
  return found == kRanges.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<BufferFound> Rules::Wide(int64_t memory) const {
  const Memory& m = Get(memory);
  const auto own = RangeOf(m.dtype);
  if (m.scans.empty() || !own) return std::nullopt;
  std::string fits = m.scans.front().second;
  for (const auto& [position, seen] : m.scans) {
    const auto before = RangeOf(fits);
    const auto now = RangeOf(seen);
    if (before && now && before->Holds(*now) && !Is(Alteration::kTheLastLookCounts)) continue;
    fits = before && now && (now->Holds(*before) || Is(Alteration::kTheLastLookCounts)) ? seen : "";
  }
  const int64_t last = m.scans.back().first;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory && use.is_write && use.position > last) return std::nullopt;
  }
  if (m.last_write.value_or(0) > trace_.times[static_cast<size_t>(last)]) return std::nullopt;
  const auto narrow = RangeOf(fits);
  const int64_t width = std::stoll(m.dtype.substr(1));
  if (!narrow || !own->Holds(*narrow) || std::stoll(fits.substr(1)) >= width) return std::nullopt;
  const int64_t bytes = m.BytesAt(trace_.length);
  const int64_t kept = bytes / width * std::stoll(fits.substr(1));
  return BufferFound{
      .rule = "wide-dtype", .memory = memory, .bytes = bytes - kept, .replaced_by = kept};
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
