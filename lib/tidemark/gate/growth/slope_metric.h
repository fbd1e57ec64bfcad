// slope(METRIC, NAME): what one more of NAME costs, as a limit names it.
//
// Parsed from limits ("slope(peak_bytes, n) <= 24"); judged by fitting the metric over the traces of
// several sizes (growth_law.h), of which NAME says where they stand (run_size.h).
//
// Units: those of the metric for each of NAME; it may be a fraction.
// Ownership: the metric is a constant of the program. Threading: pure functions.
// Errors: InvalidArgument, naming the text and what was expected.
//
//   absl::StatusOr<SlopeMetric> slope = ParseSlope("slope(peak_bytes, n)");
//   absl::StatusOr<double> limit = ParseSlopeValue(*slope->metric, "24.5 B");
#ifndef TIDEMARK_GATE_GROWTH_SLOPE_METRIC_H_
#define TIDEMARK_GATE_GROWTH_SLOPE_METRIC_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

struct SlopeMetric {
  const Metric* metric = nullptr;
  std::string by;  // "n", "file", "largest-array"
};

// Whether the text is meant as one: it begins with "slope" and a parenthesis.
bool IsSlope(absl::string_view text);

absl::StatusOr<SlopeMetric> ParseSlope(absl::string_view text);

// "slope(peak_bytes, n)".
std::string SlopeName(const SlopeMetric& slope);

// "24", "24.5", "24 B", "1.5 KiB"; of counts without a unit. Never negative.
absl::StatusOr<double> ParseSlopeValue(const Metric& metric, absl::string_view text);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_GROWTH_SLOPE_METRIC_H_
