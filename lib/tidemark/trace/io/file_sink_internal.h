// The sink that writes to a file descriptor, and whose errors name the path.
//
// Produced by OpenByteSink; consumed by the compressing sinks, which write through it.
// Contract: as ByteSink. It does not buffer: one Append is one write() where the kernel takes it.
#ifndef TIDEMARK_TRACE_IO_FILE_SINK_INTERNAL_H_
#define TIDEMARK_TRACE_IO_FILE_SINK_INTERNAL_H_

#include <memory>
#include <string>
#include <utility>

#include "tidemark/trace/io/byte_sink.h"

namespace tidemark::trace {

class FileSink final : public ByteSink {
 public:
  static absl::StatusOr<std::unique_ptr<FileSink>> Create(const std::string& path);

  FileSink(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  ~FileSink() override;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  absl::Status Append(absl::string_view bytes) override;
  absl::Status Flush() override { return status_; }
  absl::Status Close() override;

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  int fd_;  // -1 once closed
  absl::Status status_;
};

// The compressing sinks over a file; `file` is closed with them.
std::unique_ptr<ByteSink> NewGzipSink(std::unique_ptr<FileSink> file);
std::unique_ptr<ByteSink> NewZstdSink(std::unique_ptr<FileSink> file);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_IO_FILE_SINK_INTERNAL_H_
