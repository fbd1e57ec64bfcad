// Large traces with a known shape, for measuring what their analysis takes.
//
// Made by MakeTrace for the benchmarks of the analysis; written by a trace writer, and those of the
// heap also in the text that heaptrack_print reads, so that both work on one history.
//
// Deterministic: equal arguments give equal traces.
#ifndef TIDEMARK_BENCH_ANALYSIS_MADE_TRACE_H_
#define TIDEMARK_BENCH_ANALYSIS_MADE_TRACE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace tidemark::bench {

// What a trace is to be like. Events are counted, not definitions.
struct TraceShape {
  // heap: blocks that come and go, `live` of them at a time. grown: `events`/2 blocks that are all
  // made and then all freed. leaked: blocks that are made and never freed. array: arrays, views and
  // copies, of which seven in ten are never freed. steady: the same with `live` arrays at a time.
  std::string kind = "heap";
  int64_t events = 1'000'000;
  int64_t live = 512;
  int64_t sites = 64;  // of the heap: call stacks of 16 frames
  int64_t threads = 1;
};

// `path` ends as trace::CreateTrace wants it, or in ".heaptrack" (kinds of the heap only).
absl::Status MakeTrace(const TraceShape& shape, const std::string& path);

}  // namespace tidemark::bench

#endif  // TIDEMARK_BENCH_ANALYSIS_MADE_TRACE_H_
