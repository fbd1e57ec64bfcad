#include "tidemark/trace/io/byte_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/scoped_write_signals.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/file_sink_internal.h"

namespace tidemark::trace {
absl::StatusOr<std::unique_ptr<FileSink>> FileSink::Create(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot create"));
  return std::make_unique<FileSink>(path, fd);
}

FileSink::~FileSink() {
  if (fd_ >= 0) close(fd_);
}

absl::Status FileSink::Append(absl::string_view bytes) {
  if (!status_.ok() || bytes.empty()) return status_;
  if (fd_ < 0) {
    return status_ = absl::FailedPreconditionError(absl::StrCat(path_, ": is already closed"));
  }
  const ScopedWriteSignals quiet;
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      status_ = absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot write"));
      return status_;
    }
  }
  return status_;
}

absl::Status FileSink::Close() {
  if (fd_ < 0) return status_;
  // The descriptor is gone after close() even where it reports an error.
  const int result = close(std::exchange(fd_, -1));
  if (result != 0 && errno != EINTR && status_.ok()) {
    status_ = absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot close"));
  }
  return status_;
}

absl::StatusOr<std::unique_ptr<ByteSink>> OpenByteSink(const std::string& path,
                                                       Compression compression) {
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<FileSink> file, FileSink::Create(path));
  switch (compression) {
    case Compression::kGzip:
      return NewGzipSink(std::move(file));
    case Compression::kZstd:
      return NewZstdSink(std::move(file));
    case Compression::kNone:
      break;
  }
  return std::unique_ptr<ByteSink>(std::move(file));
}

}  // namespace tidemark::trace
