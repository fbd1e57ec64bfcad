// Several traces of one machine, whose events one clock can put in order: a Report of each, and the
// exact peak of what all of them held together.
//
// Consumes readers; its consumer is the merging of traces.
//
// Memory: what the analysis of each of them takes, all at one time. Errors: those of Analyze().
// Threading: calls are independent of each other.
#ifndef TIDEMARK_ANALYSIS_ANALYZE_TOGETHER_H_
#define TIDEMARK_ANALYSIS_ANALYZE_TOGETHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::analysis {

// The clock by which a trace counts its time: what it showed at `t` 0, and how long a tick is.
struct TraceClock {
  int64_t start = 0;
  uint64_t rate = 0;  // nanoseconds a tick, times 2^32; 0: it counts nanoseconds

  // What it shows at a time of the trace; the greatest number where that is beyond all.
  int64_t At(int64_t t) const;
  // So many of its ticks as nanoseconds.
  int64_t NanosOf(int64_t ticks) const;
};

struct TraceOfGroup {
  std::unique_ptr<trace::TraceReader> reader;
  std::string name;  // for messages
  TraceClock clock;
};

struct GroupReport {
  std::vector<Report> reports;  // in the order of the traces, without TraceSummary::files
  // Of all together, with times since the first of them began; events at one tick happen in the
  // order of the traces.
  Peak peak;                                       // its sites are in peak_sites
  std::vector<std::vector<SiteBytes>> peak_sites;  // what each of the traces held then
  Timeline timeline;
  int64_t duration_ns = 0;
};

// At least one trace. All of them count by one clock.
absl::StatusOr<GroupReport> AnalyzeTogether(std::vector<TraceOfGroup> traces,
                                            const AnalyzeOptions& options = {});

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_ANALYZE_TOGETHER_H_
