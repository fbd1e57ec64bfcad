// The figures of a report that a limit may be put on, for a whole trace or for a part of it.
//
// Consumes an analysis::Report that was made with AnalyzeOptions::break_down; its consumers are the
// limits, the baselines, and the help that lists the metrics.
//
// Ownership: metrics are constants of the program.
// Threading: immutable.
// Units: bytes or counts, as MetricUnit says.
//
//   const Metric* metric = FindMetric("peak_bytes");
//   Selection step{.scope = "step"};
//   if (WhyUnknown(*metric, report).empty()) Use(ValueOf(*metric, report, step));
#ifndef TIDEMARK_GATE_METRICS_METRIC_H_
#define TIDEMARK_GATE_METRICS_METRIC_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/gate/sites/contribution.h"

namespace tidemark::gate {

enum class MetricUnit { kBytes, kCount };

// What a metric is worth where of the heap only samples were recorded.
enum class FromSamples {
  kExact,      // it is not about the heap
  kEstimated,  // as the report has it: without bias, but different from run to run
  kUnknown,    // samples do not show it
};

// What a metric is about, and so what must have been recorded for it to be known.
enum class About {
  kMemory,
  kArrays,     // copies, views and operations: unknown of a program that has no arrays
  kLeaks,      // unknown of a trace without an end
  kValues,     // unknown unless values were scanned
  kRecording,  // known of every trace
  kChange,     // between a trace and its baseline: no trace alone tells it
};

// How the parts of a figure make the whole.
enum class Combine { kSum, kLargest };

struct Metric {
  absl::string_view name;
  MetricUnit unit;
  absl::string_view meaning;  // one line, for help
  About about;
  // What a usage adds to it, without what rules found.
  int64_t (*of_usage)(const analysis::Usage& usage) = nullptr;
  // What a finding adds to it; null: nothing.
  int64_t (*of_finding)(const analysis::RuleUsage& finding) = nullptr;
  // Of what no usage tells: the figure of the whole trace.
  int64_t (*of_report)(const analysis::Report& report) = nullptr;
  Combine combine = Combine::kSum;
  FromSamples from_samples = FromSamples::kExact;
  bool higher_is_better = false;
};

// All of them, in the order in which they are documented.
const std::vector<Metric>& AllMetrics();

// nullptr when there is none of that name. "copies" is short for copy_count, as "views", "allocs",
// "leaks" are for theirs.
const Metric* FindMetric(absl::string_view name);

std::vector<std::string> MetricNames();

// Whether a finding does not count; null: all do.
using Suppressed = std::function<bool(const std::string& rule, const analysis::SiteReport& site)>;

// A part of a trace: what happened in a scope, with those within it, and at sites that match a
// pattern. Empty: all of it.
struct Selection {
  std::string scope = {};  // a path
  std::string site = {};   // a pattern
  Suppressed suppressed = {};
};

// What the usage adds to the metric, what rules found included.
int64_t PartOf(const Metric& metric, const analysis::Usage& usage, const Suppressed& suppressed);

// Of figures, which are never negative: at most INT64_MAX.
int64_t SumOfFigures(int64_t a, int64_t b);

// The peak of a scope is the most that was live in the whole program while it was open; with a site,
// what that site had at the trace's peak.
int64_t ValueOf(const Metric& metric, const analysis::Report& report, const Selection& selection);

// The places that ValueOf comes from, largest first; they sum to it, or have it as their largest.
// None where the metric is not about places. Contribution::after is the part.
std::vector<Contribution> PartsOf(const Metric& metric, const analysis::Report& report,
                                  const Selection& selection);

// Why the trace does not tell the figure; empty: it does.
std::string WhyUnknown(const Metric& metric, const analysis::Report& report);

// Where events are missing, a figure that only grows with more events is known to be at least what it
// is.
bool IsLowerBound(const Metric& metric);

// "1 event", "2 events".
std::string Counted(int64_t count, absl::string_view one, absl::string_view many);

// "64 MiB (67108864 B)" or "12".
std::string MetricValueText(MetricUnit unit, int64_t value);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_METRICS_METRIC_H_
