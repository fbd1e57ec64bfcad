// The same loop as in hooks_benchmark.cc, built as -DTIDEMARK_HOOKS=OFF builds it. The namespace is
// renamed so that both configurations can stand in one program.
#undef TIDEMARK_HOOKS
#define TIDEMARK_HOOKS 0
#define tidemark tidemark_compiled_out
#include "tidemark/memory/hooks.h"
#undef tidemark

#include <benchmark/benchmark.h>

#include "bench/memory/hooks_benchmark.h"

void WorkWithHooksCompiledOut(Work* work, int64_t events) {
  namespace tm = tidemark_compiled_out;
  for (int64_t i = 0; i < events; ++i) {
    benchmark::DoNotOptimize(work->first = i);
    benchmark::DoNotOptimize(work->second = i);
    if (tm::HooksActive()) {
      tm::Notify(&tm::MemoryObserver::OnAlloc, tm::AllocInfo{.address = work, .bytes = i});
    }
  }
}
