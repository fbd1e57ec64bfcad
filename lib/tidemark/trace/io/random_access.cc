#include "tidemark/trace/io/random_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/read_bytes.h"
#include "tidemark/trace/io/spool_file.h"

namespace tidemark::trace {
namespace {

class FileAccess final : public RandomAccess {
 public:
  FileAccess(int fd, uint64_t size, std::string name)
      : fd_(fd), size_(size), name_(std::move(name)) {}
  ~FileAccess() override { close(fd_); }
  FileAccess(const FileAccess&) = delete;
  FileAccess& operator=(const FileAccess&) = delete;

  uint64_t size() const override { return size_; }

  absl::Status Read(uint64_t offset, uint8_t* into, size_t count) override {
    while (count > 0) {
      const ssize_t got = pread(fd_, into, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat(name_, ": cannot read"));
      if (got == 0) {
        return absl::DataLossError(
            absl::StrCat(name_, ": byte ", offset, ": the file became shorter while it was read"));
      }
      CountReadBytes(static_cast<uint64_t>(got));
      offset += static_cast<uint64_t>(got);
      into += got;
      count -= static_cast<size_t>(got);
    }
    return absl::OkStatus();
  }

 private:
  const int fd_;
  const uint64_t size_;
  const std::string name_;
};

class MemoryAccess final : public RandomAccess {
 public:
  explicit MemoryAccess(std::string bytes) : bytes_(std::move(bytes)) {}

  uint64_t size() const override { return bytes_.size(); }

  absl::Status Read(uint64_t offset, uint8_t* into, size_t count) override {
    if (count > 0) std::memcpy(into, bytes_.data() + offset, count);
    return absl::OkStatus();
  }

 private:
  const std::string bytes_;
};

class PrefixSource final : public ByteSource {
 public:
  PrefixSource(std::unique_ptr<RandomAccess> file, uint64_t size)
      : file_(std::move(file)), left_(std::min(size, file_->size())) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(size, left_));
    if (count == 0) return size_t{0};
    TIDEMARK_RETURN_IF_ERROR(file_->Read(offset_, reinterpret_cast<uint8_t*>(into), count));
    offset_ += count;
    left_ -= count;
    return count;
  }

 private:
  const std::unique_ptr<RandomAccess> file_;
  uint64_t offset_ = 0;
  uint64_t left_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccess>> OpenRandomAccess(const std::string& path) {
  // A pipe is not even opened: whoever waits to write into it would take this for its reader, and
  // write to nobody.
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": is not a regular file"));
  }
  // Nor must one wait that is there only now.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot open"));
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(fd);
    return absl::FailedPreconditionError(absl::StrCat(path, ": is not a regular file"));
  }
  return std::make_unique<FileAccess>(fd, static_cast<uint64_t>(status.st_size), path);
}

std::unique_ptr<RandomAccess> AccessFile(int fd, uint64_t size, std::string name) {
  return std::make_unique<FileAccess>(fd, size, std::move(name));
}

absl::StatusOr<std::unique_ptr<RandomAccess>> Spool(ByteSource* source, const std::string& name) {
  TIDEMARK_ASSIGN_OR_RETURN(SpoolFile spool, SpoolFile::Create(name));
  std::vector<char> buffer(size_t{256} << 10);
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const size_t read, source->Read(buffer.data(), buffer.size()));
    if (read == 0) return spool.Reopen();
    TIDEMARK_RETURN_IF_ERROR(spool.Append({buffer.data(), read}));
  }
}

std::unique_ptr<RandomAccess> InMemory(std::string bytes) {
  return std::make_unique<MemoryAccess>(std::move(bytes));
}

std::unique_ptr<ByteSource> ReadPrefix(std::unique_ptr<RandomAccess> file, uint64_t size) {
  return std::make_unique<PrefixSource>(std::move(file), size);
}

}  // namespace tidemark::trace
