// What it costs to record an array event with its call site: the events themselves, and small
// arrays of the array library, each beside the same without a recording.
//
// The floor is what no recorder can do without: one reading of the clock an event. Recording goes
// to a trace in the temporary folder, the flush thread runs as usual.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "bench/support/ratio_reporter.h"
#include "tidemark/array/array.h"
#include "tidemark/base/clock.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/record/session.h"

namespace tidemark {
namespace {

constexpr int64_t kRounds = 1000;

// A recording for as long as a benchmark runs.
class Recorded {
 public:
  explicit Recorded(benchmark::State& state) : session_({.path = Path()}) {
    if (!session_.status().ok()) state.SkipWithError(session_.status().ToString().c_str());
  }
  ~Recorded() {
    (void)session_.Close();
    std::filesystem::remove(session_.path());
  }

 private:
  static std::string Path() {
    return std::filesystem::temp_directory_path() / "tidemark-array-event-%p.tmk";
  }
  Session session_;
};

void ClockFloor(benchmark::State& state) {
  for (auto _ : state) {
    for (int64_t i = 0; i < kRounds; ++i) benchmark::DoNotOptimize(MonotonicNanos());
  }
  state.SetItemsProcessed(state.iterations() * kRounds);
}
BENCHMARK(ClockFloor)->Repetitions(5);

// Four events a round: a buffer begins, a view of it begins and ends, the buffer ends.
void SendFour(std::span<const int64_t> shape, std::span<const int64_t> strides,
              const SourceLocation& site) {
  const BufferId buffer = NewBufferId();
  const ViewId owner = NewViewId();
  const ViewId view = NewViewId();
  const ArrayLayout layout{.dtype = "f8", .shape = shape, .strides = strides};
  Notify(&MemoryObserver::OnAlloc, AllocInfo{.buffer = buffer,
                                             .bytes = 80,
                                             .alignment = 64,
                                             .op = "add",
                                             .layout = layout,
                                             .view = owner,
                                             .site = site});
  Notify(&MemoryObserver::OnView, ViewInfo{.view = view,
                                           .buffer = buffer,
                                           .parent = owner,
                                           .layout = layout,
                                           .op = "slice",
                                           .site = site});
  Notify(&MemoryObserver::OnDrop, DropInfo{.view = view, .buffer = buffer});
  Notify(&MemoryObserver::OnFree, FreeInfo{.buffer = buffer, .bytes = 80});
}

void RecordedEvents(benchmark::State& state) {
  const Recorded recorded(state);
  const std::array<int64_t, 1> shape = {10};
  const std::array<int64_t, 1> strides = {8};
  const SourceLocation site = SourceLocation::Current();
  for (auto _ : state) {
    for (int64_t i = 0; i < kRounds / 4; ++i) SendFour(shape, strides, site);
  }
  state.SetItemsProcessed(state.iterations() * kRounds);
}
BENCHMARK(RecordedEvents)->UseRealTime()->Repetitions(5);

void SmallAdds(benchmark::State& state) {
  const Array<double> a = arange<double>(0.0, 10.0);
  const Array<double> b = arange<double>(0.0, 10.0);
  for (auto _ : state) {
    for (int64_t i = 0; i < kRounds; ++i) benchmark::DoNotOptimize(a + b);
  }
  state.SetItemsProcessed(state.iterations() * kRounds);
}
void SmallAddsAlone(benchmark::State& state) { SmallAdds(state); }
BENCHMARK(SmallAddsAlone)->UseRealTime()->Repetitions(5);
void SmallAddsRecorded(benchmark::State& state) {
  const Recorded recorded(state);
  SmallAdds(state);
}
BENCHMARK(SmallAddsRecorded)->UseRealTime()->Repetitions(5);

void Slices(benchmark::State& state) {
  const Array<double> a = arange<double>(0.0, 100.0);
  for (auto _ : state) {
    for (int64_t i = 0; i < kRounds; ++i) benchmark::DoNotOptimize(a[{Slice(10, 20)}]);
  }
  state.SetItemsProcessed(state.iterations() * kRounds);
}
void SlicesAlone(benchmark::State& state) { Slices(state); }
BENCHMARK(SlicesAlone)->UseRealTime()->Repetitions(5);
void SlicesRecorded(benchmark::State& state) {
  const Recorded recorded(state);
  Slices(state);
}
BENCHMARK(SlicesRecorded)->UseRealTime()->Repetitions(5);

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  return tidemark::bench_support::RunWithRatios(argc, argv,
                                                {{"RecordedEvents", "ClockFloor"},
                                                 {"SmallAddsRecorded", "SmallAddsAlone"},
                                                 {"SlicesRecorded", "SlicesAlone"}});
}
