// How the figures of a program grow with the size of its input, from reports of several sizes.
//
// Made for `tidemark fit`; printed by formats/fit_text.h and formats/fit_json.h.
//
// Places are matched between traces by file, function and label, so that the lines of one function
// are one place, and a place that a trace does not have had nothing there. Sites are those of the
// peak: what each holds there, of which the sum is the peak.
//
// Consumes reports that were made with AnalyzeOptions::break_down. A metric that one of the traces does
// not tell is left out, and a note says so.
//
// Ownership: values. Threading: a pure function. Cost: O(sites * log sites) of all reports together.
// Errors: as RunSizes and FitGrowth.
//
//   absl::StatusOr<GrowthReport> growth = ReportGrowth("n", {{"a.tmk", &a}, ...}, {.at = 1e9});
#ifndef TIDEMARK_GATE_GROWTH_GROWTH_REPORT_H_
#define TIDEMARK_GATE_GROWTH_GROWTH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/growth/growth_law.h"
#include "tidemark/gate/growth/run_size.h"
#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

struct SizedRun {
  std::string trace;
  double n = 0;
};

struct MetricGrowth {
  const Metric* metric = nullptr;
  bool estimated = false;  // from samples of the heap
  GrowthFit fit;
  std::optional<Prediction> at;
};

struct SiteGrowth {
  analysis::SiteReport site;  // with the line that held most in the run of the largest n
  GrowthFit fit;              // of the bytes that it holds at the peak
  std::optional<Prediction> at;
};

struct GrowthReport {
  std::string by;
  std::vector<SizedRun> runs;  // by n, then by trace
  std::vector<MetricGrowth> metrics;
  // By how much they grow from the least to the most n, the largest first.
  std::vector<SiteGrowth> sites;
  std::vector<std::string> notes;  // what a reader has to know of the traces
};

struct GrowthOptions {
  std::optional<double> at;  // the n to predict
};

absl::StatusOr<GrowthReport> ReportGrowth(absl::string_view by, absl::Span<const SizedTrace> traces,
                                          const GrowthOptions& options = {});

// The metrics that are fitted.
const std::vector<const Metric*>& GrowthMetrics();

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_GROWTH_GROWTH_REPORT_H_
