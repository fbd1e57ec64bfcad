// What the command's exit status says. The numbers are a contract with scripts and CI.
//
// Produced by the commands; consumed by the shell.
// Threading: pure functions.
#ifndef TIDEMARK_TOOLS_TIDEMARK_EXIT_CODE_H_
#define TIDEMARK_TOOLS_TIDEMARK_EXIT_CODE_H_

#include "absl/status/status.h"

namespace tidemark::cli {

enum class ExitCode : int {
  kOk = 0,
  kOverLimit = 1,      // findings over a limit
  kUsage = 2,          // wrong usage or configuration, or the output could not be written
  kUnreadable = 3,     // a trace cannot be read, is not supported, or may not be judged
  kNothingJudged = 4,  // no events, or no limit
};

// Of an error that reading or analysing a trace gave.
ExitCode ExitCodeOf(const absl::Status& status);

// The graver of two: unreadable, usage, over a limit, nothing judged, ok.
ExitCode MoreSevere(ExitCode a, ExitCode b);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_EXIT_CODE_H_
