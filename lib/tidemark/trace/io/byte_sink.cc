#include "tidemark/trace/io/byte_sink.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/file_sink_internal.h"

namespace tidemark::trace {
namespace {

// Keeps SIGXFSZ and SIGPIPE, which a failing write() raises in the writing thread, from reaching
// the recorded program: its default reaction to both is to die.
class QuietWrites {
 public:
  QuietWrites() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGXFSZ);
    sigaddset(&signals_, SIGPIPE);
    sigpending(&pending_before_);
    masked_ = pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_) == 0;
  }
  ~QuietWrites() {
    if (!masked_) return;
    const int errno_before = errno;
    if (failed_) {
      // Takes back what the failed write raised, but nothing that was already waiting.
      for (const int signal : {SIGXFSZ, SIGPIPE}) {
        if (sigismember(&pending_before_, signal) == 1) sigdelset(&signals_, signal);
      }
      const timespec now = {0, 0};
      while (sigtimedwait(&signals_, nullptr, &now) > 0) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    errno = errno_before;
  }
  QuietWrites(const QuietWrites&) = delete;
  QuietWrites& operator=(const QuietWrites&) = delete;

  void set_failed() { failed_ = true; }

 private:
  sigset_t signals_;
  sigset_t pending_before_;
  sigset_t mask_before_;
  bool masked_ = false;
  bool failed_ = false;
};

}  // namespace

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
  QuietWrites quiet;
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      status_ = absl::ErrnoToStatus(errno, absl::StrCat(path_, ": cannot write"));
      quiet.set_failed();
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
