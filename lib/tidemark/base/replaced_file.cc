#include "tidemark/base/replaced_file.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/scoped_errno.h"
#include "tidemark/base/scoped_write_signals.h"

namespace tidemark {
namespace {

// Up to and with the last slash.
std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// A name of an open file, which is what is meant: "/dev/stdout" leads there.
bool NamesDescriptor(const std::string& path) {
  return absl::StartsWith(path, "/proc/") || absl::StartsWith(path, "/dev/fd/");
}

// The file that a link leads to, whether or not it is there.
std::string FollowLinks(std::string path) {
  constexpr int kMostLinks = 40;  // as the kernel
  std::array<char, PATH_MAX> link;
  for (int i = 0; i < kMostLinks && !NamesDescriptor(path); ++i) {
    const ssize_t size = readlink(path.c_str(), link.data(), link.size());
    if (size <= 0) break;
    const std::string next(link.data(), static_cast<size_t>(size));
    path = absl::StartsWith(next, "/") ? next : absl::StrCat(FolderOf(path), next);
  }
  return path;
}

// What is not there can be put there, except where there is no name for it.
bool IsWrittenInPlace(const std::string& target) {
  if (NamesDescriptor(target) || target.empty() || target.back() == '/') return true;
  struct stat info;  // of a link only where links run in a circle
  return lstat(target.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
}

// Names differ between files, processes and calls; the end is the target's, as long as it may be.
std::string NameBeside(const std::string& target) {
  static std::atomic<uint64_t> count{0};
  const std::string folder = FolderOf(target);
  const std::string prefix = absl::StrCat(".tidemark-", getpid(), "-", ++count, "-");
  const std::string name = target.substr(folder.size());
  const size_t length = std::min<size_t>(name.size(), NAME_MAX - prefix.size());
  return absl::StrCat(folder, prefix, name.substr(name.size() - length));
}

// Where it is not allowed to change the owner, the permissions at least are kept.
bool LikeBefore(int descriptor, const struct stat& before) {
  struct stat now;
  if (fstat(descriptor, &now) != 0) return false;
  const bool same_owner = now.st_uid == before.st_uid && now.st_gid == before.st_gid;
  if (!same_owner && fchown(descriptor, before.st_uid, before.st_gid) != 0) errno = 0;
  return fchmod(descriptor, before.st_mode & 07777) == 0;
}

// The errno of the failure, 0 if all was written.
int WriteAll(int descriptor, const char* from, size_t size) {
  const ScopedWriteSignals quiet;
  while (size > 0) {
    const ssize_t written = write(descriptor, from, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    from += written;
    size -= static_cast<size_t>(written);
  }
  return 0;
}

}  // namespace

ReplacedFile::ReplacedFile(const std::string& path)
    : target_(FollowLinks(path)), in_place_(IsWrittenInPlace(target_)) {
  if (in_place_) target_ = path;
  written_path_ = in_place_ ? path : NameBeside(target_);
}

ReplacedFile::~ReplacedFile() {
  const ScopedErrno keep_errno;
  if (descriptor_ >= 0) close(descriptor_);
  if (unfinished_.has_value()) unlink(written_path_.c_str());
}

bool ReplacedFile::Open() {
  if (!in_place_) return OpenBeside();
  descriptor_ = open(written_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return descriptor_ >= 0;
}

bool ReplacedFile::OpenBeside() {
  struct stat before;
  const bool exists = stat(target_.c_str(), &before) == 0;
  if (exists && faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) return false;
  // What a killed process of the same number left behind is not in the way for long.
  constexpr int kAttempts = 100;
  for (int i = 0; i < kAttempts; ++i) {
    // Before it is there: a signal may come at any time.
    unfinished_.emplace(written_path_);
    descriptor_ =
        open(written_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) break;
    {
      const ScopedErrno keep_errno;
      unfinished_.reset();
    }
    if (errno != EEXIST) break;
    written_path_ = NameBeside(target_);
  }
  if (descriptor_ < 0) return false;
  return !exists || LikeBefore(descriptor_, before);
}

bool ReplacedFile::Write(const void* bytes, size_t size) {
  const int error = WriteAll(descriptor_, static_cast<const char*>(bytes), size);
  if (error != 0) errno = error;
  return error == 0;
}

bool ReplacedFile::Close() {
  if (descriptor_ < 0) return true;
  // The descriptor is gone after close() even where it reports an error.
  return close(std::exchange(descriptor_, -1)) == 0 || errno == EINTR;
}

bool ReplacedFile::Commit() {
  if (!Close()) return false;
  if (in_place_) return true;
  if (rename(written_path_.c_str(), target_.c_str()) != 0) return false;
  unfinished_.reset();
  return true;
}

}  // namespace tidemark
