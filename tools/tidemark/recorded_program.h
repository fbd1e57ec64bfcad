// Runs the program that is to be recorded, as a child, and ends as it ended.
//
// Used by `tidemark run`, which has something to do when the program is over: put the rest of a
// killed program's events into its trace, and say what went wrong.
//
// The program belongs to the same process group and terminal. What a terminal sends goes to both;
// signals that somebody sends to this process alone are passed on. If this process is killed, so is
// the program.
//
// Threading: one thread. Errors: a program that cannot be executed is a status.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const ProgramEnd end, RunProgram(arguments, [](pid_t) {}));
//   ... end.pid ...
//   EndLike(end);
#ifndef TIDEMARK_TOOLS_TIDEMARK_RECORDED_PROGRAM_H_
#define TIDEMARK_TOOLS_TIDEMARK_RECORDED_PROGRAM_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tidemark::cli {

struct ProgramEnd {
  pid_t pid = 0;
  int wait_status = 0;  // as of waitpid
};

// `prepare` runs in the child, just before the program takes its place.
absl::StatusOr<ProgramEnd> RunProgram(const std::vector<std::string>& arguments,
                                      const std::function<void()>& prepare);

// Exits with the program's code, or dies of the signal that it died of.
[[noreturn]] void EndLike(const ProgramEnd& end);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_RECORDED_PROGRAM_H_
