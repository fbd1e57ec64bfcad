// The figures that a baseline keeps of each place, and of a whole trace.
//
// Those of the metrics that places add up to (metric.h), and `op_count`, without which a reuse that
// was lost cannot be told from an operation that is gone.
//
// Ownership: the table is a constant of the program. Threading: immutable.
// Units: as each figure's. Figures are never negative; sums stop at INT64_MAX.
//
//   const size_t peak = FigureIndex("peak_bytes");
//   int64_t bytes = row.figures[peak];
#ifndef TIDEMARK_GATE_BASELINE_FIGURES_H_
#define TIDEMARK_GATE_BASELINE_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

struct FigureKind {
  absl::string_view name;
  MetricUnit unit = MetricUnit::kCount;
  Combine combine = Combine::kSum;
  bool higher_is_better = false;
  const Metric* metric = nullptr;  // null: op_count
};

using Figures = std::vector<int64_t>;  // one for each of AllFigures(), in their order

const std::vector<FigureKind>& AllFigures();

inline constexpr size_t kNoFigure = SIZE_MAX;

size_t FigureIndex(absl::string_view name);  // kNoFigure: there is none

Figures NoFigures();

// Findings for which `suppressed` is true do not count; it may be null.
using Suppressed = std::function<bool(const std::string& rule, const analysis::SiteReport& site)>;
Figures FiguresOf(const analysis::Usage& usage, const Suppressed& suppressed);
Figures TotalsOf(const analysis::Report& report, const Suppressed& suppressed);

void AddFigures(const Figures& added, Figures* sum);
bool AllZero(const Figures& figures);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_BASELINE_FIGURES_H_
