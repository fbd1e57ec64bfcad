#include "tidemark/exports/tree_metric.h"

namespace tidemark::exports {

using analysis::CallFigures;

absl::Span<const TreeMetric> TreeMetrics() {
  static constexpr TreeMetric kMetrics[] = {
      {"peak", "live at the peak", &CallFigures::peak_bytes, &CallFigures::peak_count},
      {"leaked", "leaked", &CallFigures::leak_bytes, &CallFigures::leak_count},
      {"live", "live at the end", &CallFigures::live_end_bytes, &CallFigures::live_end_count},
      {"total", "allocated in all", &CallFigures::alloc_bytes, &CallFigures::alloc_count},
      {"copied", "copied", &CallFigures::copy_bytes, &CallFigures::copy_count},
  };
  return kMetrics;
}

const TreeMetric* FindTreeMetric(absl::string_view name) {
  for (const TreeMetric& metric : TreeMetrics()) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::vector<std::string> TreeMetricNames() {
  std::vector<std::string> names;
  for (const TreeMetric& metric : TreeMetrics()) names.emplace_back(metric.name);
  return names;
}

}  // namespace tidemark::exports
