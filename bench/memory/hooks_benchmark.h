// The code under measurement, once with the hooks compiled in and once with them compiled out.
//
// An "event" is what a view or a small allocation does: two stores that the compiler cannot remove,
// and the report of them.
#ifndef TIDEMARK_BENCH_MEMORY_HOOKS_BENCHMARK_H_
#define TIDEMARK_BENCH_MEMORY_HOOKS_BENCHMARK_H_

#include <cstdint>

struct Work {
  int64_t first = 0;
  int64_t second = 0;
};

// `events` times: the stores, then the report of an allocation.
void WorkWithHooksCompiledOut(Work* work, int64_t events);

#endif  // TIDEMARK_BENCH_MEMORY_HOOKS_BENCHMARK_H_
