// The processes that a program has left behind when it ended: it became a daemon.
//
// Asked by `tidemark run` when it did not record children, so that it can say where the work went.
//
// A process is known by its first environment, which the children of a fork share: it has a variable
// with a value that no other run has. What a child has executed since is another program and is
// none of these.
//
// Threading: one thread. Errors: none; what cannot be read is left out.
#ifndef TIDEMARK_TOOLS_TIDEMARK_SURVIVORS_H_
#define TIDEMARK_TOOLS_TIDEMARK_SURVIVORS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::cli {

struct Survivor {
  int64_t pid = 0;
  std::string program;  // as /proc/PID/comm has it
};

// Those whose environment has the entry "NAME=VALUE", by pid.
std::vector<Survivor> FindSurvivors(absl::string_view entry);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_SURVIVORS_H_
