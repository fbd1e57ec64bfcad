// Signal handlers that allocate, at a high rate and at any moment.
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

volatile sig_atomic_t handled = 0;

void AllocatingHandler(int /*signal*/) {
  void* small = malloc(7000);
  small = realloc(small, 7001);
  std::memset(small, 1, 7001);
  void* const zeros = calloc(10, 70);
  free(small);
  for (int i = 0; i < 700; ++i) REQUIRE(static_cast<char*>(zeros)[i] == 0);
  std::memset(zeros, 1, 700);
  free(zeros);
  handled = handled + 1;
}

void EveryMicroseconds(int micros) {
  const itimerval often{.it_interval = {0, micros}, .it_value = {0, micros}};
  REQUIRE(setitimer(ITIMER_REAL, &often, nullptr) == 0);
}

void Handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags | SA_RESTART;
  REQUIRE(sigaction(signal, &action, nullptr) == 0);
}

// SIGALRM of this thread.
void HoldBack(bool held) {
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  REQUIRE(pthread_sigmask(held ? SIG_BLOCK : SIG_UNBLOCK, &alarm, nullptr) == 0);
}

// Blocks keep what was written into them, whatever comes in between. A handler may only allocate where
// glibc's allocator, which it may have interrupted, does not hold its lock: not while blocks are taken
// anew or given back for good, but where each comes from the thread's cache. Alarms are held back
// before, and afterwards.
void Work(int rounds) {
  constexpr int kBlocks = 64;
  unsigned char* blocks[kBlocks] = {};
  HoldBack(true);
  for (int i = 0; i < rounds; ++i) {
    if (i == kBlocks) HoldBack(false);
    unsigned char*& block = blocks[i % kBlocks];
    if (block != nullptr) REQUIRE(block[0] == i % kBlocks && block[20 + i % kBlocks] == 0x5a);
    free(block);
    block = static_cast<unsigned char*>(malloc(static_cast<size_t>(100 + i % kBlocks)));
    REQUIRE(block != nullptr);
    block[0] = static_cast<unsigned char>(i % kBlocks);
    block[20 + i % kBlocks] = 0x5a;
  }
  HoldBack(true);
  for (unsigned char* block : blocks) free(block);
}

// ROUNDS in the main thread, interrupted every MICROS by a handler that allocates.
int Interrupted(char** arguments) {
  Handle(SIGALRM, &AllocatingHandler, 0);
  EveryMicroseconds(NumberAt(arguments, 1, 50));
  Work(NumberAt(arguments, 0, 100000));
  EveryMicroseconds(0);
  REQUIRE(handled > 0);
  std::puts("worked");
  return 0;
}

// The same with threads, and the handlers on a small stack of their own.
int InterruptedThreads(char** arguments) {
  Handle(SIGALRM, &AllocatingHandler, SA_ONSTACK);
  HoldBack(true);  // in the threads, too, until they work
  const int count = NumberAt(arguments, 2, 4);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([arguments] {
      constexpr size_t kStackBytes = size_t{16} << 10;
      stack_t stack{};
      stack.ss_sp = malloc(kStackBytes);
      stack.ss_size = kStackBytes;
      REQUIRE(sigaltstack(&stack, nullptr) == 0);
      Work(NumberAt(arguments, 0, 100000));
      const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
      REQUIRE(sigaltstack(&none, nullptr) == 0);
      free(stack.ss_sp);
    });
  }
  EveryMicroseconds(NumberAt(arguments, 1, 50));
  HoldBack(false);
  for (std::thread& thread : threads) thread.join();
  EveryMicroseconds(0);
  std::puts("worked");
  return 0;
}

// Signals that the program has blocked, or waits for, are its own.
int OwnSignals(char** /*arguments*/) {
  sigset_t set;
  sigfillset(&set);
  REQUIRE(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
  raise(SIGPIPE);
  raise(SIGXFSZ);
  raise(SIGUSR1);
  for (int i = 0; i < 50000; ++i) free(malloc(64));
  sigset_t pending;
  sigpending(&pending);
  std::printf("pending %d %d %d\n", sigismember(&pending, SIGPIPE), sigismember(&pending, SIGXFSZ),
              sigismember(&pending, SIGUSR1));
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  std::printf("blocked %d\n", sigismember(&after, SIGUSR2));
  return 0;
}

constexpr Mode kModes[] = {{"interrupted", &Interrupted},
                           {"interrupted-threads", &InterruptedThreads},
                           {"own-signals", &OwnSignals}};

}  // namespace

std::span<const Mode> SignalModes() { return kModes; }

}  // namespace tidemark::malloc_child
