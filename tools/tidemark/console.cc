#include "tidemark/console.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/replaced_file.h"
#include "tidemark/report/terminal.h"

namespace tidemark::cli {
namespace {

// The errno of the first failure, 0 if all was written.
int WriteAll(int descriptor, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

absl::Status WriteFailure(absl::string_view name, int error) {
  return absl::UnavailableError(absl::StrCat("cannot write to ", name, ": ", strerror(error)));
}

}  // namespace

absl::Status WriteOutput(const std::string& path, absl::string_view text) {
  if (path.empty() || path == "-") {
    const int error = WriteAll(STDOUT_FILENO, text);
    if (error == 0 || error == EPIPE) return absl::OkStatus();
    return WriteFailure("standard output", error);
  }
  ReplacedFile file(path);
  const bool written = file.Open() && file.Write(text.data(), text.size()) && file.Commit();
  return written ? absl::OkStatus() : WriteFailure(path, errno);
}

void PrintError(absl::string_view message) {
  const bool unicode = report::ChooseTextOptions({}, report::ReadTerminal(STDERR_FILENO)).unicode;
  // Nothing can be done when standard error cannot be written either.
  WriteAll(STDERR_FILENO, absl::StrCat("tidemark: ", CleanForDisplay(message, unicode), "\n"));
}

void IgnoreBrokenPipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace tidemark::cli
