// Who called: the tree of calls of a report as text, the branches that hold most first.
//
// Consumes Report::details.call_tree (DetailOptions::call_tree); its consumer is
// `tidemark report --tree`.
//
// Every branch is all of its parts: what is too small for a line of its own is in the line "others" of
// its caller, and what a caller made by itself in a line "itself". Where nothing below a line is large
// enough, the line stands for all of it. Calls that lead nowhere else stand
// below each other without being indented, the figures at the first.
//
// Threading: pure functions. Errors: none; hostile names are cleaned, no line is wider than allowed.
//
//   lines = CallLines(report, *FindCallMetric("leaked"), options);
#ifndef TIDEMARK_REPORT_CALL_VIEW_H_
#define TIDEMARK_REPORT_CALL_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/report/line.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

// What a tree shows.
struct CallMetric {
  absl::string_view name;   // "peak"
  absl::string_view title;  // "live at the peak"
  absl::string_view unit;   // of the count, "buffer"
  absl::string_view units;
  int64_t analysis::CallFigures::*bytes;
  int64_t analysis::CallFigures::*count;
};

// The first one is the default.
absl::Span<const CallMetric> CallMetrics();
// Null where there is none of that name.
const CallMetric* FindCallMetric(absl::string_view name);
std::vector<std::string> CallMetricNames();

// The figure of each node with all that it called.
std::vector<int64_t> SumsBelow(const analysis::CallTree& tree,
                               int64_t analysis::CallFigures::*figure);

inline constexpr size_t kMostCallLines = 60;  // about

std::vector<Line> CallLines(const analysis::Report& report, const CallMetric& metric,
                            const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_CALL_VIEW_H_
