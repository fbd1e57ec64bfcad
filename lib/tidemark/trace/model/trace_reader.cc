#include "tidemark/trace/model/trace_reader.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tidemark::trace {
namespace {

// Kinds are a word; what is longer is no kind of any writer, and would fill the message.
constexpr size_t kLongestShown = 40;

constexpr size_t kLongestRun = 256;

// Of what stands between events.
int64_t Skipped(const ReaderStats& stats) {
  return stats.bad_lines_skipped + stats.unknown_events_skipped;
}

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

// An event that is more than a record is valid only until the next one is read, so that it makes a run
// of its own, and so does one before which something was skipped.
absl::StatusOr<EventRun> TraceReader::NextRun() {
  run_.clear();
  if (!error_behind_run_.ok()) return error_behind_run_;
  const Event* event = std::exchange(behind_run_, nullptr);
  const int64_t skipped = Skipped(stats());
  while (true) {
    if (event == nullptr) {
      const absl::StatusOr<const Event*> next = Next();
      if (!next.ok()) {
        error_behind_run_ = next.status();
        if (run_.empty()) return error_behind_run_;
        return run_;
      }
      event = *next;
      if (event == nullptr) return run_;
    }
    EventRecord record;
    const bool is_of_heap = ToHeapRecord(*event, &record);
    if (!run_.empty() && (!is_of_heap || Skipped(stats()) != skipped)) {
      behind_run_ = event;
      return run_;
    }
    if (!is_of_heap) record = {.event = event, .t = event->t.value_or(0)};
    run_.push_back(record);
    if (!is_of_heap || run_.size() == kLongestRun) return run_;
    event = nullptr;
  }
}

}  // namespace tidemark::trace
