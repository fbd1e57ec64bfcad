// The functions of one compilation unit by address, with those that were inlined into them.
//
// Made from the debug info of the unit at the first question for one of its addresses; consumed by
// DebugInfo.
//
// The unit is gone through once, whatever is asked later. Debug info is not trusted: entries count
// in the order in which they lie in the file, so that no reference makes the walk go in circles.
//
// Ownership: borrows the Dwarf of the file. Memory: O(functions of the unit).
// Threading: immutable once made. Errors: none; what cannot be read ends the walk there.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_INDEX_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_INDEX_INTERNAL_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <vector>

#include "tidemark/analysis/symbols/range_map.h"

namespace tidemark::analysis {

class FunctionIndex {
 public:
  // `unit`: the entry of the unit itself.
  explicit FunctionIndex(Dwarf_Die unit);

  struct Function {
    Dwarf_Die die = {};
    const Function* caller = nullptr;  // that it was inlined into; null: it was not
    uint64_t call_file = 0;            // where it was called, as an index in the unit's file table
    uint64_t call_line = 0;
    uint64_t rank = 0;  // how deep it is inlined
  };
  // The innermost; null when there is none.
  const Function* At(uint64_t address) const;

 private:
  // Takes the entry in if it is code. The function that the entries below it are in; -1: none, and
  // -2: nothing below it is code.
  int64_t Visit(Dwarf_Die die, int64_t function);
  bool AddRanges(Dwarf_Die die, uint32_t function, uint64_t rank);

  static constexpr int64_t kNone = -1;
  static constexpr int64_t kNotCode = -2;

  std::vector<Function> functions_;
  std::vector<int64_t> callers_;  // until made
  uint64_t range_count_ = 0;
  RangeMap ranges_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_FUNCTION_INDEX_INTERNAL_H_
