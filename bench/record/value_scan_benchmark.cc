// What looking at the values of an array takes, beside the floor: reading it once.
//
// Prints the time of each dtype in the time of summing up as many bytes as 64-bit words.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tidemark/record/events/value_scan.h"

namespace tidemark::record {
namespace {

const std::vector<uint64_t>& Words(int64_t bytes) {
  static std::vector<uint64_t> words;
  if (words.size() * 8 != static_cast<size_t>(bytes))
    words.assign(static_cast<size_t>(bytes) / 8, 0);
  return words;
}

double SecondsOf(auto&& call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void Scan(benchmark::State& state, const char* dtype) {
  const std::vector<uint64_t>& words = Words(state.range(0));
  double floor = 0;
  double scan = 0;
  for (auto _ : state) {
    floor += SecondsOf([&] {
      benchmark::DoNotOptimize(std::accumulate(words.begin(), words.end(), uint64_t{0}));
    });
    const double seconds = SecondsOf(
        [&] { benchmark::DoNotOptimize(ScanValues(words.data(), state.range(0), dtype)); });
    scan += seconds;
    state.SetIterationTime(seconds);
  }
  state.counters["times the floor"] = scan / floor;
}

BENCHMARK_CAPTURE(Scan, i8, "i8")->Arg(1 << 16)->Arg(1 << 26)->UseManualTime();
BENCHMARK_CAPTURE(Scan, i4, "i4")->Arg(1 << 16)->Arg(1 << 26)->UseManualTime();
BENCHMARK_CAPTURE(Scan, i2, "i2")->Arg(1 << 16)->Arg(1 << 26)->UseManualTime();
BENCHMARK_CAPTURE(Scan, f8, "f8")->Arg(1 << 16)->Arg(1 << 26)->UseManualTime();

}  // namespace
}  // namespace tidemark::record
