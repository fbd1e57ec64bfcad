#include "tidemark/trace/model/trace_reader.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tidemark::trace {
namespace {

// Kinds are a word; what is longer is no kind of any writer, and would fill the message.
constexpr size_t kLongestShown = 40;

}  // namespace

void CountUnknownEvents(absl::string_view kind, int64_t count, ReaderStats* stats) {
  stats->unknown_events_skipped += count;
  std::string name(kind.substr(0, kLongestShown));
  if (name.size() < kind.size()) name += "...";
  const auto known = stats->unknown_kinds.find(name);
  if (known != stats->unknown_kinds.end()) {
    known->second += count;
  } else if (stats->unknown_kinds.size() < ReaderStats::kMostKinds) {
    stats->unknown_kinds.emplace(std::move(name), count);
  }
}

std::string UnknownEventsText(const ReaderStats& stats) {
  if (stats.unknown_events_skipped == 0) return "";
  int64_t others = stats.unknown_events_skipped;
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : stats.unknown_kinds) {
    kinds.push_back(absl::StrCat(kind, " (", count, ")"));
    others -= count;
  }
  if (others > 0) kinds.push_back(absl::StrCat("others (", others, ")"));
  const bool is_one = stats.unknown_events_skipped == 1;
  return absl::StrCat(stats.unknown_events_skipped, is_one ? " event" : " events", " of unknown ",
                      kinds.size() == 1 ? "kind" : "kinds", ": ", absl::StrJoin(kinds, ", "));
}

}  // namespace tidemark::trace
