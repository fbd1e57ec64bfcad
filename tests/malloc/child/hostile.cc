// Programs that do what few do: fork behind the C library's back, allocate under locks of the C
// library, jump out of handlers, forbid system calls.
#include <link.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/malloc/child/modes.h"

// Of the recorder, if the program is recorded.
extern "C" [[gnu::weak]] void tidemark_start();
extern "C" [[gnu::weak]] void tidemark_stop();

namespace tidemark::malloc_child {
namespace {

void Touch(size_t bytes) { free(malloc(bytes)); }

// A thread whose first allocation is the C library's, under the lock of the thread.
int AttributesFirst(char** /*arguments*/) {
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) pthread_attr_destroy(&attributes);
    Touch(7100);
    return argument;
  };
  pthread_create(&thread, nullptr, run, nullptr);
  pthread_join(thread, nullptr);
  std::puts("done");
  return 0;
}

int ChildOfClone(void* /*argument*/) { std::exit(3); }

pid_t ForkBy(const char* way) {
  if (std::strcmp(way, "_Fork") == 0) return _Fork();
  if (std::strcmp(way, "SYS_fork") == 0) return static_cast<pid_t>(syscall(SYS_fork));
  if (std::strcmp(way, "SYS_clone") == 0) {
    return static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr));
  }
  constexpr size_t kBytes = 1 << 16;
  static char stack[kBytes];
  return clone(&ChildOfClone, stack + kBytes, SIGCHLD, nullptr);
}

// Arguments: the way to fork, and whether a thread is there.
int RawFork(char** arguments) {
  const char* const way = arguments[0];
  Touch(7200);
  pthread_t thread;
  if (arguments[1] != nullptr) {
    pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          for (int i = 0; i < 3000; ++i) Touch(7201);
          return nullptr;
        },
        nullptr);
  }
  const pid_t child = ForkBy(way);
  if (child == 0) {
    Touch(7202);
    std::exit(3);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (arguments[1] != nullptr) pthread_join(thread, nullptr);
  std::printf("child %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  return 0;
}

sigjmp_buf jump_target;
volatile int jumps = 0;
uintptr_t c_library_begin = 0;
uintptr_t c_library_end = 0;

// Where the C library's code lies: a jump out of its malloc would be the program's own fault.
int FindCLibrary(dl_phdr_info* info, size_t /*size*/, void* /*data*/) {
  const char* const name = std::strrchr(info->dlpi_name, '/');
  if (name == nullptr || std::strncmp(name, "/libc.so", 8) != 0) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    c_library_begin = info->dlpi_addr + segment.p_vaddr;
    c_library_end = c_library_begin + segment.p_memsz;
  }
  return 1;
}

void JumpFromHandler(int /*signal*/, siginfo_t* /*info*/, void* context) {
  const auto at =
      static_cast<uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
  if (at >= c_library_begin && at < c_library_end) return;
  jumps = jumps + 1;
  siglongjmp(jump_target, 1);
}

[[gnu::noinline]] void Leak(int depth, int count) {
  if (depth > 0) return Leak(depth - 1, count);
  for (int i = 0; i < count; ++i) {
    void* volatile block = malloc(7301);
    static_cast<void>(block);
  }
}

// A timer's handler jumps out of whatever it interrupts; afterwards a thousand blocks are leaked,
// deeper on the stack than what was interrupted.
int JumpOut(char** arguments) {
  dl_iterate_phdr(&FindCLibrary, nullptr);
  struct sigaction action {};
  action.sa_sigaction = &JumpFromHandler;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGALRM, &action, nullptr);
  const itimerval period{.it_interval = {0, 1000}, .it_value = {0, 1000}};
  setitimer(ITIMER_REAL, &period, nullptr);
  const int most = NumberAt(arguments, 0, 200);
  while (jumps < most) {
    if (sigsetjmp(jump_target, 1) != 0) continue;
    while (jumps < most) Touch(7300);
  }
  const itimerval none{};
  setitimer(ITIMER_REAL, &none, nullptr);
  Leak(20, 1000);
  std::puts("done");
  return 0;
}

// A handler that allocates on an alternate stack with `arguments[0]` bytes more than the system
// needs for itself.
int SmallStack(char** arguments) {
  constexpr size_t kGuard = 1 << 16;
  const size_t size = getauxval(AT_MINSIGSTKSZ) + static_cast<size_t>(NumberAt(arguments, 0, 4096));
  auto* const memory = static_cast<char*>(
      mmap(nullptr, kGuard + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  mprotect(memory, kGuard, PROT_NONE);
  stack_t stack{};
  stack.ss_sp = memory + kGuard;
  stack.ss_size = size;
  if (sigaltstack(&stack, nullptr) != 0) return 1;
  struct sigaction action {};
  action.sa_handler = [](int) { Touch(7400); };
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &action, nullptr);
  for (int i = 0; i < 12000; ++i) raise(SIGUSR1);
  std::puts("done");
  return 0;
}

// Answers these system calls with EPERM from now on.
bool Forbid(int first, int second) {
  const auto is = [](int call, unsigned char to) {
    return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), to, 0);
  };
  sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                          is(first, 2), is(second, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)};
  const sock_fprog program{.len = 5, .filter = filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int NoFutex(char** arguments) {
  if (!Forbid(SYS_futex, SYS_membarrier)) return 77;
  for (int i = NumberAt(arguments, 0, 100000); i > 0; --i) Touch(7500);
  std::puts("done");
  return 0;
}

int NoFiles(char** arguments) {
  if (!Forbid(SYS_openat, SYS_open)) return 77;
  for (int i = NumberAt(arguments, 0, 100000); i > 0; --i) Touch(7501);
  std::puts("done");
  return 0;
}

int CountThreads(char** arguments) {
  for (int i = NumberAt(arguments, 0, 100000); i > 0; --i) Touch(7600);
  if (fork() == 0) _exit(0);
  wait(nullptr);
  // What CPython looks at when it warns of forks in programs with threads: field 20.
  std::FILE* const file = std::fopen("/proc/self/stat", "r");
  char text[2048] = "";
  if (file == nullptr || std::fgets(text, sizeof(text), file) == nullptr) return 1;
  std::fclose(file);
  const char* at = std::strrchr(text, ')');
  for (int field = 2; field < 20 && at != nullptr; ++field) at = std::strchr(at + 1, ' ');
  std::printf("%d threads\n", at != nullptr ? std::atoi(at) : -1);
  return 0;
}

int StartAndStop(char** /*arguments*/) {
  if (tidemark_start == nullptr || tidemark_stop == nullptr) return 1;
  void* const before = malloc(7800);
  raise(SIGUSR2);
  void* const first = malloc(7801);
  free(before);
  raise(SIGUSR2);
  Touch(7802);
  tidemark_start();
  void* const second = malloc(7801);
  tidemark_stop();
  free(first);
  free(second);
  Touch(7802);
  return 0;
}

int RaiseAndTouch(char** arguments) {
  for (int i = 0; i < 3; ++i) {
    Touch(7900);
    raise(NumberAt(arguments, 0, SIGUSR1));
  }
  return 0;
}

int WaitForSignal(char** /*arguments*/) {
  Touch(7901);
  for (int i = 0; i < 100; ++i) usleep(100'000);
  return 0;
}

int ManyStacks(char** arguments);

constexpr Mode kModes[] = {{"attributes-first", &AttributesFirst},
                           {"fork-by", &RawFork},
                           {"jump-out", &JumpOut},
                           {"small-stack", &SmallStack},
                           {"no-futex", &NoFutex},
                           {"no-files", &NoFiles},
                           {"count-threads", &CountThreads},
                           {"start-and-stop", &StartAndStop},
                           {"raise-and-touch", &RaiseAndTouch},
                           {"wait-for-signal", &WaitForSignal},
                           {"many-stacks", &ManyStacks}};

// One of two ways at each of 20 levels: 2^20 stacks.
[[gnu::noinline]] void Left(int level, unsigned path);
[[gnu::noinline]] void Right(int level, unsigned path);

void Descend(int level, unsigned path) {
  if (level == 0) return Touch(7700);
  if ((path & 1) != 0) {
    Left(level - 1, path >> 1);
  } else {
    Right(level - 1, path >> 1);
  }
  asm volatile("");
}
void Left(int level, unsigned path) {
  Descend(level, path);
  asm volatile("");
}
void Right(int level, unsigned path) {
  Descend(level, path);
  asm volatile("");
}

int ManyStacks(char** arguments) {
  const auto count = static_cast<unsigned>(NumberAt(arguments, 0, 1 << 20));
  for (unsigned path = 0; path < count; ++path) Descend(20, path);
  std::puts("done");
  return 0;
}

}  // namespace

std::span<const Mode> HostileModes() { return kModes; }

}  // namespace tidemark::malloc_child
