// What differs between two baselines, and from which places each difference comes.
//
// Consumes baselines, of which one is usually made of a report of just now; its consumers are the
// judge, `tidemark diff` and the messages of both.
//
// The contributions to a change sum to after - before, exactly: what the rows do not explain is a
// contribution of its own, without a place. A figure that is the largest of all has one contribution.
// Lines that move, files and functions that are renamed and places that keep what they had are no
// contribution to anything.
//
// `lost_reuse` is no figure of a baseline but of two: operations that took an operand's buffer, still
// run, and take one no longer.
//
// Ownership: values. Threading: pure functions. Units: as each figure's.
//
//   const Comparison comparison = Compare(base, now);
//   const Change peak = ChangeOf(comparison, "peak_bytes", {});
//   if (peak.after > peak.before) Show(peak.contributions);
#ifndef TIDEMARK_GATE_BASELINE_COMPARISON_H_
#define TIDEMARK_GATE_BASELINE_COMPARISON_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/gate/baseline/baseline.h"
#include "tidemark/gate/baseline/row_matcher.h"
#include "tidemark/gate/metrics/metric.h"
#include "tidemark/gate/sites/contribution.h"

namespace tidemark::gate {

struct Change {
  std::string metric;
  MetricUnit unit = MetricUnit::kBytes;
  bool higher_is_better = false;
  bool known = true;        // false: one of the two does not tell it; the rest says nothing then
  bool broken_down = true;  // false: of a scope's peak the places are not kept
  int64_t before = 0;
  int64_t after = 0;
  std::vector<Contribution> contributions;  // none of them 0; the largest difference first

  int64_t delta() const { return after - before; }
};

struct Comparison {
  Baseline base;  // without its rows
  Baseline now;
  std::vector<MatchedRow> rows;
  std::vector<std::string> notes;  // why figures may differ although the program does not

  // Places that the base does not have at all.
  std::vector<const MatchedRow*> NewRows() const;
};

Comparison Compare(const Baseline& base, const Baseline& now);

// Of one of AllFigures() or of "lost_reuse", for the whole or a part of it.
Change ChangeOf(const Comparison& comparison, absl::string_view metric, const Selection& selection);

// Of all of them, in the order of AllFigures(), lost_reuse last.
std::vector<Change> AllChanges(const Comparison& comparison);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_BASELINE_COMPARISON_H_
