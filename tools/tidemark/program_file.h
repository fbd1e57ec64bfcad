// Looks at a program before it is run: where its file is, and whether a library can be preloaded.
//
// Consumed by `tidemark run`, so that a program which would silently not be recorded is an error.
//
// Errors: NotFound; FailedPrecondition for a program that ignores LD_PRELOAD.
#ifndef TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_
#define TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tidemark::cli {

// As execvp would find it.
absl::StatusOr<std::string> FindProgramFile(const std::string& name);

// A script is judged by nothing: its interpreter is another program.
absl::Status CheckCanBePreloaded(const std::string& file);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_
