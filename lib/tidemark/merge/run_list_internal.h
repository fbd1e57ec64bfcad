// The runs that the files given to MergeTraces() are of, and in what order they are read.
//
// Errors: InvalidArgument where a file or a run is there twice, or a piece is missing.
#ifndef TIDEMARK_MERGE_RUN_LIST_INTERNAL_H_
#define TIDEMARK_MERGE_RUN_LIST_INTERNAL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tidemark/merge/trace_identity.h"

namespace tidemark::merge {

// The files of one run: a trace, or its pieces in their order.
using RunFiles = std::vector<TraceIdentity>;

// Sorted by start, host, pid, run and path, whatever the order of the inputs. A merged report stands
// for its traces.
absl::StatusOr<std::vector<RunFiles>> ListRuns(const std::vector<std::string>& inputs);

// Those of one clock together; each run whose clock is unknown by itself. Numbers of `runs`.
std::vector<std::vector<size_t>> GroupByClock(const std::vector<RunFiles>& runs);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_RUN_LIST_INTERNAL_H_
