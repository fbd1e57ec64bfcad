// What a merged report (JSON) stands for among the inputs of a merge: the traces that it names.
//
// A peak cannot be added up from reports, so these traces are read again, and merging what was merged
// gives what merging all at once gives.
//
// Errors: InvalidArgument for a report that is none of several traces.
#ifndef TIDEMARK_MERGE_MERGED_INPUTS_INTERNAL_H_
#define TIDEMARK_MERGE_MERGED_INPUTS_INTERNAL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tidemark::merge {

// `paths`, with the traces of merged reports in place of these.
absl::StatusOr<std::vector<std::string>> ExpandMerged(const std::vector<std::string>& paths);

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_MERGED_INPUTS_INTERNAL_H_
