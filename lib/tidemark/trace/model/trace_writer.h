// What every writer of a trace is: a sink of events.
//
// Produced by CreateTrace (writer.h) and by the writers of each encoding; its producer of events is
// the recorder, or a reader when a trace is converted.
//
// Ownership: Write borrows the event for the call. The writer owns its file.
// Threading: one thread at a time.
// Errors: the first one wins; later calls return it again, and Close() reports it.
#ifndef TIDEMARK_TRACE_MODEL_TRACE_WRITER_H_
#define TIDEMARK_TRACE_MODEL_TRACE_WRITER_H_

#include "absl/status/status.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

class TraceWriter {
 public:
  virtual ~TraceWriter() = default;

  virtual absl::Status Write(const Event& event) = 0;

  // Hands everything written so far to the operating system.
  virtual absl::Status Flush() = 0;

  // Flushes and closes; the result says whether the file is complete. Further calls return the same.
  virtual absl::Status Close() = 0;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_TRACE_WRITER_H_
