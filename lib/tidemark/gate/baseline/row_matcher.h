// Which row of one baseline is which of another.
//
// Consumes two baselines; its consumer is Compare.
//
// Rows of one key are paired by the text of their line, what is left of them by order where there are
// equally many; else they are one group, which is compared as a whole. Rows whose key is only in one
// of the baselines are then taken for moved where that leaves no choice: the same function in another
// file, the same text in another function, the same place in another scope. In a scope in which one
// of the baselines sums up its smallest places, what is left may be among these, and is compared
// with their sum, but for rows that would have been too large to be among them.
//
// Every row is in exactly one pair, so that the pairs' differences sum to that of all rows.
//
// Ownership: values. Threading: pure function. Cost: O(n log n).
#ifndef TIDEMARK_GATE_BASELINE_ROW_MATCHER_H_
#define TIDEMARK_GATE_BASELINE_ROW_MATCHER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/gate/baseline/baseline.h"

namespace tidemark::gate {

enum class Match {
  kSame,
  kMoved,
  kGroup,   // several places that cannot be told apart
  kOthers,  // the small places of a scope, summed up
  kNew,
  kGone,
};

struct MatchedRow {
  Match match = Match::kSame;
  SiteKey key;                // as it is now; of what is gone, as it was
  analysis::SiteReport site;  // the same
  std::string text = {};      // of its line, where it is known
  Figures before = NoFigures();
  Figures after = NoFigures();
  // "new", "gone", "moved from src/old.cc:load", "3 places before, 4 now", or empty
  std::string note;
};

std::vector<MatchedRow> MatchRows(const Baseline& base, const Baseline& now);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_BASELINE_ROW_MATCHER_H_
