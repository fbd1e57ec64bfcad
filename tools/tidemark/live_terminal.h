// A terminal that shows one screen after the other, and is as before when the object is gone.
//
// Used by `tidemark live`. Keys are read as they are pressed and not shown; Ctrl-C and its like are noted
// instead of ending the command, so that the terminal can be put back first.
//
// Threading: one object at a time, on one thread.
//
//   LiveTerminal terminal;
//   terminal.Show(text);
//   if (terminal.Wait(std::chrono::seconds(1)) == LiveTerminal::Event::kQuit) …
#ifndef TIDEMARK_TOOLS_TIDEMARK_LIVE_TERMINAL_H_
#define TIDEMARK_TOOLS_TIDEMARK_LIVE_TERMINAL_H_

#include <signal.h>
#include <termios.h>

#include <array>
#include <chrono>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::cli {

// The signals that would end the command; while the object lives they are noted.
class NotedSignals {
 public:
  NotedSignals();
  NotedSignals(const NotedSignals&) = delete;
  NotedSignals& operator=(const NotedSignals&) = delete;
  ~NotedSignals();

  // The first that came; 0: none.
  static int Came();

 private:
  static constexpr std::array<int, 5> kSignals = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
  std::array<struct sigaction, kSignals.size()> before_ = {};
};

class LiveTerminal {
 public:
  // Whether standard output is a terminal that can go back to a line.
  static bool IsUsable();

  LiveTerminal();
  LiveTerminal(const LiveTerminal&) = delete;
  LiveTerminal& operator=(const LiveTerminal&) = delete;
  ~LiveTerminal();

  // In the place of what was shown.
  void Show(absl::string_view text);

  // How many lines it has now; 24 where it does not say.
  static int Lines();

  enum class Event { kTime, kQuit, kChanged };
  // Until the time has passed, `q` was pressed or a signal came, or the window has another size.
  Event Wait(std::chrono::milliseconds time);

 private:
  bool has_keys_ = false;
  struct termios before_ = {};
};

// For output that is no terminal: until the time has passed; false: a signal came.
bool WaitWithoutTerminal(std::chrono::milliseconds time);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_LIVE_TERMINAL_H_
