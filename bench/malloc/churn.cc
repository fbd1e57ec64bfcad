// The program that the interposer is measured on: threads that free and allocate blocks of mixed
// sizes, 16 frames deep, from 64 different call paths; or one that allocates from a million paths.
//
//   churn THREADS PAIRS
//   churn stacks
//
// Prints how many nanoseconds a pair took, in the wall clock of the slowest thread; of the million
// paths the nanoseconds each. Compiled with
// frame pointers, so that every way of walking stacks can do its work.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr int kFixedFrames = 8;  // of the 16: these, six that choose a path, Step and Loop
constexpr int kChoices = 6;
constexpr int kStacksChoices = 20;  // a path for each sequence of choices
constexpr size_t kLive = 512;

struct Worker {
  void* blocks[kLive] = {};
  uint64_t state;

  uint64_t Random() {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return state >> 33;
  }
};

// One pair: a block ends and another begins.
[[gnu::noinline]] void Step(Worker* worker) {
  const uint64_t random = worker->Random();
  void*& block = worker->blocks[random % kLive];
  std::free(block);
  block = std::malloc(16 + (random >> 9) % 1000);
  *static_cast<char*>(block) = 1;
}

template <int kDepth>  // this many choices are left
[[gnu::noinline]] void Path(Worker* worker, uint64_t choices);

template <int kDepth>
[[gnu::noinline]] void OtherPath(Worker* worker, uint64_t choices) {
  Path<kDepth>(worker, choices);
  asm volatile("" ::: "memory");  // no tail call
}

template <int kDepth>
[[gnu::noinline]] void Path(Worker* worker, uint64_t choices) {
  if constexpr (kDepth == 0) {
    Step(worker);
  } else if ((choices >> (kDepth - 1) & 1) != 0) {
    OtherPath<kDepth - 1>(worker, choices);
  } else {
    Path<kDepth - 1>(worker, choices);
  }
  asm volatile("" ::: "memory");
}

[[gnu::noinline]] void Loop(Worker* worker, int64_t pairs) {
  for (int64_t i = 0; i < pairs; ++i) Path<kChoices>(worker, worker->Random());
}

template <int kFrame>
[[gnu::noinline]] void Descend(Worker* worker, int64_t pairs) {
  if constexpr (kFrame == kFixedFrames) {
    Loop(worker, pairs);
  } else {
    Descend<kFrame + 1>(worker, pairs);
  }
  asm volatile("" ::: "memory");
}

// In an order in which paths that follow each other have little in common.
int EachStackOnce() {
  constexpr uint64_t kStacks = uint64_t{1} << kStacksChoices;
  Worker worker{.state = 1};
  const auto start = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < kStacks; ++i) {
    Path<kStacksChoices>(&worker, i * 0x9E3779B97F4A7C15U >> (64 - kStacksChoices));
  }
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  for (void* block : worker.blocks) std::free(block);
  std::printf("%.2f\n", took.count() / static_cast<double>(kStacks));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "stacks") == 0) return EachStackOnce();
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  const int64_t pairs = argc > 2 ? std::atoll(argv[2]) : 1'000'000;
  std::vector<double> nanos(static_cast<size_t>(threads));
  std::vector<std::thread> running;
  running.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([i, pairs, &nanos] {
      Worker worker{.state = static_cast<uint64_t>(i) + 1};
      Descend<0>(&worker, pairs / 20);  // warms caches and the allocator
      const auto start = std::chrono::steady_clock::now();
      Descend<0>(&worker, pairs);
      const std::chrono::duration<double, std::nano> took =
          std::chrono::steady_clock::now() - start;
      nanos[static_cast<size_t>(i)] = took.count() / static_cast<double>(pairs);
      for (void* block : worker.blocks) std::free(block);
    });
  }
  for (std::thread& thread : running) thread.join();
  double slowest = 0;
  for (const double each : nanos) slowest = each > slowest ? each : slowest;
  std::printf("%.2f\n", slowest);
  return 0;
}
