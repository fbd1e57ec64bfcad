// Processes that a program makes, and programs that it becomes.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

void Touch(size_t bytes) { free(malloc(bytes)); }

int WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

// The child's exit code.
int TouchInChild(size_t bytes) {
  const pid_t child = fork();
  if (child == 0) {
    Touch(bytes);
    std::exit(0);
  }
  return WaitFor(child);
}

int Fork(char** /*arguments*/) {
  Touch(6000);
  const pid_t child = fork();
  Touch(child == 0 ? 6001 : 6002);
  if (child == 0) std::exit(3);
  const int code = WaitFor(child);
  Touch(6003);
  std::printf("child %d\n", code);
  return 0;
}

// FORKS children while THREADS allocate; each child allocates and ends.
int ForkAmidThreads(char** arguments) {
  std::atomic<bool> stop{false};
  const int count = NumberAt(arguments, 1, 4);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&stop] {
      while (!stop) Touch(6010);
    });
  }
  int sum = 0;
  for (int i = 0; i < NumberAt(arguments, 0, 10); ++i) {
    const pid_t child = fork();
    if (child == 0) {
      for (int round = 0; round < 100; ++round) Touch(6011);
      std::thread([] { Touch(6012); }).join();
      std::exit(1);
    }
    sum += WaitFor(child);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  std::printf("children %d\n", sum);
  return 0;
}

// A raw fork, which runs no pthread_atfork handlers.
int RawFork(char** /*arguments*/) {
  Touch(6020);
  const auto child = static_cast<pid_t>(syscall(SYS_fork));
  Touch(child == 0 ? 6021 : 6022);
  if (child == 0) _exit(4);
  std::printf("child %d\n", WaitFor(child));
  return 0;
}

// The child borrows its parent's memory until it becomes another program.
int Vfork(char** /*arguments*/) {
  Touch(6030);
  const pid_t child = vfork();
  if (child == 0) {
    execl("/bin/echo", "echo", "from", "vfork", nullptr);
    _exit(127);
  }
  std::printf("child %d\n", WaitFor(child));
  Touch(6031);
  return 0;
}

int Spawn(char** /*arguments*/) {
  Touch(6040);
  std::fflush(stdout);
  char name[] = "echo";
  char word[] = "spawned";
  char* const argv[] = {name, word, nullptr};
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, "/bin/echo", nullptr, nullptr, argv, environ) == 0);
  std::printf("child %d\n", WaitFor(child));
  std::fflush(stdout);
  std::printf("system %d\n", system("echo by system; exit 3") >> 8);
  FILE* const pipe = popen("echo by popen", "r");
  char line[32] = "";
  REQUIRE(std::fgets(line, sizeof(line), pipe) != nullptr);
  std::printf("%spclose %d\n", line, pclose(pipe));
  Touch(6041);
  return 0;
}

// Becomes `echo becoming`, by the function that is named.
int Exec(char** arguments) {
  for (int i = 0; i < 100; ++i) Touch(6050);
  const std::string by = arguments[0] != nullptr ? arguments[0] : "execv";
  char name[] = "echo";
  char word[] = "becoming";
  char* const argv[] = {name, word, nullptr};
  if (by == "execv") execv("/bin/echo", argv);
  if (by == "execve") execve("/bin/echo", argv, environ);
  if (by == "execvp") execvp("echo", argv);
  if (by == "execvpe") execvpe("echo", argv, environ);
  if (by == "execl") execl("/bin/echo", "echo", "becoming", nullptr);
  if (by == "execlp") execlp("echo", "echo", "becoming", nullptr);
  if (by == "execle") execle("/bin/echo", "echo", "becoming", nullptr, environ);
  return 1;
}

// Tries to become what cannot be become, and goes on.
int ExecFails(char** /*arguments*/) {
  Touch(6060);
  char name[] = "nothing";
  char* const argv[] = {name, nullptr};
  REQUIRE(execv("/no/such/program", argv) == -1 && errno == ENOENT);
  REQUIRE(execvp("no-such-program", argv) == -1 && errno == ENOENT);
  REQUIRE(execl("/etc/passwd", "passwd", nullptr) == -1 && errno == EACCES);
  REQUIRE(execv("/", argv) == -1 && errno == EACCES);
  Touch(6061);
  std::puts("still here");
  return 0;
}

// A daemon: twice forked, its session its own, at the root, without descriptors.
int Daemonize(char** arguments) {
  Touch(6070);
  if (fork() != 0) _exit(0);
  setsid();
  if (fork() != 0) _exit(0);
  REQUIRE(chdir("/") == 0);
  closefrom(0);
  for (int i = 0; i < 1000; ++i) Touch(6071);
  // Until the first process has ended, and its watcher looked who is left.
  for (int i = 0; i < 12000 && access(arguments[1], F_OK) != 0; ++i) usleep(5000);
  const int done = creat(arguments[0], 0600);
  REQUIRE(write(done, "done", 4) == 4);
  close(done);
  return 0;
}

// A child that waits is killed, by a signal that it could have handled.
int KillsChild(char** /*arguments*/) {
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    for (int i = 0; i < 1000; ++i) Touch(6095);
    close(ready[1]);
    while (true) pause();
  }
  close(ready[1]);
  char end = 0;
  REQUIRE(read(ready[0], &end, 1) == 0);
  REQUIRE(kill(child, SIGTERM) == 0);
  REQUIRE(WaitFor(child) == 200 + SIGTERM);
  return 0;
}

int ForkWithoutEnvironment(char** /*arguments*/) {
  clearenv();
  return TouchInChild(6097);
}

// As setproctitle does it, before a child begins a recording of its own.
int Retitle(char** /*arguments*/) {
  Touch(6090);
  std::strcpy(program_invocation_name, "other title");
  return TouchInChild(6091);
}

// What is asked only of a process with a single thread.
int Unshare(char** /*arguments*/) {
  Touch(6080);
  const int result = unshare(0x10000000 /* CLONE_NEWUSER */);
  std::printf("unshare %d %d\n", result, result == 0 ? 0 : errno);
  Touch(6081);
  return 0;
}

// The child frees, moves and grows blocks that its parent allocated.
int ForkInherits(char** /*arguments*/) {
  void* blocks[3] = {malloc(6100), malloc(6101), malloc(40)};
  if (fork() == 0) {
    free(blocks[0]);
    blocks[1] = realloc(blocks[1], 200000);
    blocks[2] = realloc(blocks[2], 39);
    const bool made = blocks[1] != nullptr && blocks[2] != nullptr;
    free(blocks[1]);
    free(blocks[2]);
    std::exit(made ? 0 : 1);
  }
  int status = 0;
  wait(&status);
  std::printf("child %d\n", WEXITSTATUS(status));
  for (void* const block : blocks) free(block);
  return 0;
}

// Holds 40 MB, and ends that. Then its child holds 20 MB, and the parent HELD MB while it does.
int HoldTogether(char** arguments) {
  constexpr size_t kMegabyte = 1'000'000;
  Touch(40 * kMegabyte);
  int child_holds[2];
  int parent_held[2];
  REQUIRE(pipe(child_holds) == 0 && pipe(parent_held) == 0);
  char byte = 0;
  const pid_t child = fork();
  if (child == 0) {
    void* const block = malloc(20 * kMegabyte);
    REQUIRE(write(child_holds[1], &byte, 1) == 1 && read(parent_held[0], &byte, 1) == 1);
    free(block);
    std::exit(0);
  }
  REQUIRE(read(child_holds[0], &byte, 1) == 1);
  Touch(static_cast<size_t>(NumberAt(arguments, 0, 0)) * kMegabyte);
  REQUIRE(write(parent_held[1], &byte, 1) == 1);
  return WaitFor(child);
}

constexpr Mode kModes[] = {{"fork-inherits", &ForkInherits},
                           {"hold-together", &HoldTogether},
                           {"fork", &Fork},
                           {"fork-amid-threads", &ForkAmidThreads},
                           {"raw-fork", &RawFork},
                           {"vfork", &Vfork},
                           {"spawn", &Spawn},
                           {"exec", &Exec},
                           {"exec-fails", &ExecFails},
                           {"daemonize", &Daemonize},
                           {"kills-child", &KillsChild},
                           {"fork-without-environment", &ForkWithoutEnvironment},
                           {"retitle", &Retitle},
                           {"unshare", &Unshare}};

}  // namespace

std::span<const Mode> ProcessModes() { return kModes; }

}  // namespace tidemark::malloc_child
