// A trace that can be opened twice, also where it can be read only once (standard input, a pipe).
//
// Made by Analyze(), which reads a trace twice. What comes through a pipe is copied into a file
// without a name (trace/io/spool_file.h) as it is read for the first time: what is no trace is seen
// before it is copied, and a bad line is found where it is met. Regular files are used as they are.
//
// Ownership: readers must be gone before the object is.
// Threading: one thread at a time; a reader must be done before the next is opened.
// Errors: those of OpenTrace, which name what the user named; and those of the copy.
#ifndef TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/trace/io/spool_file.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

class SpooledInput {
 public:
  // `path` as OpenTrace takes it; "-" is standard input.
  explicit SpooledInput(const std::string& path);
  SpooledInput(const SpooledInput&) = delete;
  SpooledInput& operator=(const SpooledInput&) = delete;
  ~SpooledInput();

  // Opens the trace from its beginning, each time.
  absl::StatusOr<std::unique_ptr<trace::TraceReader>> Open(const trace::ReaderOptions& options);

  // What messages call it.
  const std::string& name() const { return name_; }

 private:
  class Tee;

  // Reads first_bytes_.
  absl::Status LookAt();
  // Copies what has not been read yet.
  absl::Status CopyRest();
  // Reads from the stream and keeps a copy; 0 at the end.
  absl::StatusOr<size_t> ReadAndKeep(char* into, size_t size);

  const std::string path_;
  const std::string name_;
  int stream_ = -1;                        // -1: it is a file that can be read again
  std::string first_bytes_;                // of the stream
  std::optional<trace::SpoolFile> spool_;  // of the stream, as far as it was read
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SPOOLED_INPUT_INTERNAL_H_
