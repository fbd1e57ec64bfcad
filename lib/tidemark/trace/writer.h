// Writes a trace event by event; the encoding and compression follow from the path.
//
// Its producer is the recorder, or a reader when a trace is converted; the file is its consumer.
//
// Ownership: Write borrows the event for the call. The writer owns its file.
// Threading: one thread at a time.
// Errors: the first one wins; later calls return it again, and Close() reports it.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto writer, CreateTrace("run.ndjson.zst"));
//   TIDEMARK_RETURN_IF_ERROR(writer->Write(event));
//   TIDEMARK_RETURN_IF_ERROR(writer->Close());
#ifndef TIDEMARK_TRACE_WRITER_H_
#define TIDEMARK_TRACE_WRITER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/trace/event.h"

namespace tidemark::trace {

class TraceWriter {
 public:
  virtual ~TraceWriter() = default;

  virtual absl::Status Write(const Event& event) = 0;

  // Hands everything written so far to the operating system.
  virtual absl::Status Flush() = 0;

  // Flushes and closes; the result tells whether the file is whole. Further calls return the same.
  virtual absl::Status Close() = 0;
};

// Creates or truncates `path`: .tmk (binary), or .json .ndjson .jsonl, these optionally with .gz or
// .zst behind it.
// InvalidArgument for another extension.
absl::StatusOr<std::unique_ptr<TraceWriter>> CreateTrace(const std::string& path);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_WRITER_H_
