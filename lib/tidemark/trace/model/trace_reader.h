// What every reader of a trace is: a source of events, one after another.
//
// Produced by OpenTrace (reader.h) and by the readers of each encoding; consumed by the analysis and
// by the conversion of traces.
//
// Memory: bounded by the longest line (16 MiB), not by the file.
// Ownership: the returned events borrow from the reader until the next call.
// Threading: one thread at a time; readers of different files are independent. A reader may have
//   threads of its own (ReaderOptions::threads), which are gone when it is.
// Errors: the first one wins and repeats. Positions are in the text of Status::message():
//   "run.json:12:34: expected ...". With ReaderOptions::recover, a bad line is skipped and counted.
//   A NotFound or PermissionDenied status means that the file could not be opened; DataLoss or
//   InvalidArgument that its content is bad; Unimplemented that its version is not supported.
#ifndef TIDEMARK_TRACE_MODEL_TRACE_READER_H_
#define TIDEMARK_TRACE_MODEL_TRACE_READER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_run.h"

namespace tidemark::trace {

struct ReaderOptions {
  bool recover = false;  // skip what cannot be read, and count it
  // How many threads read, the caller's among them; what is read does not depend on it. 0: as many
  // as there are processors, at most 4.
  int threads = 0;
};

// What a reader met besides events. Grows while the trace is read.
struct ReaderStats {
  static constexpr size_t kMostKinds = 8;

  int64_t events_read = 0;                            // all kinds, definitions included
  int64_t unknown_events_skipped = 0;                 // of no known kind
  std::map<std::string, int64_t> unknown_kinds = {};  // how many of each, of the first kMostKinds
  int64_t unknown_keys_skipped = 0;                   // that no field of the event's kind has
  int64_t bad_lines_skipped = 0;                      // with recover only
  std::vector<std::string> first_bad_lines;           // the messages of the first three
  bool cut_off = false;  // the last line, or the compressed stream, ends in the middle
  // Of a binary trace; what is damaged is also counted as a bad line.
  int64_t bad_chunks_skipped = 0;  // with recover only
  int64_t events_skipped = 0;      // that those chunks say they held
  // The program was killed: events that were not in the trace yet, taken from its ring file.
  int64_t events_from_ring = 0;
};

void CountUnknownEvents(absl::string_view kind, int64_t count, ReaderStats* stats);

// "3 events of unknown kinds: teleport (2), warp (1)"; empty where there was none.
std::string UnknownEventsText(const ReaderStats& stats);

class TraceReader {
 public:
  virtual ~TraceReader() = default;

  // The next event, or nullptr at the end of the trace.
  virtual absl::StatusOr<const Event*> Next() = 0;

  // The next events, as many as there are at hand; none at the end of the trace. Nothing was skipped
  // between them. Events before an error are handed out before it.
  virtual absl::StatusOr<EventRun> NextRun();

  // Of what was handed out.
  virtual const ReaderStats& stats() const = 0;

 private:
  // Of NextRun where it is made of Next.
  std::vector<EventRecord> run_;
  const Event* behind_run_ = nullptr;  // read, and not handed out yet
  absl::Status error_behind_run_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_TRACE_READER_H_
