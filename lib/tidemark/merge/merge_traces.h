// Several traces as one report: the ranks of a parallel program, runs of one or of different programs,
// or the pieces of one trace.
//
// Consumes files; its consumers are the formats of `tidemark merge` (merge_formats.h).
//
// Pieces of one trace (capture.piece of their heads, shard_writer.h) are read one after the other as
// that trace, so that the report of all of them is that of the whole. Runs are analysed each for
// itself and added up (merge_reports.h). Those that share a clock (capture.clock) are read side by
// side in the order of time, so that the peak of all together is exact; of others it has bounds.
//
// Errors: InvalidArgument for traces that cannot be merged: a file or a run that is given twice,
//   pieces that are missing; else those of the analysis. All name the file.
// Memory: what the analysis of the traces that share a clock takes, at one time.
// Threading: calls are independent of each other.
#ifndef TIDEMARK_MERGE_MERGE_TRACES_H_
#define TIDEMARK_MERGE_MERGE_TRACES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/merge/merge_reports.h"

namespace tidemark::merge {

// One run, of one file or of several pieces.
struct MergedRun {
  std::vector<std::string> files;
  std::string program;
  std::string run;
  std::string host;
  int64_t pid = 0;
  int64_t events = 0;
  int64_t peak_bytes = 0;  // its own
  std::string clock;       // empty: unknown
};

struct MergedReport {
  Sum sum;
  std::vector<MergedRun> runs;     // by start, host, pid
  std::vector<std::string> notes;  // what whoever reads the figures should know; sentences
};

// At least one path.
absl::StatusOr<MergedReport> MergeTraces(const std::vector<std::string>& paths,
                                         const analysis::AnalyzeOptions& options = {});

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_MERGE_TRACES_H_
