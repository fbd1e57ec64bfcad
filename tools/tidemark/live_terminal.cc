#include "tidemark/live_terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tidemark/console.h"

namespace tidemark::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Another screen, from which the first one comes back as it was; without a cursor.
constexpr absl::string_view kEnter = "\x1b[?1049h\x1b[?25l";
constexpr absl::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr absl::string_view kHome = "\x1b[H";
constexpr absl::string_view kLineEnd = "\x1b[K\r\n";
constexpr absl::string_view kClearBelow = "\x1b[K\x1b[J";

volatile sig_atomic_t signal_that_came = 0;
volatile sig_atomic_t window_changed = 0;

void NoteSignal(int signal) {
  if (signal == SIGWINCH) {
    window_changed = 1;
  } else if (signal_that_came == 0) {
    signal_that_came = signal;
  }
}

// What is not on a terminal any more needs no screen: errors do not matter.
void WriteToScreen(absl::string_view text) { WriteOutput("", text).IgnoreError(); }

int Left(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, 1000));
}

}  // namespace

NotedSignals::NotedSignals() {
  signal_that_came = 0;
  window_changed = 0;
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN && kSignals[i] != SIGWINCH) continue;  // under nohup
    struct sigaction action = {};
    action.sa_handler = NoteSignal;
    sigaction(kSignals[i], &action, nullptr);
  }
}

NotedSignals::~NotedSignals() {
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

int NotedSignals::Came() { return signal_that_came; }

bool LiveTerminal::IsUsable() {
  const char* const name = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && name != nullptr && std::strcmp(name, "dumb") != 0;
}

LiveTerminal::LiveTerminal() {
  if (isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &before_) == 0) {
    struct termios keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    keys.c_cc[VSUSP] = _POSIX_VDISABLE;  // it would stop with the terminal as it is now
    has_keys_ = tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
  }
  WriteToScreen(kEnter);
}

LiveTerminal::~LiveTerminal() {
  WriteToScreen(kLeave);
  if (has_keys_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

void LiveTerminal::Show(absl::string_view text) {
  WriteToScreen(absl::StrCat(kHome, absl::StrReplaceAll(text, {{"\n", kLineEnd}}), kClearBelow));
}

int LiveTerminal::Lines() {
  struct winsize size {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return 24;
  return size.ws_row;
}

LiveTerminal::Event LiveTerminal::Wait(std::chrono::milliseconds time) {
  const Clock::time_point deadline = Clock::now() + time;
  do {
    if (NotedSignals::Came() != 0) return Event::kQuit;
    if (window_changed != 0) {
      window_changed = 0;
      return Event::kChanged;
    }
    struct pollfd input = {.fd = has_keys_ ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0};
    if (poll(&input, 1, Left(deadline)) <= 0) continue;
    char key = 0;
    const ssize_t count = read(STDIN_FILENO, &key, 1);
    if (count == 0 || (count < 0 && errno != EINTR)) has_keys_ = false;  // the terminal is gone
    if (count == 1 && (key == 'q' || key == 'Q')) return Event::kQuit;
  } while (Clock::now() < deadline);
  return Event::kTime;
}

bool WaitWithoutTerminal(std::chrono::milliseconds time) {
  const Clock::time_point deadline = Clock::now() + time;
  do {
    if (NotedSignals::Came() != 0) return false;
    poll(nullptr, 0, Left(deadline));
  } while (Clock::now() < deadline);
  return NotedSignals::Came() == 0;
}

}  // namespace tidemark::cli
