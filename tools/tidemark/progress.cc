#include "tidemark/progress.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/scoped_errno.h"
#include "tidemark/report/terminal.h"
#include "tidemark/trace/io/read_bytes.h"

namespace tidemark::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBeforeTheFirst{1000};
constexpr std::chrono::milliseconds kBetween{200};
constexpr absl::string_view kClear = "\r\x1b[K";

std::atomic<bool> line_is_shown{false};

// A terminal that cannot go back to the beginning of a line shows none.
bool CanBeShown() {
  const char* const terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

void WriteToTerminal(absl::string_view text) noexcept {
  const ScopedErrno keep_errno;
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// At most the last `most` bytes, from the beginning of a character on.
absl::string_view Tail(absl::string_view text, size_t most) {
  text.remove_prefix(text.size() - most);
  while (!text.empty() && (static_cast<unsigned char>(text[0]) & 0xC0) == 0x80) {
    text.remove_prefix(1);
  }
  return text;
}

uint64_t SizeOf(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return static_cast<uint64_t>(status.st_size);
}

}  // namespace

std::string ProgressText(const std::string& name, uint64_t size, uint64_t read, int64_t seconds) {
  const std::string time = absl::StrCat(" (", seconds, " s)");
  if (size == 0) {
    return absl::StrCat("reading ", name, ": ", ByteCount(static_cast<int64_t>(read)).ToString(),
                        time);
  }
  // All was read (the headers of chunks twice): what is left is analysis.
  if (read >= size) return absl::StrCat("analysing ", name, time);
  return absl::StrCat("reading ", name, ": ", read * 100 / size, "%", time);
}

void ClearProgressLine() noexcept {
  if (line_is_shown.exchange(false)) WriteToTerminal(kClear);
}

Progress::Progress(const std::string& trace)
    : name_(trace == "-" ? "standard input" : trace),
      size_(trace == "-" ? 0 : SizeOf(trace)),
      read_before_(trace::ReadBytes()) {
  if (!CanBeShown()) return;
  // Signals are for the threads that do the work.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Show(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  ended_changed_.notify_one();
  thread_.join();
  ClearProgressLine();
}

void Progress::Show() {
  const Clock::time_point begin = Clock::now();
  std::unique_lock<std::mutex> lock(mutex_);
  std::chrono::milliseconds wait = kBeforeTheFirst;
  while (!ended_changed_.wait_for(lock, wait, [this] { return ended_; })) {
    wait = kBetween;
    const report::Terminal terminal = report::ReadTerminal(STDERR_FILENO);
    const report::TextOptions look = report::ChooseTextOptions({}, terminal);
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin).count();
    std::string text = CleanForDisplay(
        ProgressText(name_, size_, trace::ReadBytes() - read_before_, seconds), look.unicode);
    // A line that wraps could not be taken back; bytes are as many as columns, or more.
    const auto most = static_cast<size_t>(look.width) - 1;
    if (text.size() > most) text = absl::StrCat("...", Tail(text, most - 3));
    line_is_shown = true;
    WriteToTerminal(absl::StrCat(kClear, text));
  }
}

absl::StatusOr<analysis::Report> AnalyzeWithProgress(const std::string& trace,
                                                     const analysis::AnalyzeOptions& options) {
  const Progress progress(trace);
  return analysis::Analyze(trace, options);
}

}  // namespace tidemark::cli
