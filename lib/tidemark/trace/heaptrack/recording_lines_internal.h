// The lines of a recording, one after another, each with its number.
//
// Made by HeaptrackReader over a source; what is in a line is read by LineFields.
//
// Memory: one line, at most kMaxLineBytes, and a read.
// Ownership: line() is valid until the next call of Next().
// Errors: those of the source, which repeat.
#ifndef TIDEMARK_TRACE_HEAPTRACK_RECORDING_LINES_INTERNAL_H_
#define TIDEMARK_TRACE_HEAPTRACK_RECORDING_LINES_INTERNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tidemark/trace/io/byte_source.h"

namespace tidemark::trace {

class RecordingLines {
 public:
  static constexpr size_t kMaxLineBytes = size_t{16} << 20;

  enum class Outcome {
    kLine,
    kTooLong,  // the line was passed over
    kCut,      // the end, and the last line has none
    kEnd,
  };

  RecordingLines(std::unique_ptr<ByteSource> source, size_t read_bytes);

  absl::StatusOr<Outcome> Next();

  // Without its end.
  absl::string_view line() const { return line_; }
  // Of line(), from 1.
  int64_t number() const { return number_; }

 private:
  // Reads more behind what is there; false at the end.
  absl::StatusOr<bool> Fill();
  absl::StatusOr<Outcome> PassOver();

  const std::unique_ptr<ByteSource> source_;
  const size_t read_bytes_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  absl::string_view line_;
  int64_t number_ = 0;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_HEAPTRACK_RECORDING_LINES_INTERNAL_H_
