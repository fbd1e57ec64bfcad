#include "tidemark/trace/io/spool_file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"

namespace tidemark::trace {
namespace {

constexpr uint64_t kMostSpooledBytes = uint64_t{64} << 30;

std::string FolderForSpools() {
  const char* const variable = std::getenv("TMPDIR");
  return variable != nullptr && *variable != '\0' ? variable : "/tmp";
}

// A file that no directory lists and that is gone when it is closed, or -1 and errno.
int OpenNameless(const std::string& folder) {
  const int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  // Not every file system knows O_TMPFILE.
  std::string path = folder + "/tidemark-XXXXXX";
  const int named = mkostemp(path.data(), O_CLOEXEC);
  if (named >= 0) unlink(path.c_str());
  return named;
}

absl::StatusOr<uint64_t> LimitIn(const std::string& folder) {
  const char* const variable = std::getenv(kSpoolLimitVariable);
  if (variable != nullptr && *variable != '\0') {
    const absl::StatusOr<ByteCount> limit = ParseByteCount(variable);
    if (limit.ok()) return static_cast<uint64_t>(limit->value());
    return absl::InvalidArgumentError(
        absl::StrCat(kSpoolLimitVariable, ": ", limit.status().message()));
  }
  struct statvfs room = {};
  if (statvfs(folder.c_str(), &room) != 0) return kMostSpooledBytes;
  const uint64_t available = uint64_t{room.f_bavail} * uint64_t{room.f_frsize};
  return std::min(kMostSpooledBytes, available / 4 * 3);
}

}  // namespace

absl::StatusOr<SpoolFile> SpoolFile::Create(std::string name) {
  std::string folder = FolderForSpools();
  TIDEMARK_ASSIGN_OR_RETURN(const uint64_t most_bytes, LimitIn(folder));
  const int fd = OpenNameless(folder);
  if (fd < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot keep a copy of ", name, " in ", folder,
                                                   " (set TMPDIR to a folder with room for it)"));
  }
  return SpoolFile(std::move(name), std::move(folder), fd, most_bytes);
}

SpoolFile::~SpoolFile() {
  if (fd_ >= 0) close(fd_);
}

absl::Status SpoolFile::Append(absl::string_view bytes) {
  if (bytes.size() > most_bytes_ - size_) {
    return absl::ResourceExhaustedError(absl::StrCat(
        name_, ": found no end after ", ByteCount(static_cast<int64_t>(most_bytes_)).ToString(),
        ", expected less: a copy of it is kept in ", folder_,
        ". Write it to a file and give that, or set TMPDIR to a folder with more room, or ",
        kSpoolLimitVariable, " to a higher limit"));
  }
  size_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t put = write(fd_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      return absl::ErrnoToStatus(errno,
                                 absl::StrCat("cannot keep a copy of ", name_, " in ", folder_,
                                              " (set TMPDIR to a folder with room for it)"));
    }
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RandomAccess>> SpoolFile::Reopen() const {
  const int fd = fcntl(fd_, F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat(name_, ": cannot read its copy"));
  return AccessFile(fd, size_, name_);
}

}  // namespace tidemark::trace
