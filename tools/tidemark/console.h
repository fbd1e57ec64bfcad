// Where the commands write: results to standard output or a file, errors to standard error.
//
// Produced for the commands; consumed by people, pipes and files.
//
// Threading: one thread.
// Errors: a closed pipe (`tidemark report run.json | head`) is no error; anything else
//   that keeps the output from being written is, a full disk among it.
#ifndef TIDEMARK_TOOLS_TIDEMARK_CONSOLE_H_
#define TIDEMARK_TOOLS_TIDEMARK_CONSOLE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tidemark::cli {

// Writes all of `text` to the file `path`, which is made or emptied; to standard output where
// `path` is empty or "-".
absl::Status WriteOutput(const std::string& path, absl::string_view text);

// "tidemark: MESSAGE" on standard error, cleaned of control characters.
void PrintError(absl::string_view message);

// Keeps a closed pipe from killing the process. Called once, by main.
void IgnoreBrokenPipes();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_CONSOLE_H_
