// What is said of a trace as a whole that is not all there, wherever it is said.
//
// Used by the header of the report, and by what is told beside outputs that have no room for it.
//
// Threading: pure functions.
#ifndef TIDEMARK_REPORT_TRACE_WORDS_H_
#define TIDEMARK_REPORT_TRACE_WORDS_H_

#include <string>

#include "tidemark/analysis/model/report.h"

namespace tidemark::report {

// It has no event "end", or is cut off.
inline constexpr char kNoEnd[] = "the trace has no end (truncated)";
// The same, and what follows for the figures.
std::string TruncatedWords();
// "the recorder lost 3 events: ..."
std::string LostWords(const analysis::TraceSummary& trace);
// "3 events of unknown kind"
std::string UnknownEventsWords(const analysis::TraceSummary& trace);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TRACE_WORDS_H_
