#include "tests/analysis/reference_what_if.h"

#include <algorithm>
#include <map>
#include <vector>

namespace tidemark::analysis::reference {
namespace {

class World {
 public:
  World(const LaidOutTrace& trace, const Rules& rules, const Fixed& fixed, Alteration alteration)
      : trace_(trace), rules_(rules), fixed_(fixed), alteration_(alteration) {
    for (const Transfer* copy : fixed.copies) {
      const Transfer* twin = TwinOf(*copy);
      target_[copy->position] = twin != nullptr ? twin->destination : copy->source;
      const bool casts_back = rules_.RuleOf(*copy) == "dtype-round-trip";
      if (casts_back) target_[copy->position] = rules_.CastThere(*copy)->source;
    }
    for (const Transfer* copy : fixed.copies) {
      if (IsCompatible(*copy)) taken_[copy->position] = copy;
    }
    for (const InPlace& edit : fixed.in_place) {
      if (MayOverwrite(edit)) in_place_.push_back(edit);
    }
    for (size_t i = 0; i < trace.memories.size(); ++i) {
      ends_.push_back(End(static_cast<int64_t>(i)));
    }
  }

  int64_t Peak() const {
    int64_t peak = 0;
    for (int64_t at = 0; at < trace_.length; ++at) {
      int64_t live = 0;
      for (size_t i = 0; i < trace_.memories.size(); ++i) {
        live += BytesAt(static_cast<int64_t>(i), at);
      }
      peak = std::max(peak, live);
    }
    return peak;
  }

 private:
  const Memory& Get(int64_t memory) const { return trace_.memories[static_cast<size_t>(memory)]; }

  // The twin that a copy shares with, where that is what its rule says.
  const Transfer* TwinOf(const Transfer& copy) const {
    return rules_.RuleOf(copy) == "duplicate-copy" ? rules_.Twin(copy) : nullptr;
  }

  // The copy that gave `memory` the contents that it has at `position`.
  const Transfer* ContentsOf(int64_t memory, int64_t position) const {
    const Transfer* found = nullptr;
    for (const Transfer& copy : trace_.transfers) {
      if (copy.destination == memory && copy.source != memory && copy.position < position) {
        found = &copy;
      }
    }
    if (found == nullptr) return nullptr;
    for (const Use& use : trace_.uses) {
      if (use.memory == memory && use.is_write && use.position > found->position &&
          use.position < position) {
        return nullptr;
      }
    }
    return found;
  }

  // The copy that gave what `copy` shares its contents.
  const Transfer* Above(const Transfer& copy) const {
    if (rules_.RuleOf(copy) != "dtype-round-trip") return ContentsOf(copy.source, copy.position);
    const Transfer* there = rules_.CastThere(copy);
    return ContentsOf(there->source, there->position);
  }

  bool IsCompatible(const Transfer& copy) const {
    const Transfer* twin = TwinOf(copy);
    const Transfer* above = twin != nullptr ? twin : Above(copy);
    if (rules_.DestinationWritten(copy)) {
      if (above != nullptr && taken_.contains(above->position)) return false;
      return Sharers(target_.at(copy.position)) == 1;
    }
    while (above != nullptr && taken_.contains(above->position)) {
      const Transfer* next = TwinOf(*above);
      if (next == nullptr) {
        const int64_t source = target_.at(above->position);
        if (source == copy.destination) return false;
        if (rules_.WrittenInUse(source, copy)) return false;
        next = Above(*above);
      }
      above = next;
    }
    return true;
  }

  // How many edits would share the memory.
  int64_t Sharers(int64_t memory) const {
    int64_t sharers = 0;
    for (const Transfer* copy : fixed_.copies) sharers += target_.at(copy->position) == memory;
    for (const InPlace& edit : fixed_.in_place) sharers += edit.in == memory;
    return sharers;
  }

  bool MayOverwrite(const InPlace& edit) const {
    if (Sharers(edit.in) > 1) return false;
    return std::none_of(taken_.begin(), taken_.end(), [&](const auto& taken) {
      return taken.second->destination == edit.in && taken.first < edit.position;
    });
  }

  // From when on the memory itself is gone, sharers aside.
  int64_t OwnEnd(int64_t memory) const {
    const auto released = fixed_.released.find(memory);
    if (released != fixed_.released.end()) return released->second + 1;
    if (std::count(fixed_.leaks.begin(), fixed_.leaks.end(), memory) == 0 ||
        alteration_ == Alteration::kLeaksSaveNothing) {
      return Get(memory).end;
    }
    int64_t last = Get(memory).is_array ? Get(memory).begin : kNever - 1;
    bool accessed = false;
    for (const Use& use : trace_.uses) {
      if (use.memory != memory) continue;
      last = accessed ? std::max(last, use.position) : use.position;
      accessed = true;
    }
    return last + 1;
  }

  // The same with those that share it after all, made before `linked_before`.
  int64_t End(int64_t memory, int64_t linked_before = kNever) const {
    int64_t end = linked_before == kNever ? OwnEnd(memory) : 0;
    if (alteration_ == Alteration::kChainsAreCut && linked_before == kNever) return end;
    for (const auto& [position, copy] : taken_) {
      if (target_.at(position) == memory && position < linked_before) {
        end = std::max(end, End(copy->destination));
      }
    }
    for (const InPlace& edit : in_place_) {
      if (edit.in == memory && edit.position < linked_before) end = std::max(end, End(edit.memory));
    }
    return end;
  }

  int64_t BytesAt(int64_t memory, int64_t at) const {
    const Memory& m = Get(memory);
    for (const Growth& growth : fixed_.growths) {
      if (std::count(growth.blocks.begin(), growth.blocks.end(), memory) == 0) continue;
      const Memory& last = Get(growth.blocks.back());
      if (memory != growth.blocks.front() || at < m.begin || at >= last.end) return 0;
      return alteration_ == Alteration::kGrowthStartsSmall && at < last.begin
                 ? m.BytesAt(at)
                 : last.BytesAt(std::max(at, last.begin));
    }
    if (m.external || at < m.begin || at >= ends_[static_cast<size_t>(memory)]) return 0;
    for (const auto& [position, copy] : taken_) {
      if (copy->destination == memory) return 0;
    }
    for (const InPlace& edit : in_place_) {
      if (edit.memory == memory) return 0;
    }
    int64_t bytes = m.BytesAt(at);
    bool is_replaced = false;
    for (const auto& [replaced, least] : fixed_.replaced) {
      if (replaced != memory) continue;
      bytes = is_replaced ? std::min(bytes, least) : least;
      is_replaced = true;
    }
    for (const PinFound& pin : fixed_.pins) {
      if (pin.memory != memory || at <= pin.since) continue;
      if (is_replaced || at >= End(memory, pin.since)) return std::min(bytes, pin.used);
    }
    return bytes;
  }

  const LaidOutTrace& trace_;
  const Rules& rules_;
  const Fixed& fixed_;
  Alteration alteration_;
  std::map<int64_t, int64_t> target_;         // of each copy, by position: what it would share
  std::map<int64_t, const Transfer*> taken_;  // by position
  std::vector<InPlace> in_place_;             // that are taken
  std::vector<int64_t> ends_;                 // of each memory, with those that share it
};

}  // namespace

int64_t PeakWith(const LaidOutTrace& trace, const Rules& rules, const Fixed& fixed,
                 Alteration alteration) {
  return World(trace, rules, fixed, alteration).Peak();
}

}  // namespace tidemark::analysis::reference
