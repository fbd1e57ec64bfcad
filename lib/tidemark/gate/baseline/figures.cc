#include "tidemark/gate/baseline/figures.h"

#include <algorithm>

namespace tidemark::gate {
namespace {

constexpr absl::string_view kOpCount = "op_count";

int64_t SumUpTo64Bits(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

}  // namespace

const std::vector<FigureKind>& AllFigures() {
  static const std::vector<FigureKind>& figures = *new std::vector<FigureKind>([] {
    std::vector<FigureKind> kinds;
    for (const Metric& metric : AllMetrics()) {
      if (metric.of_usage == nullptr && metric.of_finding == nullptr) continue;
      if (metric.name == "reused_ops") kinds.push_back({.name = kOpCount});
      kinds.push_back({.name = metric.name,
                       .unit = metric.unit,
                       .combine = metric.combine,
                       .higher_is_better = metric.higher_is_better,
                       .metric = &metric});
    }
    return kinds;
  }());
  return figures;
}

size_t FigureIndex(absl::string_view name) {
  const std::vector<FigureKind>& figures = AllFigures();
  for (size_t i = 0; i < figures.size(); ++i) {
    if (figures[i].name == name) return i;
  }
  return kNoFigure;
}

Figures NoFigures() { return Figures(AllFigures().size(), 0); }

Figures FiguresOf(const analysis::Usage& usage, const Suppressed& suppressed) {
  Figures figures = NoFigures();
  for (size_t i = 0; i < figures.size(); ++i) {
    const Metric* const metric = AllFigures()[i].metric;
    if (metric == nullptr) {
      figures[i] = usage.op_count;
    } else if (metric->of_usage != nullptr) {
      figures[i] = metric->of_usage(usage);
    }
    figures[i] = std::max<int64_t>(figures[i], 0);
  }
  for (const analysis::RuleUsage& found : usage.findings) {
    if (suppressed && suppressed(found.rule, usage.site)) continue;
    for (size_t i = 0; i < figures.size(); ++i) {
      const Metric* const metric = AllFigures()[i].metric;
      if (metric == nullptr || metric->of_finding == nullptr) continue;
      figures[i] = SumUpTo64Bits(figures[i], std::max<int64_t>(metric->of_finding(found), 0));
    }
  }
  return figures;
}

Figures TotalsOf(const analysis::Report& report, const Suppressed& suppressed) {
  Figures totals = NoFigures();
  Selection all;
  all.suppressed = suppressed;
  for (size_t i = 0; i < totals.size(); ++i) {
    const Metric* const metric = AllFigures()[i].metric;
    totals[i] = metric == nullptr ? report.totals.op_count : ValueOf(*metric, report, all);
    totals[i] = std::max<int64_t>(totals[i], 0);
  }
  return totals;
}

void AddFigures(const Figures& added, Figures* sum) {
  for (size_t i = 0; i < sum->size(); ++i) {
    (*sum)[i] = AllFigures()[i].combine == Combine::kSum ? SumUpTo64Bits((*sum)[i], added[i])
                                                         : std::max((*sum)[i], added[i]);
  }
}

bool AllZero(const Figures& figures) {
  return std::all_of(figures.begin(), figures.end(), [](int64_t figure) { return figure == 0; });
}

}  // namespace tidemark::gate
