// Threads: many, short-lived, ending in every way, and with work left for after their end.
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

void AllocateAndFree(int rounds, size_t bytes) {
  for (int i = 0; i < rounds; ++i) {
    void* const block = malloc(bytes);
    REQUIRE(block != nullptr);
    free(block);
  }
}

// THREADS at a time, each with ROUNDS blocks of 100 + its number bytes.
int AtATime(char** arguments) {
  const int rounds = NumberAt(arguments, 1, 10);
  const int count = NumberAt(arguments, 0, 4);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([=] { AllocateAndFree(rounds, 100 + static_cast<size_t>(i)); });
  }
  for (std::thread& thread : threads) thread.join();
  std::puts("joined");
  return 0;
}

// THREADS one after the other.
int OneByOne(char** arguments) {
  const int rounds = NumberAt(arguments, 1, 10);
  for (int i = 0; i < NumberAt(arguments, 0, 4); ++i) {
    std::thread([=] { AllocateAndFree(rounds, 100 + static_cast<size_t>(i)); }).join();
  }
  std::puts("joined");
  return 0;
}

// All at the same time, none ends before all have allocated.
int Crowd(char** arguments) {
  const int count = NumberAt(arguments, 0, 100);
  std::atomic<int> here{0};
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&here, count] {
      void* const block = malloc(777);
      ++here;
      while (here.load() < count) usleep(1000);
      free(block);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::puts("joined");
  return 0;
}

// One thread allocates what the other frees: the same addresses come and go on both.
int HandOver(char** arguments) {
  const int rounds = NumberAt(arguments, 0, 20000);
  // Many, for on a busy machine the other thread has its turn once in a time slice.
  constexpr int kHands = 256;
  std::atomic<void*> hands[kHands] = {};
  std::thread taker([&] {
    for (int i = 0; i < rounds; ++i) {
      std::atomic<void*>& hand = hands[i % kHands];
      void* block = nullptr;
      while ((block = hand.exchange(nullptr)) == nullptr) std::this_thread::yield();
      free(block);
    }
  });
  for (int i = 0; i < rounds; ++i) {
    void* const block = malloc(static_cast<size_t>(32 + i % 64));
    std::atomic<void*>& hand = hands[i % kHands];
    while (hand.load() != nullptr) std::this_thread::yield();
    hand.store(block);
  }
  taker.join();
  std::puts("joined");
  return 0;
}

// Thread-local objects and keys whose destructors free and allocate, also in later rounds of them.
struct FreesAtEnd {
  ~FreesAtEnd() {
    free(block);
    free(malloc(4001));
  }
  void* block = nullptr;
};
thread_local FreesAtEnd frees_at_end;
pthread_key_t early_key;
pthread_key_t late_key;

void FreeAndAgain(void* block) {
  free(block);
  free(malloc(4002));
}

// The key's value is the number of rounds left, not a pointer to one.
void* RoundsLeft(uintptr_t rounds) {
  return reinterpret_cast<void*>(rounds);  // NOLINT(performance-no-int-to-ptr)
}

void SetAnotherRound(void* round) {
  const auto left = reinterpret_cast<uintptr_t>(round);
  free(malloc(4010 + left));
  if (left > 1) pthread_setspecific(late_key, RoundsLeft(left - 1));
}

void* LeavesMuch(void* by_exit) {
  frees_at_end.block = malloc(4000);
  pthread_setspecific(early_key, malloc(4003));
  pthread_setspecific(late_key, RoundsLeft(4));
  if (by_exit != nullptr) pthread_exit(by_exit);
  return nullptr;
}

int EndWithDestructors(char** arguments) {
  REQUIRE(pthread_key_create(&early_key, &FreeAndAgain) == 0);
  // Enough of them that the last lies outside of the thread descriptor.
  for (int i = 0; i < 40; ++i) {
    pthread_key_t unused;
    REQUIRE(pthread_key_create(&unused, nullptr) == 0);
  }
  REQUIRE(pthread_key_create(&late_key, &SetAnotherRound) == 0);
  for (int i = 0; i < NumberAt(arguments, 0, 4); ++i) {
    pthread_t thread;
    void* const by_exit = i % 2 != 0 ? &thread : nullptr;
    REQUIRE(pthread_create(&thread, nullptr, &LeavesMuch, by_exit) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
  }
  std::puts("joined");
  return 0;
}

// Stacks of the least size that the system allows.
int SmallStacks(char** arguments) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  REQUIRE(pthread_attr_setstacksize(&attributes,
                                    static_cast<size_t>(sysconf(_SC_THREAD_STACK_MIN))) == 0);
  for (int i = 0; i < NumberAt(arguments, 0, 4); ++i) {
    pthread_t thread;
    REQUIRE(pthread_create(
                &thread, &attributes,
                [](void*) -> void* {
                  free(malloc(123));
                  free(realloc(malloc(124), 1250));
                  return nullptr;
                },
                nullptr) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
  }
  pthread_attr_destroy(&attributes);
  std::puts("joined");
  return 0;
}

// malloc and free are no cancellation points: a thread with a cancellation pending gets through
// all of its rounds and ends at the point behind them.
std::atomic<bool> got_through{false};

void* AllocatesWhileCancelled(void* /*argument*/) {
  pthread_cancel(pthread_self());
  AllocateAndFree(30000, 64);
  got_through = true;
  pthread_testcancel();
  return nullptr;
}

int Cancelled(char** /*arguments*/) {
  pthread_t thread;
  REQUIRE(pthread_create(&thread, nullptr, &AllocatesWhileCancelled, nullptr) == 0);
  void* result = nullptr;
  REQUIRE(pthread_join(thread, &result) == 0);
  REQUIRE(result == PTHREAD_CANCELED);
  REQUIRE(got_through);
  std::puts("cancelled");
  return 0;
}

// main ends while others go on allocating.
int ExitAmidThreads(char** arguments) {
  for (int i = 0; i < NumberAt(arguments, 0, 4); ++i) {
    std::thread([] {
      while (true) AllocateAndFree(1, 90);
    }).detach();
  }
  AllocateAndFree(20000, 91);
  std::puts("leaving");
  return 6;
}

// The main thread ends, the process lives on in another.
int MainThreadEnds(char** /*arguments*/) {
  std::thread([] {
    usleep(20000);
    AllocateAndFree(10, 95);
    std::puts("last");
  }).detach();
  AllocateAndFree(10, 94);
  pthread_exit(nullptr);
}

// ROUNDS in each of THREADS, the main thread among them; tells the most memory that there was.
int Memory(char** arguments) {
  const int rounds = NumberAt(arguments, 0, 1000);
  std::vector<std::thread> threads;
  for (int i = 1; i < NumberAt(arguments, 1, 1); ++i) {
    threads.emplace_back([rounds] { AllocateAndFree(rounds, 64); });
  }
  AllocateAndFree(rounds, 64);
  for (std::thread& thread : threads) thread.join();
  FILE* const status = std::fopen("/proc/self/status", "r");
  REQUIRE(status != nullptr);
  char line[128];
  while (std::fgets(line, sizeof(line), status) != nullptr) {
    int most = 0;
    if (std::sscanf(line, "VmHWM: %d", &most) == 1) std::printf("memory %d KiB\n", most);
  }
  std::fclose(status);
  return 0;
}

constexpr Mode kModes[] = {{"memory", &Memory},
                           {"at-a-time", &AtATime},
                           {"one-by-one", &OneByOne},
                           {"crowd", &Crowd},
                           {"hand-over", &HandOver},
                           {"end-with-destructors", &EndWithDestructors},
                           {"small-stacks", &SmallStacks},
                           {"cancelled", &Cancelled},
                           {"exit-amid-threads", &ExitAmidThreads},
                           {"main-thread-ends", &MainThreadEnds}};

}  // namespace

std::span<const Mode> ThreadModes() { return kModes; }

}  // namespace tidemark::malloc_child
