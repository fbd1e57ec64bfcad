#include "tidemark/page/doubts.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/report/quantity.h"

namespace tidemark::page {

std::vector<std::string> Doubts(const analysis::Report& report) {
  using report::BytesText;
  using report::Counted;
  const analysis::TraceSummary& trace = report.trace;
  std::vector<std::string> doubts;
  if (trace.truncated) {
    doubts.push_back(
        "The trace is cut off or has no end: what came later is unknown, and no leaks are told.");
  }
  if (trace.lost_events > 0) {
    doubts.push_back(absl::StrCat(Counted(trace.lost_events, "event was", "events were"),
                                  " lost while the program was recorded."));
  }
  if (trace.sample_bytes > 0) {
    doubts.push_back(absl::StrCat("The heap was sampled, one allocation for about ",
                                  BytesText(trace.sample_bytes),
                                  ": figures of the heap are estimates. Single buffers stand as "
                                  "they were recorded."));
  }
  if (trace.bad_lines_skipped > 0) {
    doubts.push_back(absl::StrCat(Counted(trace.bad_lines_skipped, "line", "lines"),
                                  " of the trace could not be read."));
  }
  if (trace.unknown_events_skipped > 0) {
    doubts.push_back(absl::StrCat(Counted(trace.unknown_events_skipped, "event", "events"),
                                  " of kinds that this program does not know were skipped."));
  }
  for (const auto& [kind, anomaly] : trace.anomalies) {
    if (anomaly.count == 0) continue;
    doubts.push_back(
        absl::StrCat("The trace contradicts itself: ", Counted(anomaly.count, "case", "cases"),
                     " of ", absl::StrReplaceAll(kind, {{"_", " "}}), "."));
  }
  for (const analysis::UnnamedCode& code : trace.unnamed_code) {
    doubts.push_back(absl::StrCat("Code of ", code.module, " has no names: ", code.reason, "."));
  }
  if (report.scopes_capped) doubts.push_back("There are more scopes than are told apart.");
  return doubts;
}

}  // namespace tidemark::page
