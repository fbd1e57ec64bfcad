// A place's part of a figure, or of the difference between two figures.
//
// Produced by the judge and by comparisons of baselines; consumed by the formats.
//
// Ownership: values. Units: as the metric's that it is part of.
#ifndef TIDEMARK_GATE_SITES_CONTRIBUTION_H_
#define TIDEMARK_GATE_SITES_CONTRIBUTION_H_

#include <cstdint>
#include <string>

#include "tidemark/analysis/model/report.h"

namespace tidemark::gate {

struct Contribution {
  analysis::SiteReport site;  // as it is now; of what is gone, as it was (then without a line)
  std::string scope;
  std::string kind;
  std::string dtype;
  int64_t before = 0;  // 0 without a baseline
  int64_t after = 0;
  std::string note;  // "new", "gone", "moved from src/old.cc:load", "grown at b.cc:20", or empty
  // By whom the place was called: the nearest that is in no library of the system. Of failures, where
  // the stacks are known; all empty: it is not.
  analysis::SiteReport caller = {};
  int64_t delta() const { return after - before; }
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_SITES_CONTRIBUTION_H_
