// What a memory event costs: with one observer, with none, and with the hooks compiled out.
#include "bench/memory/hooks_benchmark.h"

#include <benchmark/benchmark.h>

#include "bench/support/ratio_reporter.h"
#include "tidemark/base/clock.h"
#include "tidemark/memory/access_tracker.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark {
namespace {

constexpr int64_t kEvents = 1000;

void WorkWithHooks(Work* work, int64_t events) {
  for (int64_t i = 0; i < events; ++i) {
    benchmark::DoNotOptimize(work->first = i);
    benchmark::DoNotOptimize(work->second = i);
    if (HooksActive()) {
      Notify(&MemoryObserver::OnAlloc, AllocInfo{.address = work, .bytes = i});
    }
  }
}

void CompiledOut(benchmark::State& state) {
  Work work;
  for (auto _ : state) WorkWithHooksCompiledOut(&work, kEvents);
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(CompiledOut)->Repetitions(5);

void NoObserver(benchmark::State& state) {
  Work work;
  for (auto _ : state) WorkWithHooks(&work, kEvents);
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(NoObserver)->Repetitions(5);

void OneObserverThatIgnoresIt(benchmark::State& state) {
  MemoryObserver ignores;
  const AttachedObserver attached(&ignores);
  Work work;
  for (auto _ : state) WorkWithHooks(&work, kEvents);
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(OneObserverThatIgnoresIt)->Repetitions(5);

void OnePeakMeter(benchmark::State& state) {
  const PeakMeter meter;
  Work work;
  for (auto _ : state) WorkWithHooks(&work, kEvents);
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(OnePeakMeter)->Repetitions(5);

void KnownReadWithObserver(benchmark::State& state) {
  MemoryObserver ignores;
  const AttachedObserver attached(&ignores);
  AccessTracker tracker;
  for (auto _ : state) {
    for (int64_t i = 0; i < kEvents; ++i) tracker.NoteRead(BufferId(1), ViewId(1), {});
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(KnownReadWithObserver)->Repetitions(5);

void ClockFloor(benchmark::State& state) {
  for (auto _ : state) {
    for (int64_t i = 0; i < kEvents; ++i) benchmark::DoNotOptimize(MonotonicNanos());
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(ClockFloor)->Repetitions(5);

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  return tidemark::bench_support::RunWithRatios(argc, argv,
                                                {{"NoObserver", "CompiledOut"},
                                                 {"OneObserverThatIgnoresIt", "CompiledOut"},
                                                 {"OnePeakMeter", "CompiledOut"},
                                                 {"KnownReadWithObserver", "ClockFloor"}});
}
