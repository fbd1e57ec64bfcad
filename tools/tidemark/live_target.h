// What `tidemark live` looks at: the trace of a running process, or a file.
//
// A process is found by the files that it has open: of those, the trace is the one beside which a ring
// file lies (PATH.ring). `tidemark run` itself records nothing; its child is meant then.
//
// Threading: one thread. Errors: NotFound, where there is no such process; PermissionDenied,
// where its files may not be looked at; FailedPrecondition, where it is not recorded, or has finished.
//
//   TIDEMARK_ASSIGN_OR_RETURN(LiveTarget target, FindLiveTarget("4711"));
#ifndef TIDEMARK_TOOLS_TIDEMARK_LIVE_TARGET_H_
#define TIDEMARK_TOOLS_TIDEMARK_LIVE_TARGET_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace tidemark::cli {

struct LiveTarget {
  std::string trace;
  int pid = 0;  // 0: unknown, or the trace is complete
};

// `what`: the number of a process, or a path. A file whose name is a number is meant by "./4711";
// whoever opens it says if it is not there.
absl::StatusOr<LiveTarget> FindLiveTarget(const std::string& what);

// Whether the target's program is still recording.
bool IsRunning(const LiveTarget& target);

// What the process has resident; 0: unknown.
int64_t ResidentBytes(int pid);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_LIVE_TARGET_H_
