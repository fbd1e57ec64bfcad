// The figures of a report that a limit may be put on.
//
// Consumes an analysis::Report; its consumers are the limits, and the help that lists the metrics.
//
// Ownership: metrics are constants of the program.
// Threading: immutable.
// Units: bytes or counts, as MetricUnit says.
//
//   const Metric* metric = FindMetric("peak_bytes");
//   int64_t actual = metric->value(report);
#ifndef TIDEMARK_GATE_METRICS_METRIC_H_
#define TIDEMARK_GATE_METRICS_METRIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"

namespace tidemark::gate {

enum class MetricUnit { kBytes, kCount };

// What a metric is worth where of the heap only samples were recorded.
enum class FromSamples {
  kExact,      // it is not about the heap
  kEstimated,  // as the report has it: without bias, but different from run to run
  kUnknown,    // samples do not show it
};

struct Metric {
  absl::string_view name;
  MetricUnit unit;
  absl::string_view meaning;  // one line, for help
  int64_t (*value)(const analysis::Report& report);
  // The sites that the value comes from, largest first. Where the report does not break the figure
  // down, none.
  std::vector<analysis::SiteBytes> (*sites)(const analysis::Report& report);
  FromSamples from_samples = FromSamples::kExact;
};

// All of them, in the order in which they are documented.
const std::vector<Metric>& AllMetrics();

// nullptr when there is none of that name.
const Metric* FindMetric(absl::string_view name);

std::vector<std::string> MetricNames();

// "64 MiB (67108864 B)" or "12".
std::string MetricValueText(MetricUnit unit, int64_t value);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_METRICS_METRIC_H_
