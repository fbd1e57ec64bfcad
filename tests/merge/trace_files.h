// Files of traces for the tests of merging: with a head that says which run they are of, whole or
// cut into pieces.
#ifndef TIDEMARK_TESTS_MERGE_TRACE_FILES_H_
#define TIDEMARK_TESTS_MERGE_TRACE_FILES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/analysis/trace_script.h"
#include "tests/support/temp_folder.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/merge/merge_traces.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::merge {

struct RunHead {
  std::string program = "prog";
  std::string run = "r1";
  std::string host = "h";
  int64_t pid = 7;
  int64_t start_unix_ns = 1000;
  std::string clock = {};  // JSON; empty: none
  int64_t sample_bytes = 0;
};

// Writes the head and the events of the script but its own heads.
void WriteTrace(const std::string& path, const RunHead& head, const analysis::TraceScript& script);

// The events, numbered without heads, before `cuts[0]`, then those before `cuts[1]`, …, and the rest:
// the paths of the pieces.
std::vector<std::string> WritePieces(const test_support::TempFolder& folder, const RunHead& head,
                                     const analysis::TraceScript& script,
                                     const std::vector<size_t>& cuts);

// The trace as rows in files (WriteShards), and their paths; the first error of those who take part.
absl::StatusOr<std::vector<std::string>> WriteShardFiles(const std::string& trace,
                                                         const std::string& output,
                                                         int64_t events_per_shard);

// How many events and definitions a script has besides heads.
size_t CountOf(const analysis::TraceScript& script);

// Everything that a report says but its files' names, as text to be compared.
std::string Figures(analysis::Report report);

// Merged, or a failed test.
MergedReport Merged(const std::vector<std::string>& paths);
// The message of the error that merging them gives.
std::string MergeError(const std::vector<std::string>& paths);

}  // namespace tidemark::merge

#endif  // TIDEMARK_TESTS_MERGE_TRACE_FILES_H_
