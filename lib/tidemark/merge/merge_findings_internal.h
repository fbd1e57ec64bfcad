// The findings of several reports, one for each rule and place: the part of MergeReports about them.
//
// What a message says in numbers is true of one trace. It is that of the finding with the most bytes,
// and says so where there were several.
#ifndef TIDEMARK_MERGE_MERGE_FINDINGS_INTERNAL_H_
#define TIDEMARK_MERGE_MERGE_FINDINGS_INTERNAL_H_

#include <vector>

#include "tidemark/analysis/model/report.h"

namespace tidemark::merge {

std::vector<analysis::Finding> MergeFindings(const std::vector<analysis::Report>& reports);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_MERGE_FINDINGS_INTERNAL_H_
