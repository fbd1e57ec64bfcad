// The order of the report's lists: two runs over the same trace print the same.
//
// Applied to lists by the passes once everything is known.
#ifndef TIDEMARK_ANALYSIS_PASSES_REPORT_ORDER_H_
#define TIDEMARK_ANALYSIS_PASSES_REPORT_ORDER_H_

#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::analysis {

// By wasted bytes descending, then base bytes, then site.
void Sort(std::vector<Pin>* pins);

// By peak saving descending, then bytes descending, then file and line, then the rule's place in
// the order of precedence, then the rest of the site.
void Sort(std::vector<Finding>* findings);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_REPORT_ORDER_H_
