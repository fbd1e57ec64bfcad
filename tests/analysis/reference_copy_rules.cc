#include "tests/analysis/reference_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tidemark::analysis::reference {

bool Rules::IsAll(const Transfer& copy) const {
  return copy.bytes >= Get(copy.destination).BytesAt(copy.position) &&
         std::none_of(trace_.uses.begin(), trace_.uses.end(), [&](const Use& use) {
           return use.memory == copy.destination && !use.is_write && use.position < copy.position;
         });
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

}  // namespace tidemark::analysis::reference
