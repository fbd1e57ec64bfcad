// A program with small benchmarks, for benchmark_memory_test.cc.
#include <benchmark/benchmark.h>

#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/testing/benchmark_memory.h"

namespace {

using tidemark::Array;

// Two allocations of 8000 bytes an iteration, both live at the peak.
void CopyArray(benchmark::State& state) {
  for ([[maybe_unused]] const auto step : state) {
    const Array<double> a = tidemark::zeros<double>({1000});
    benchmark::DoNotOptimize(a.copy().size());
  }
}
BENCHMARK(CopyArray);

// Every iteration leaves 80 bytes.
void KeepArray(benchmark::State& state) {
  static std::vector<Array<double>> kept;
  for ([[maybe_unused]] const auto step : state) kept.push_back(tidemark::zeros<double>({10}));
}
BENCHMARK(KeepArray)->Iterations(10);

void ViewArray(benchmark::State& state) {
  static const Array<double> a = tidemark::zeros<double>({10, 10});
  for ([[maybe_unused]] const auto step : state) benchmark::DoNotOptimize(a.reshape(100).size());
}
BENCHMARK(ViewArray);

}  // namespace

int main(int argc, char** argv) {
  tidemark::testing::BenchmarkMemoryManager memory;
  benchmark::RegisterMemoryManager(&memory);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::RegisterMemoryManager(nullptr);
  benchmark::Shutdown();
}
