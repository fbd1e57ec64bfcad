// Who holds the live bytes over time: a chart of the largest places, and a table of moments.
//
// Consumes Report::details.site_timeline (DetailOptions::site_timeline), and its marks where they were
// gathered; its consumer is `tidemark report --timeline`.
//
// A column of the chart is the moment with most live of its part of the time. Places have letters, and
// those without are dots; the highest column is the peak.
//
// Threading: pure function. Errors: none; hostile names are cleaned, no line is wider than allowed.
#ifndef TIDEMARK_REPORT_TIMELINE_VIEW_H_
#define TIDEMARK_REPORT_TIMELINE_VIEW_H_

#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/line.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

std::vector<Line> TimelineLines(const analysis::Report& report, const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TIMELINE_VIEW_H_
