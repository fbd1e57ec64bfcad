// The functions that end a process without its exit handlers: the trace is closed first. `kill` is one
// where a process ends itself by a signal that it does not handle, as Python does after Ctrl-C once all
// is cleaned up.
//
// In a vfork child, and in any child whose trace is its parent's, nothing is closed.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "tidemark/malloc/python_loader.h"
#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

void Close() noexcept {
  TellOfNoNumpy();
  EndPython();
  CloseRecording();
}

[[noreturn]] void End(int status) noexcept {
  Close();
  while (true) syscall(SYS_exit_group, status);
}

// Whether the process ends when it gets the signal: those by which one is asked to.
bool Ends(int number) noexcept {
  if (number != SIGINT && number != SIGTERM && number != SIGHUP && number != SIGQUIT) return false;
  struct sigaction action {};
  if (sigaction(number, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) return false;
  sigset_t blocked;
  return pthread_sigmask(SIG_BLOCK, nullptr, &blocked) == 0 && sigismember(&blocked, number) == 0;
}

}  // namespace
}  // namespace tidemark::malloc_internal

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

TIDEMARK_EXPORT void _exit(int status) { tidemark::malloc_internal::End(status); }
TIDEMARK_EXPORT void _Exit(int status) noexcept { tidemark::malloc_internal::End(status); }
TIDEMARK_EXPORT int kill(pid_t process, int number) noexcept {
  if (process == getpid() && tidemark::malloc_internal::Ends(number)) {
    tidemark::malloc_internal::Close();
  }
  return static_cast<int>(syscall(SYS_kill, process, number));
}
