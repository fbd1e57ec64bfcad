#include "tidemark/report/trace_words.h"

#include "absl/strings/str_cat.h"
#include "tidemark/report/quantity.h"

namespace tidemark::report {

std::string TruncatedWords() {
  return absl::StrCat(kNoEnd, ": analysed up to there, leaks unknown");
}

std::string LostWords(const analysis::TraceSummary& trace) {
  return absl::StrCat("the recorder lost ", Counted(trace.lost_events, "event", "events"),
                      ": peaks may be too low, leaks too high");
}

std::string UnknownEventsWords(const analysis::TraceSummary& trace) {
  return absl::StrCat(Counted(trace.unknown_events_skipped, "event", "events"), " of unknown kind");
}

}  // namespace tidemark::report
