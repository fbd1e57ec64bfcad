// What is known of a program that is running, as a screen: live bytes, the peak, who holds them, how fast
// memory is made and copied, and the findings so far.
//
// Consumes the Report of a trace that is still being written, with Report::usage filled (break_down), and
// what the one before it said; its consumer is `tidemark live`.
//
// Threading: pure functions. Equal arguments give equal bytes.
// Units: nanoseconds of the trace; bytes. Errors: none; names are cleaned, no line is wider than the options.
//
//   const LiveFigures now = FiguresOf(report);
//   std::cout << LiveView(report, {.state = "running", .since = last}, options, 24);
#ifndef TIDEMARK_REPORT_LIVE_VIEW_H_
#define TIDEMARK_REPORT_LIVE_VIEW_H_

#include <cstdint>
#include <string>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

// What rates are the differences of.
struct LiveFigures {
  int64_t t = 0;
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
};
LiveFigures FiguresOf(const analysis::Report& report);

struct LiveMoment {
  std::string state;           // "running", "finished"
  int64_t pid = 0;             // 0: unknown
  int64_t resident_bytes = 0;  // of the process; 0: unknown
  // Of an earlier view; from the beginning of the trace, rates are averages over all of it.
  LiveFigures since = {};
};

// At most `lines` lines, each with its end; 0: as many as there are.
std::string LiveView(const analysis::Report& report, const LiveMoment& moment,
                     const TextOptions& options, int lines = 0);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_LIVE_VIEW_H_
