// A merged report as text and as JSON: the report, and of which runs it is made.
//
// Consumes a MergedReport; its consumer is `tidemark merge`. The JSON is that of a report, schema
// tidemark-report/1, with one key more:
//
//   "merged": {"peak": {"exact": true, "at_least": 7, "at_most": 7},
//              "runs": [{"files": ["r0.tmk"], "program": "train", "run": "a1", "host": "n1", "pid": 7,
//                        "events": 10, "peak_bytes": 4, "clock": "counter/0b1c"}],
//              "notes": []}
//
// Threading: pure functions. Errors: none; hostile names are cleaned, no line is too wide.
#ifndef TIDEMARK_MERGE_MERGE_FORMATS_H_
#define TIDEMARK_MERGE_MERGE_FORMATS_H_

#include <string>

#include "tidemark/merge/merge_traces.h"
#include "tidemark/report/terminal.h"

namespace tidemark::merge {

std::string MergedText(const MergedReport& merged, const report::TextOptions& options);
std::string MergedJson(const MergedReport& merged);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_MERGE_FORMATS_H_
