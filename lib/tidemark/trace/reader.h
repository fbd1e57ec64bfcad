// Reads a trace event by event, whatever its encoding and compression.
//
// Consumes a file that a recorder or another program wrote; its consumer is the analysis.
//
// Memory: bounded by the longest line (16 MiB), not by the file.
// Ownership: the returned event borrows from the reader until the next call.
// Threading: one thread at a time; readers of different files are independent.
// Errors: the first one wins and repeats. Positions are in the text of Status::message():
//   "run.json:12:34: expected ...". With ReaderOptions::recover, a bad line is skipped and counted.
//   A NotFound or PermissionDenied status means that the file could not be opened; DataLoss or
//   InvalidArgument that its content is bad; Unimplemented that its version is not supported.
//
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<TraceReader> reader, OpenTrace("run.json"));
//   while (true) {
//     TIDEMARK_ASSIGN_OR_RETURN(const Event* event, reader->Next());
//     if (event == nullptr) break;
//     ...
//   }
#ifndef TIDEMARK_TRACE_READER_H_
#define TIDEMARK_TRACE_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/event.h"

namespace tidemark::trace {

struct ReaderOptions {
  bool recover = false;  // skip what cannot be read, and count it
};

// What a reader met besides events. Grows while the trace is read.
struct ReaderStats {
  int64_t events_read = 0;                   // all kinds, definitions included
  int64_t unknown_events_skipped = 0;        // an "ev" of no known kind
  int64_t bad_lines_skipped = 0;             // with recover only
  std::vector<std::string> first_bad_lines;  // the messages of the first three
  bool cut_off = false;  // the last line, or the compressed stream, ends in the middle
  // Of a binary trace; what is damaged is also counted as a bad line.
  int64_t bad_chunks_skipped = 0;  // with recover only
  int64_t events_skipped = 0;      // that those chunks say they held
  // The program was killed: events that were not in the trace yet, taken from its ring file.
  int64_t events_from_ring = 0;
};

class TraceReader {
 public:
  virtual ~TraceReader() = default;

  // The next event, or nullptr at the end of the trace.
  virtual absl::StatusOr<const Event*> Next() = 0;

  virtual const ReaderStats& stats() const = 0;
};

// Opens `path` ("-" is standard input) and tells encoding and compression by content, not by name.
// Where the ring file of a program that was killed lies beside the trace, its events are read too.
absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(const std::string& path,
                                                       const ReaderOptions& options = {});

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_READER_H_
