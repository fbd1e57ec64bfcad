// The file that a trace is written to, by whole pieces.
//
// Used by the sinks. A piece is in the file whole or not at all: what a failing write left of one
// is cut off again.
//
// Ownership: the descriptor. Should the program close it, the file is opened again by its name.
// Threading: one thread at a time, with signals kept away (quiet_signals.h).
// Errors: the first goes to the ErrorLatch; after it nothing is written.
#ifndef TIDEMARK_RECORD_SINK_OUTPUT_FILE_H_
#define TIDEMARK_RECORD_SINK_OUTPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/os/guarded_fd.h"

namespace tidemark::record {

class OutputFile {
 public:
  explicit OutputFile(ErrorLatch* failure) : failure_(failure) {}

  // Creates or truncates.
  bool Open(const std::string& path) noexcept;

  bool Append(const void* bytes, size_t size) noexcept;

  // Whether the operating system took it all.
  bool Close() noexcept;

  uint64_t size() const noexcept { return size_; }
  // A file proper, that a ring may stand beside; not a pipe or a device.
  bool is_regular() const noexcept { return file_.is_regular(); }

 private:
  bool Ready() noexcept;

  ErrorLatch* failure_;
  std::string path_;
  GuardedFd file_;
  uint64_t size_ = 0;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_SINK_OUTPUT_FILE_H_
