// The program that the interposer is measured on: threads that free and allocate blocks of mixed
// sizes, 16 frames deep, from 64 different call paths.
//
//   churn THREADS PAIRS
//
// Prints how many nanoseconds a pair took, in the wall clock of the slowest thread. Compiled with
// frame pointers, so that every way of walking stacks can do its work.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

constexpr int kFixedFrames = 8;  // of the 16: these, six that choose a path, Step and Loop
constexpr int kChoices = 6;
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

template <int kDepth>
[[gnu::noinline]] void Path(Worker* worker, uint64_t choices);

template <int kDepth>
[[gnu::noinline]] void OtherPath(Worker* worker, uint64_t choices) {
  Path<kDepth>(worker, choices);
  asm volatile("" ::: "memory");  // no tail call
}

template <int kDepth>
[[gnu::noinline]] void Path(Worker* worker, uint64_t choices) {
  if constexpr (kDepth == kChoices) {
    Step(worker);
  } else if ((choices >> kDepth & 1) != 0) {
    OtherPath<kDepth + 1>(worker, choices);
  } else {
    Path<kDepth + 1>(worker, choices);
  }
  asm volatile("" ::: "memory");
}

[[gnu::noinline]] void Loop(Worker* worker, int64_t pairs) {
  for (int64_t i = 0; i < pairs; ++i) Path<0>(worker, worker->Random());
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

}  // namespace

int main(int argc, char** argv) {
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
