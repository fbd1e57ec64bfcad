#include "tidemark/trace/io/byte_source.h"

#include <fcntl.h>
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
  FileSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    while (true) {
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

 private:
  const int fd_;
  const std::string name_;
};

// Not compressed: passes on what was peeked at, then the rest.
class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(BufferedInput input) : input_(std::move(input)) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override { return input_.Read(into, size); }

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
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": found a directory, expected a trace file"));
  }
  return Decompress(std::move(file), name);
}

}  // namespace tidemark::trace
