// A trace as rows for databases, in files of so many rows each.
//
// Consumes a trace file; its consumers are whatever reads newline-delimited JSON (tools/sql), and
// tidemark itself: each shard is a trace of JSON lines, and together they are the trace that was
// cut (merge_traces.h). The README says which keys the rows have.
//
// The trace is read twice, for the places of its events are known at its end only.
//
// Memory: that of the analysis. Errors: those of the reader and of the sink (ShardSink::failed tells them
//   apart), with names. InvalidArgument for a trace that is a piece itself.
// Threading: calls are independent of each other.
//
//   TIDEMARK_ASSIGN_OR_RETURN(trace::ShardPaths paths, RowPaths("run.ndjson.zst", /*numbered=*/true));
//   trace::ShardFiles files(std::move(paths), "run.tmk");
//   TIDEMARK_RETURN_IF_ERROR(WriteShards("run.tmk", 1000000, {}, &files));
//   TIDEMARK_RETURN_IF_ERROR(files.Commit());
#ifndef TIDEMARK_MERGE_SHARD_WRITER_H_
#define TIDEMARK_MERGE_SHARD_WRITER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/io/shard_sink.h"

namespace tidemark::merge {

// "out/run.ndjson.zst" is called so, or, `numbered`, out/run-00000.ndjson.zst and so on. InvalidArgument
// where the name does not end in .json, .ndjson or .jsonl, perhaps with .gz or .zst behind it.
absl::StatusOr<trace::ShardPaths> RowPaths(const std::string& path, bool numbered);

// `events_per_shard`: rows of each, definitions among them; 0: all in one. `losses`, if given: what of the
// trace is in no row (bad lines, unknown events, its end ...), and nothing else of its summary.
absl::Status WriteShards(const std::string& trace, int64_t events_per_shard,
                         const analysis::AnalyzeOptions& analyze, trace::ShardSink* out,
                         analysis::TraceSummary* losses = nullptr);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_SHARD_WRITER_H_
