// The ways in which a program begins and ends.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

bool touch_at_end = false;

void Touch(size_t bytes) { free(malloc(bytes)); }

// Before main and after it.
struct TouchesAtBothEnds {
  TouchesAtBothEnds() { Touch(5001); }
  ~TouchesAtBothEnds() {
    if (touch_at_end) Touch(5003);
  }
};
TouchesAtBothEnds touches;

[[gnu::constructor(101)]] void First() { Touch(5000); }
[[gnu::destructor(101)]] void Last() {
  if (touch_at_end) Touch(5004);
}

int Return(char** /*arguments*/) {
  touch_at_end = true;
  std::atexit([] { Touch(5002); });
  std::at_quick_exit([] { Touch(5005); });
  std::puts("ending");
  return 9;
}

int Exit(char** arguments) { std::exit(Return(arguments)); }

// Not flushed by themselves; "ending" is seen when the C library's buffers were written.
int UnderscoreExit(char** arguments) {
  const int code = Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  _exit(code);
}

int CapitalExit(char** arguments) {
  const int code = Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  _Exit(code);
}

int QuickExit(char** arguments) {
  const int code = Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  std::quick_exit(code);
}

int Abort(char** arguments) {
  Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  std::abort();
}

int KilledBy(char** arguments) {
  Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  raise(NumberAt(arguments, 0, SIGTERM));
  return 1;
}

// As Python does after Ctrl-C, when it has cleaned up.
int KillsItself(char** arguments) {
  Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  kill(getpid(), NumberAt(arguments, 0, SIGTERM));
  return 1;
}

int Fault(char** arguments) {
  Return(arguments);
  Touch(5006);
  std::fflush(stdout);
  *static_cast<volatile int*>(nullptr) = 1;
  return 1;
}

int Throw(char** arguments) {
  Return(arguments);
  std::fflush(stdout);
  throw 5;
}

// exit from a handler, as many programs do.
int ExitFromHandler(char** /*arguments*/) {
  struct sigaction action {};
  action.sa_handler = [](int) { std::exit(11); };
  sigaction(SIGALRM, &action, nullptr);
  ualarm(20000, 0);
  while (true) Touch(5007);
}

// _exit from a handler, at any moment of an allocation.
int UnderscoreExitFromHandler(char** /*arguments*/) {
  struct sigaction action {};
  action.sa_handler = [](int) { _exit(12); };
  sigaction(SIGALRM, &action, nullptr);
  ualarm(20000, 0);
  while (true) Touch(5008);
}

constexpr Mode kModes[] = {{"return", &Return},
                           {"exit", &Exit},
                           {"_exit", &UnderscoreExit},
                           {"_Exit", &CapitalExit},
                           {"quick_exit", &QuickExit},
                           {"abort", &Abort},
                           {"killed-by", &KilledBy},
                           {"kills-itself", &KillsItself},
                           {"fault", &Fault},
                           {"throw", &Throw},
                           {"exit-from-handler", &ExitFromHandler},
                           {"_exit-from-handler", &UnderscoreExitFromHandler}};

}  // namespace

std::span<const Mode> ExitModes() { return kModes; }

}  // namespace tidemark::malloc_child
