#include "tidemark/losses.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/console.h"
#include "tidemark/report/trace_words.h"
#include "tidemark/trace/io/byte_source.h"

namespace tidemark::cli {
namespace {

void PrintSkipped(const std::string& path, const std::vector<std::string>& first, int64_t all) {
  for (const std::string& message : first) PrintError(absl::StrCat("skipped: ", message));
  const auto reported = static_cast<int64_t>(first.size());
  if (all <= reported) return;
  PrintError(absl::StrCat("skipped: ", all - reported, " more in ", trace::SourceName(path)));
}

void PrintOf(const std::string& path, absl::string_view what) {
  PrintError(absl::StrCat(trace::SourceName(path), ": ", what));
}

}  // namespace

void PrintLosses(const std::string& path, const trace::ReaderStats& stats) {
  PrintSkipped(path, stats.first_bad_lines, stats.bad_lines_skipped);
  if (stats.unknown_events_skipped > 0) {
    PrintOf(path, absl::StrCat("left out ", trace::UnknownEventsText(stats)));
  }
  if (stats.cut_off) PrintOf(path, "the file is cut off at its end");
}

void PrintLosses(const std::string& path, const analysis::TraceSummary& trace) {
  PrintSkipped(path, trace.first_bad_lines, trace.bad_lines_skipped);
  if (trace.unknown_events_skipped > 0) {
    PrintOf(path, absl::StrCat("left out ", report::UnknownEventsWords(trace)));
  }
  if (trace.truncated) PrintOf(path, report::TruncatedWords());
  if (trace.lost_events > 0) PrintOf(path, report::LostWords(trace));
}

}  // namespace tidemark::cli
