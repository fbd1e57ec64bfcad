// What of a trace was not read, or is not in it, told on standard error, in one wording for all verbs whose
// output has no room for it.
//
// Used by diff, baseline, export and `report --format csv` with the reports that they are made of, by
// convert and recover with what the reader says. Other reports, check, fit and merge say it in their output.
//
// Threading: one thread. Errors: none.
#ifndef TIDEMARK_TOOLS_TIDEMARK_LOSSES_H_
#define TIDEMARK_TOOLS_TIDEMARK_LOSSES_H_

#include <string>

#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::cli {

// One message each, of the trace at `path` ("-" is standard input): damage that was skipped, unknown events, an end that is cut off.
void PrintLosses(const std::string& path, const trace::ReaderStats& stats);

// The same of a trace that was analysed, and what is missing in it: its end, events that the recorder
// lost.
void PrintLosses(const std::string& path, const analysis::TraceSummary& trace);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_LOSSES_H_
