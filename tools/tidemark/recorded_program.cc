#include "tidemark/recorded_program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace tidemark::cli {
namespace {

// Signals that end or inform a program and that somebody may send to this process in its stead.
std::vector<int> SignalsToPassOn() {
  std::vector<int> signals = {SIGHUP,   SIGINT,    SIGQUIT, SIGTERM, SIGUSR1,
                              SIGUSR2,  SIGALRM,   SIGCONT, SIGURG,  SIGIO,
                              SIGWINCH, SIGVTALRM, SIGPROF, SIGPWR,  SIGXCPU};
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) signals.push_back(signal);
  return signals;
}

volatile sig_atomic_t program_pid = 0;

void PassOn(int signal, siginfo_t* info, void* /*context*/) {
  const int error = errno;
  // Those of the terminal reach the program by themselves.
  if (info->si_code <= 0 && program_pid > 0) kill(program_pid, signal);
  errno = error;
}

struct SavedAction {
  int signal;
  struct sigaction action;
};

// What the program inherits: an ignored signal stays ignored, as under nohup.
std::vector<SavedAction> PassSignalsOn() {
  std::vector<SavedAction> saved;
  for (const int signal : SignalsToPassOn()) {
    struct sigaction action {};
    action.sa_sigaction = &PassOn;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    SavedAction before{.signal = signal, .action = {}};
    if (sigaction(signal, &action, &before.action) == 0) saved.push_back(before);
  }
  // Where it is ignored there is nothing to wait for.
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  SavedAction before{.signal = SIGCHLD, .action = {}};
  if (sigaction(SIGCHLD, &action, &before.action) == 0) saved.push_back(before);
  return saved;
}

[[noreturn]] void Execute(const std::vector<std::string>& arguments, int failure) {
  std::vector<char*> program;
  program.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    program.push_back(const_cast<char*>(argument.c_str()));
  }
  program.push_back(nullptr);
  execvp(program.front(), program.data());
  const int error = errno;
  while (write(failure, &error, sizeof(error)) < 0 && errno == EINTR) {
  }
  _exit(EXIT_FAILURE);
}

}  // namespace

absl::StatusOr<ProgramEnd> RunProgram(const std::vector<std::string>& arguments,
                                      const std::function<void()>& prepare) {
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) {
    return absl::ResourceExhaustedError(absl::StrCat("run: pipe: ", strerrordesc_np(errno)));
  }
  const pid_t parent = getpid();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const std::vector<SavedAction> saved = PassSignalsOn();
  ProgramEnd end;
  end.pid = fork();
  // Where there can be no child the program takes the place of this process.
  if (end.pid <= 0) {
    for (const SavedAction& action : saved) sigaction(action.signal, &action.action, nullptr);
    signal(SIGPIPE, SIG_DFL);  // main ignores it, which the program must not inherit
    if (end.pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) raise(SIGKILL);  // it died before it was watched
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    prepare();
    Execute(arguments, failure[1]);
  }
  program_pid = end.pid;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  close(failure[1]);
  int error = 0;
  ssize_t size = 0;
  while ((size = read(failure[0], &error, sizeof(error))) < 0 && errno == EINTR) {
  }
  close(failure[0]);
  while (waitpid(end.pid, &end.wait_status, 0) < 0 && errno == EINTR) {
  }
  program_pid = 0;
  if (size == static_cast<ssize_t>(sizeof(error))) {
    return absl::FailedPreconditionError(
        absl::StrCat("run: ", arguments.front(), ": ", strerrordesc_np(error)));
  }
  return end;
}

void EndLike(const ProgramEnd& end) {
  if (WIFSIGNALED(end.wait_status)) {
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};  // the program has left one if it may
    setrlimit(RLIMIT_CORE, &no_core);
    signal(WTERMSIG(end.wait_status), SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    raise(WTERMSIG(end.wait_status));
  }
  _exit(WEXITSTATUS(end.wait_status));
}

}  // namespace tidemark::cli
