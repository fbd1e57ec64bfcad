// The trace file, appended to atomically.
//
// Used by the sinks. An append is in the file whole or not at all: a short write is truncated away.
//
// Ownership: the descriptor. If the program closes it, the file is reopened by name.
// Threading: one thread at a time, with signals blocked (scoped_signal_blocker.h).
// Errors: the first is set in the ErrorLatch; after it nothing is written.
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

  // False when anything failed, delayed write errors that close reports included.
  bool Close() noexcept;

  uint64_t size() const noexcept { return size_; }
  // A regular file, beside which a slot file can be put; not a pipe or a device.
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
