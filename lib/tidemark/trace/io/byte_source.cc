#include "tidemark/trace/io/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/buffered_input_internal.h"
#include "tidemark/trace/io/read_bytes.h"

namespace tidemark::trace {
namespace {

constexpr size_t kMagicBytes = 4;

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
    struct stat status;
    if (fstat(fd_, &status) == 0 && !S_ISREG(status.st_mode)) {
      cancelled_ = eventfd(0, EFD_CLOEXEC);
    }
  }
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) close(fd_);
    if (cancelled_ >= 0) close(cancelled_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    while (true) {
      if (cancelled_ >= 0 && IsCancelled()) {
        return absl::CancelledError(absl::StrCat(name_, ": no longer read"));
      }
      const ssize_t count = read(fd_, into, size);
      if (count >= 0) {
        CountReadBytes(static_cast<uint64_t>(count));
        return static_cast<size_t>(count);
      }
      if (errno != EINTR) {
        return absl::ErrnoToStatus(errno, absl::StrCat(name_, ": cannot read"));
      }
    }
  }

  void Cancel() override { eventfd_write(cancelled_, 1); }

 private:
  // Waits until there is something to read, or a call of Cancel.
  bool IsCancelled() const {
    pollfd waited[] = {{.fd = fd_, .events = POLLIN, .revents = 0},
                       {.fd = cancelled_, .events = POLLIN, .revents = 0}};
    return poll(waited, 2, -1) > 0 && waited[1].revents != 0;
  }

  const int fd_;
  int cancelled_ = -1;  // readable once Cancel was called; of what cannot make anybody wait, none
  const std::string name_;
};

// Not compressed: passes on what was peeked at, then the rest.
class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(BufferedInput input) : input_(std::move(input)) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override { return input_.Read(into, size); }
  void Cancel() override { input_.Cancel(); }

 private:
  BufferedInput input_;
};

bool IsGzip(absl::string_view bytes) { return absl::StartsWith(bytes, "\x1f\x8b"); }

// A frame, or a frame to be skipped, of which there are 16 magic numbers.
bool IsZstd(absl::string_view bytes) {
  if (bytes.size() < kMagicBytes) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  return absl::StartsWith(bytes, "\x28\xb5\x2f\xfd") ||
         ((first & 0xF0) == 0x50 && bytes.substr(1, 3) == "\x2a\x4d\x18");
}

}  // namespace

std::string SourceName(const std::string& path) { return path == "-" ? "<stdin>" : path; }

absl::StatusOr<std::unique_ptr<ByteSource>> Decompress(std::unique_ptr<ByteSource> raw,
                                                       const std::string& name) {
  BufferedInput input(std::move(raw));
  while (input.available().size() < kMagicBytes && !input.at_end()) {
    TIDEMARK_RETURN_IF_ERROR(input.Fill());
  }
  if (IsGzip(input.available())) return NewGzipSource(std::move(input), name);
  if (IsZstd(input.available())) return NewZstdSource(std::move(input), name);
  return std::make_unique<PlainSource>(std::move(input));
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path) {
  const std::string name = SourceName(path);
  int fd = STDIN_FILENO;
  if (path != "-") {
    fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat(name, ": cannot open"));
  }
  auto file = std::make_unique<FileSource>(fd, name);
  struct stat status;
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": found a folder, expected a trace"));
  }
  return Decompress(std::move(file), name);
}

}  // namespace tidemark::trace
