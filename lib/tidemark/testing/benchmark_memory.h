// Fills the memory fields of Google Benchmark's results: allocs_per_iter, max_bytes_used,
// total_allocated_bytes, net_heap_growth.
//
// Registered by a benchmark program's main; called by Google Benchmark 1.7.1 or later, which runs
// each benchmark once more for it, outside of the measured time. Needs benchmark; the library
// itself does not.
//
// Ownership: the manager is borrowed by Google Benchmark while benchmarks run.
// Units: max_bytes_used is the peak of what was allocated in that run, total_allocated_bytes is of
//   all its iterations, net_heap_growth is what of it was live at the end.
// Errors: std::runtime_error when memory cannot be measured (measure.h), rather than zeros.
//
//   int main(int argc, char** argv) {
//     tidemark::testing::BenchmarkMemoryManager memory;
//     benchmark::RegisterMemoryManager(&memory);
//     benchmark::Initialize(&argc, argv);
//     benchmark::RunSpecifiedBenchmarks();
//     benchmark::RegisterMemoryManager(nullptr);
//   }
#ifndef TIDEMARK_TESTING_BENCHMARK_MEMORY_H_
#define TIDEMARK_TESTING_BENCHMARK_MEMORY_H_

#include <benchmark/benchmark.h>

#include <optional>

#include "tidemark/testing/measure.h"
#include "tidemark/testing/measurement.h"

namespace tidemark::testing {

// The functions are not marked as overrides: which of the two Stop the base class has depends on
// the version of Google Benchmark.
class BenchmarkMemoryManager : public benchmark::MemoryManager {
 public:
  virtual void Start() {  // NOLINT(modernize-use-override)
    running_.emplace();
    measurement_internal::ThrowOnProblem(running_->problem());
  }

  virtual void Stop(Result& result) {  // NOLINT(modernize-use-override)
    const Measurement measurement = running_->Stop();
    running_.reset();
    measurement_internal::ThrowOnProblem(measurement.problem);
    result.num_allocs = measurement.alloc_count;
    result.max_bytes_used = measurement.peak_bytes;
    result.total_allocated_bytes = measurement.alloc_bytes;
    result.net_heap_growth = measurement.live_end_bytes;
  }

  virtual void Stop(Result* result) { Stop(*result); }  // NOLINT(modernize-use-override)

 private:
  std::optional<RunningMeasurement> running_;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_TESTING_BENCHMARK_MEMORY_H_
