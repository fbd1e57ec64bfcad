// The views of a report beyond its sections and tables: who called, who held what over time, annotated
// source.
//
// Chosen by the options of `tidemark report`; written as text by TextViews, and as JSON by JsonReport
// (json_report.h), which has the whole data.
//
// Ownership: values. Threading: pure functions.
#ifndef TIDEMARK_REPORT_VIEWS_H_
#define TIDEMARK_REPORT_VIEWS_H_

#include <string>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/report/call_view.h"
#include "tidemark/report/source_view.h"
#include "tidemark/report/table.h"
#include "tidemark/report/terminal.h"

namespace tidemark::report {

struct Views {
  bool timeline = false;
  const CallMetric* tree = nullptr;  // null: it is not wanted
  std::vector<SourceListing> sources = {};
};

// The header of the report, the tables and the views.
std::string TextViews(const analysis::Report& report, const std::vector<Table>& tables,
                      const Views& views, const TextOptions& options);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_VIEWS_H_
