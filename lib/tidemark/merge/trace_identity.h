// Which run a trace is of, by which clock it counts, and whether it is a piece of a trace that was
// cut: what the head says, before anything else is read.
//
// Consumed by MergeTraces(), which tells ranks, runs and pieces apart.
//
// Ownership: values. Errors: those of the reader. Threading: calls are independent.
#ifndef TIDEMARK_MERGE_TRACE_IDENTITY_H_
#define TIDEMARK_MERGE_TRACE_IDENTITY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze_together.h"
#include "tidemark/analysis/model/capture.h"

namespace tidemark::merge {

struct TraceIdentity {
  std::string path;
  std::string program;
  std::string run;  // empty: the trace does not say, and no other is known to be the same
  std::string host;
  int64_t pid = 0;
  int64_t start_unix_ns = 0;
  std::string clock_id;  // empty: unknown
  analysis::TraceClock clock;
  int64_t sample_bytes = 0;
  std::optional<analysis::TracePiece> piece;  // absent: the whole trace

  // Of one process's one recording.
  bool SameRun(const TraceIdentity& other) const;
};

// Reads the first event. A trace without a head has an identity without a run.
absl::StatusOr<TraceIdentity> ReadIdentity(const std::string& path);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_TRACE_IDENTITY_H_
