// Live bytes over time as one line of block characters, with a line below that marks the peak.
//
// Consumes the timeline of a Report; its consumer is the peak section of the text report.
// Threading: pure function.
// Units: columns; nanoseconds.
//
//   ▁▁▂▃▅█▆▅▂▂▁
//        ▲ 4.5 ms                                        12.3 ms
#ifndef TIDEMARK_REPORT_SPARKLINE_H_
#define TIDEMARK_REPORT_SPARKLINE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

struct Sparkline {
  std::string before;  // the bars left of the peak
  std::string peak;    // the bar of the peak
  std::string after;
  std::string axis;
};

// Each column shows the maximum of its span, so that the peak's bar is the full height. Bars are
// rounded up: what is not zero is seen. All empty when there is nothing to draw (no timeline, or no
// time passed). `end_t` is the end of the trace, `width` at least 20.
Sparkline DrawSparkline(const analysis::Timeline& timeline, int64_t peak_t, int64_t end_t,
                        size_t width, bool unicode);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_SPARKLINE_H_
