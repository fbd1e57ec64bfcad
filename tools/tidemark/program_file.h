// Finds the file of a program that is to be run.
//
// Consumed by `tidemark run`, which looks at the file before it runs it.
//
// Threading: pure but for the file system. Errors: NotFound.
#ifndef TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_
#define TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace tidemark::cli {

// As execvp would find it.
absl::StatusOr<std::string> FindProgramFile(const std::string& name);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_PROGRAM_FILE_H_
