#include <dwarf.h>

#include <cstddef>

#include "tidemark/analysis/symbols/function_index_internal.h"

namespace tidemark::analysis {
namespace {

// Entries may all name one long list of ranges; this many in a unit are made up.
constexpr uint64_t kMostRanges = uint64_t{1} << 22;
// To find what follows an entry, its content may have to be gone through, once for each level.
constexpr size_t kDeepest = 256;

uint64_t Number(Dwarf_Die* die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Word value = 0;
  if (dwarf_attr(die, attribute, &found) == nullptr) return 0;
  return dwarf_formudata(&found, &value) == 0 ? value : 0;
}

}  // namespace

FunctionIndex::FunctionIndex(Dwarf_Die unit) {
  struct Level {
    Dwarf_Die die;
    int64_t function;  // that its entries are in
    size_t depth;
  };
  std::vector<Level> levels;
  Dwarf_Off last = dwarf_dieoffset(&unit);
  // Entries are visited in the order of the file. One that lies before the last one ends its level:
  // references that lead back would lead there again and again.
  const auto push = [&](Dwarf_Die die, int64_t function, size_t depth) {
    if (dwarf_dieoffset(&die) <= last || depth > kDeepest) return;
    levels.push_back({.die = die, .function = function, .depth = depth});
  };
  Dwarf_Die child;
  if (dwarf_child(&unit, &child) == 0) push(child, kNone, 0);
  while (!levels.empty()) {
    const Level level = levels.back();
    levels.pop_back();
    Dwarf_Die die = level.die;
    if (dwarf_dieoffset(&die) <= last) continue;
    last = dwarf_dieoffset(&die);
    Dwarf_Die next;
    if (dwarf_siblingof(&die, &next) == 0) push(next, level.function, level.depth);
    const int64_t within = Visit(die, level.function);
    if (within != kNotCode && dwarf_child(&die, &child) == 0) {
      push(child, within, level.depth + 1);
    }
  }
  for (size_t i = 0; i < functions_.size(); ++i) {
    if (callers_[i] >= 0) functions_[i].caller = &functions_[static_cast<size_t>(callers_[i])];
  }
  callers_ = {};
  ranges_.Build();
}

int64_t FunctionIndex::Visit(Dwarf_Die die, int64_t function) {
  switch (dwarf_tag(&die)) {
    case DW_TAG_namespace:
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
    case DW_TAG_module:
      return function;
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
      break;
    default:
      return kNotCode;
  }
  const bool inlined = dwarf_tag(&die) == DW_TAG_inlined_subroutine && function >= 0;
  const uint64_t rank = inlined ? functions_[static_cast<size_t>(function)].rank + 1 : 0;
  const auto index = static_cast<int64_t>(functions_.size());
  // Without addresses it is a declaration, or the pattern of what was inlined elsewhere.
  if (!AddRanges(die, static_cast<uint32_t>(index), rank)) return kNotCode;
  Function entry{.die = die, .caller = nullptr, .call_file = 0, .call_line = 0, .rank = rank};
  if (inlined) {
    entry.call_file = Number(&die, DW_AT_call_file);
    entry.call_line = Number(&die, DW_AT_call_line);
  }
  functions_.push_back(entry);
  callers_.push_back(inlined ? function : kNone);
  return index;
}

bool FunctionIndex::AddRanges(Dwarf_Die die, uint32_t function, uint64_t rank) {
  const size_t before = ranges_.size();
  Dwarf_Addr base = 0;
  Dwarf_Addr low = 0;
  Dwarf_Addr high = 0;
  for (ptrdiff_t at = 0; range_count_ < kMostRanges; ++range_count_) {
    at = dwarf_ranges(&die, at, &base, &low, &high);
    if (at <= 0) break;
    ranges_.Add({.low = low, .high = high, .value = function, .rank = rank});
  }
  return ranges_.size() > before;
}

const FunctionIndex::Function* FunctionIndex::At(uint64_t address) const {
  const std::optional<uint32_t> found = ranges_.Find(address);
  return found.has_value() ? &functions_[*found] : nullptr;
}

}  // namespace tidemark::analysis
