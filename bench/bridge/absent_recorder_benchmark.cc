// What a call of the bridge costs in a program that nobody records: a load and a branch.
#include <benchmark/benchmark.h>

#include "tidemark/bridge/bridge.h"

namespace {

constexpr int64_t kCalls = 1000;

void WithoutCalls(benchmark::State& state) {
  for (auto _ : state) {
    for (int64_t i = 0; i < kCalls; ++i) benchmark::DoNotOptimize(i);
  }
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(WithoutCalls)->Repetitions(5)->ReportAggregatesOnly();

// A buffer that begins and ends: two calls an item.
void WithoutRecorder(benchmark::State& state) {
  if (tm_bridge_table != nullptr) state.SkipWithError("there is a recorder");
  for (auto _ : state) {
    for (int64_t i = 0; i < kCalls; ++i) {
      benchmark::DoNotOptimize(i);
      const tm_buffer_info info = {.address = &state, .bytes = i};
      tm_buffer_end(tm_buffer_begin(&info));
    }
  }
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(WithoutRecorder)->Repetitions(5)->ReportAggregatesOnly();

}  // namespace

BENCHMARK_MAIN();
