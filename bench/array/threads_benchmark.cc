// What a second thread gains: the same operation in one thread and in two, by number of elements.
// From where on it gains is what kElementsPerThread says.
#include <benchmark/benchmark.h>

#include "bench/support/ratio_reporter.h"
#include "tidemark/array/array.h"

namespace tidemark {
namespace {

void Exp(benchmark::State& state, int threads) {
  const ArrayThreadsScope scope(threads);
  const Array<double> a = linspace<double>(0.0, 1.0, state.range(0));
  Array<double> out = zeros<double>(state.range(0));
  for (auto _ : state) exp_into(a, out);
}
void ExpByOne(benchmark::State& state) { Exp(state, 1); }
void ExpByTwo(benchmark::State& state) { Exp(state, 2); }

void Add(benchmark::State& state, int threads) {
  const ArrayThreadsScope scope(threads);
  const Array<double> a = linspace<double>(0.0, 1.0, state.range(0));
  Array<double> out = zeros<double>(state.range(0));
  for (auto _ : state) add_into(a, a, out);
}
void AddByOne(benchmark::State& state) { Add(state, 1); }
void AddByTwo(benchmark::State& state) { Add(state, 2); }

constexpr int64_t kLeast = 2 * array_internal::kElementsPerThread;

BENCHMARK(ExpByOne)->Arg(kLeast)->Arg(10'000'000)->UseRealTime()->Repetitions(5);
BENCHMARK(ExpByTwo)->Arg(kLeast)->Arg(10'000'000)->UseRealTime()->Repetitions(5);
BENCHMARK(AddByOne)->Arg(kLeast)->Arg(10'000'000)->UseRealTime()->Repetitions(5);
BENCHMARK(AddByTwo)->Arg(kLeast)->Arg(10'000'000)->UseRealTime()->Repetitions(5);

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  return tidemark::bench_support::RunWithRatios(argc, argv,
                                                {{"ExpByTwo/2097152", "ExpByOne/2097152"},
                                                 {"ExpByTwo/10000000", "ExpByOne/10000000"},
                                                 {"AddByTwo/2097152", "AddByOne/2097152"},
                                                 {"AddByTwo/10000000", "AddByOne/10000000"}});
}
