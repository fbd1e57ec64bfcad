// Where the bytes of a trace go: a file, plain or compressed on the way.
//
// Produced for the writers of both encodings; its consumer is the file system.
//
// Ownership: Append borrows its bytes for the call. A sink owns its descriptor, which is opened
//   with O_CLOEXEC and closed by Close() or the destructor.
// Threading: one thread at a time.
// Errors: the first one wins: it names the path and is returned again by every later call. A full
//   disk, a file-size limit and a closed pipe are errors and never signals.
//
//   TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSink> sink,
//                             OpenByteSink("run.ndjson.zst", Compression::kZstd));
//   TIDEMARK_RETURN_IF_ERROR(sink->Append("{}\n"));
//   TIDEMARK_RETURN_IF_ERROR(sink->Close());
#ifndef TIDEMARK_TRACE_IO_BYTE_SINK_H_
#define TIDEMARK_TRACE_IO_BYTE_SINK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/io/file_format.h"

namespace tidemark::trace {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  virtual absl::Status Append(absl::string_view bytes) = 0;

  // Hands everything appended so far to the operating system; a reader of the file sees it.
  virtual absl::Status Flush() = 0;

  // Writes what is left and closes. Further calls return the same.
  virtual absl::Status Close() = 0;
};

// Creates or truncates `path`.
absl::StatusOr<std::unique_ptr<ByteSink>> OpenByteSink(const std::string& path,
                                                       Compression compression);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_BYTE_SINK_H_
