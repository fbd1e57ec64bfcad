// What walking a stack costs: by frame pointers and by unwind tables, each from nothing and with
// the last walk at hand, beside libunwind, which other heap profilers use, and Abseil.
//
// The stack is some 16 frames deep below main; the innermost half is another one at every walk, as
// it is for a program that allocates in many places. This file is compiled with frame pointers.
#define UNW_LOCAL_ONLY
#include <benchmark/benchmark.h>
#include <libunwind.h>

#include <cstdint>
#include <memory>

#include "absl/debugging/stacktrace.h"
#include "bench/support/ratio_reporter.h"
#include "tidemark/record/stack/stack_walker.h"

namespace tidemark::record {
namespace {

using Leaf = void (*)(void* context);

constexpr int kOuterFrames = 6;
constexpr int kInnerLevels = 4;  // of two frames each, one of them chosen

struct Choice {
  Leaf leaf;
  void* context;
  uint64_t bits;
};

template <int kLevel>
[[gnu::noinline]] void Inner(const Choice& choice);

template <int kLevel>
[[gnu::noinline]] void Left(const Choice& choice) {
  Inner<kLevel + 1>(choice);
  asm volatile("" ::: "memory");  // no tail call
}
template <int kLevel>
[[gnu::noinline]] void Right(const Choice& choice) {
  Inner<kLevel + 1>(choice);
  asm volatile("" : : : "memory");
}

template <int kLevel>
[[gnu::noinline]] void Inner(const Choice& choice) {
  if constexpr (kLevel == kInnerLevels) {
    choice.leaf(choice.context);
  } else if ((choice.bits >> kLevel & 1) != 0) {
    Left<kLevel>(choice);
  } else {
    Right<kLevel>(choice);
  }
  asm volatile("" ::: "memory");
}

template <int kDepth>
[[gnu::noinline]] void Outer(benchmark::State& state, Leaf leaf, void* context) {
  if constexpr (kDepth == kOuterFrames) {
    uint64_t bits = 1;
    for (auto _ : state) {
      bits = bits * 6364136223846793005U + 1442695040888963407U;
      Inner<0>({leaf, context, bits >> 33});
    }
  } else {
    Outer<kDepth + 1>(state, leaf, context);
  }
  asm volatile("" ::: "memory");
}

struct Walk {
  StackBounds bounds = FindStackBounds(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
  StackWalker pointers{StackMode::kFramePointer};
  StackWalker tables{StackMode::kDwarf};
  CallStack stack;
};

#define FRAME reinterpret_cast<uintptr_t>(__builtin_frame_address(0))

// The frames themselves, and the calls to them.
[[gnu::noinline]] void WalkNothing(void* context) { benchmark::DoNotOptimize(context); }

[[gnu::noinline]] void WalkPointers(void* context) {
  auto* const walk = static_cast<Walk*>(context);
  benchmark::DoNotOptimize(walk->pointers.Identify(FRAME, walk->bounds, 1, &walk->stack));
}
[[gnu::noinline]] void WalkTables(void* context) {
  auto* const walk = static_cast<Walk*>(context);
  benchmark::DoNotOptimize(walk->tables.Identify(FRAME, walk->bounds, 1, &walk->stack));
}
[[gnu::noinline]] void WalkTablesAfresh(void* context) {
  static_cast<Walk*>(context)->stack.Forget();
  WalkTables(context);
  asm volatile("" ::: "memory");
}
[[gnu::noinline]] void WalkLibunwind(void* /*context*/) {
  void* addresses[kMaxFrames];
  benchmark::DoNotOptimize(unw_backtrace(addresses, kMaxFrames));
}
[[gnu::noinline]] void WalkAbseil(void* /*context*/) {
  void* addresses[kMaxFrames];
  benchmark::DoNotOptimize(absl::GetStackTrace(addresses, kMaxFrames, 0));
}

void Run(benchmark::State& state, Leaf leaf) {
  const auto walk = std::make_unique<Walk>();
  Outer<0>(state, leaf, walk.get());
}

void NoWalk(benchmark::State& state) { Run(state, &WalkNothing); }
void Pointers(benchmark::State& state) { Run(state, &WalkPointers); }
void Tables(benchmark::State& state) { Run(state, &WalkTables); }
void TablesAfresh(benchmark::State& state) { Run(state, &WalkTablesAfresh); }
void Libunwind(benchmark::State& state) { Run(state, &WalkLibunwind); }
void Abseil(benchmark::State& state) { Run(state, &WalkAbseil); }
BENCHMARK(NoWalk)->Repetitions(5);
BENCHMARK(Pointers)->Repetitions(5);
BENCHMARK(Tables)->Repetitions(5);
BENCHMARK(TablesAfresh)->Repetitions(5);
BENCHMARK(Libunwind)->Repetitions(5);
BENCHMARK(Abseil)->Repetitions(5);

}  // namespace
}  // namespace tidemark::record

int main(int argc, char** argv) {
  return tidemark::bench_support::RunWithRatios(argc, argv,
                                                {{"Pointers", "Libunwind"},
                                                 {"Tables", "Libunwind"},
                                                 {"TablesAfresh", "Libunwind"},
                                                 {"Pointers", "Abseil"},
                                                 {"Tables", "Pointers"},
                                                 {"Pointers", "NoWalk"}});
}
