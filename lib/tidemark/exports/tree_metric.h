// What is counted in a call tree that an export shows: peak, leaked, live, total or copied bytes.
//
// Consumed by the formats and by `tidemark export --metric`. Units: bytes and counts.
// Threading: constants.
//
//   const TreeMetric* metric = FindTreeMetric("peak");
//   int64_t bytes = node.self.*metric->bytes;
#ifndef TIDEMARK_EXPORTS_TREE_METRIC_H_
#define TIDEMARK_EXPORTS_TREE_METRIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/call_tree.h"

namespace tidemark::exports {

struct TreeMetric {
  absl::string_view name;
  absl::string_view title;
  int64_t analysis::CallFigures::*bytes = nullptr;
  int64_t analysis::CallFigures::*count = nullptr;
};

// The first one is the default.
absl::Span<const TreeMetric> TreeMetrics();

// Null where there is none of that name.
const TreeMetric* FindTreeMetric(absl::string_view name);

std::vector<std::string> TreeMetricNames();

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_TREE_METRIC_H_
