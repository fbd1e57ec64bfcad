// Opens a trace, whatever its encoding and compression, or a recording of heaptrack.
//
// Consumes a file that a recorder or another program wrote; its consumer is the analysis. Contract,
// ownership and errors: model/trace_reader.h.
//
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<TraceReader> reader, OpenTrace("run.json"));
//   while (true) {
//     TIDEMARK_ASSIGN_OR_RETURN(const Event* event, reader->Next());
//     if (event == nullptr) break;
//     ...
//   }
#ifndef TIDEMARK_TRACE_READER_H_
#define TIDEMARK_TRACE_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::trace {

class ByteSource;    // io/byte_source.h
class RandomAccess;  // io/random_access.h

// Opens `path` ("-" is standard input) and detects encoding and compression from its content, not by
// name. What is no trace is looked at no further than that takes, and the error says what it is.
// Where the ring file of a program that was killed lies beside the trace, its events are read too.
absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(const std::string& path,
                                                       const ReaderOptions& options = {});

// The same of bytes that are no file with a name, or not any more; `name` is what messages call them.
absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(std::unique_ptr<ByteSource> source,
                                                       const std::string& name,
                                                       const ReaderOptions& options = {});
absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(std::unique_ptr<RandomAccess> file,
                                                       const std::string& name,
                                                       const ReaderOptions& options = {});

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_READER_H_
