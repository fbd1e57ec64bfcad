// A trace as rows for databases, in files of so many rows each.
//
// Consumes a trace file; its consumers are whatever reads newline-delimited JSON (tools/sql), and
// tidemark itself: each shard is a trace of JSON lines, and together they are the trace that was
// cut (merge_traces.h). The README says which keys the rows have.
//
// The trace is read twice, for the places of its events are known at its end only.
//
// Memory: that of the analysis. Errors: those of the reader and of the files that are written, with
//   their names; AlreadyExists where a further shard is left from an earlier time.
// Threading: calls are independent of each other.
#ifndef TIDEMARK_MERGE_SHARD_WRITER_H_
#define TIDEMARK_MERGE_SHARD_WRITER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"

namespace tidemark::merge {

struct ShardOptions {
  // .json, .ndjson or .jsonl, perhaps with .gz or .zst behind it.
  std::string output;
  // "out/run.ndjson.zst" makes out/run-00000.ndjson.zst and so on, of so many rows each; definitions
  // count as well. 0: all in `output` itself.
  int64_t events_per_shard = 0;
};

// The paths of the shards, in their order.
absl::StatusOr<std::vector<std::string>> WriteShards(const std::string& trace,
                                                     const ShardOptions& options,
                                                     const analysis::AnalyzeOptions& analyze = {});

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_SHARD_WRITER_H_
