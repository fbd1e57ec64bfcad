#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/analysis/spooled_input_internal.h"
#include "tidemark/base/status.h"

namespace tidemark::analysis {
namespace {

// Closes on every way out.
class Descriptor {
 public:
  Descriptor(int fd, bool owned) : fd_(fd), owned_(owned) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (owned_ && fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int Take() {
    owned_ = false;
    return fd_;
  }

 private:
  int fd_;
  bool owned_;
};

absl::StatusOr<int> MakeUnnamedFile() {
  const char* configured = std::getenv("TMPDIR");
  const std::string directory = configured != nullptr && *configured != '\0' ? configured : "/tmp";
  int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  // Some file systems have no unnamed files.
  std::string name = absl::StrCat(directory, "/tidemark-XXXXXX");
  fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("cannot keep a copy of the trace in ", directory,
                                            " (set TMPDIR to a directory with room for it)"));
  }
  unlink(name.c_str());
  return fd;
}

absl::Status CopyAll(int from, const std::string& from_name, int to) {
  std::vector<char> block(size_t{1} << 20);
  while (true) {
    const ssize_t got = read(from, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", from_name));
    if (got == 0) return absl::OkStatus();
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, block.data() + done, static_cast<size_t>(got - done));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) {
        return absl::ErrnoToStatus(
            errno, absl::StrCat("cannot keep a copy of ", from_name,
                                " to read it twice (set TMPDIR to a directory with room for it)"));
      }
      done += put;
    }
  }
}

}  // namespace

absl::StatusOr<SpooledInput> SpooledInput::Open(const std::string& path) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "<stdin>" : path;
  struct stat status = {};
  if (!is_stdin) {
    // A file that is missing or unreadable is reported by OpenTrace.
    if (stat(path.c_str(), &status) != 0 ||
        (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode) && !S_ISSOCK(status.st_mode))) {
      return SpooledInput(name, -1);
    }
  }
  Descriptor from(is_stdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC), !is_stdin);
  if (from.get() < 0) return SpooledInput(name, -1);
  TIDEMARK_ASSIGN_OR_RETURN(const int fd, MakeUnnamedFile());
  Descriptor copy(fd, true);
  TIDEMARK_RETURN_IF_ERROR(CopyAll(from.get(), name, copy.get()));
  return SpooledInput(name, copy.Take());
}

SpooledInput::~SpooledInput() {
  if (fd_ >= 0) close(fd_);
}

std::string SpooledInput::path() const {
  return fd_ < 0 ? name_ : absl::StrCat("/proc/self/fd/", fd_);
}

std::string SpooledInput::NamedAsGiven(std::string text) const {
  if (fd_ < 0) return text;
  return absl::StrReplaceAll(text, {{path(), name_}});
}

}  // namespace tidemark::analysis
