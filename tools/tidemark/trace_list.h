// The traces in a folder, and which is which: what program and process each is of, and its size.
//
// Used by `tidemark report FOLDER`. Of each file that is named like a trace the first event is read.
// A file of JSON whose first event is none of a trace is no trace and is left out; a .tmk that cannot
// be read is listed with the reason.
//
// Threading: one thread. Errors: NotFound where the folder has no trace.
#ifndef TIDEMARK_TOOLS_TIDEMARK_TRACE_LIST_H_
#define TIDEMARK_TOOLS_TIDEMARK_TRACE_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tidemark::cli {

struct ListedTrace {
  std::string file;
  int64_t bytes = 0;
  std::string run;  // the same for all processes of one `tidemark run`
  std::string program;
  int64_t pid = 0;
  int64_t ppid = 0;
  std::vector<std::string> arguments;
  std::string problem;  // why it cannot be read; then only `file` and `bytes` are known
};

// Of one file.
absl::StatusOr<ListedTrace> DescribeTrace(const std::string& file);

// The largest first.
absl::StatusOr<std::vector<ListedTrace>> ListTraces(const std::string& folder);

std::string TraceListText(const std::vector<ListedTrace>& traces);
std::string TraceListJson(const std::vector<ListedTrace>& traces);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_TRACE_LIST_H_
