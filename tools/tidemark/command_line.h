// Reads a verb's arguments and words what is wrong with them.
//
// Consumes the options that a verb declared with CLI11 (compiled in as a precompiled header);
// produces either their values or a message with the nearest option there is.
//
// Threading: one thread.
// Errors: InvalidArgument, for exit code 2.
//
//   CLI::App app("Shows what a trace holds.");
//   app.add_option("--width", width, "columns");
//   TIDEMARK_RETURN_IF_ERROR(ParseArguments("report", arguments, app));
#ifndef TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_
#define TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}  // namespace CLI

namespace tidemark::cli {

// Cancelled means that --help was asked for; the caller prints the help and is fine.
absl::Status ParseArguments(const std::string& verb, const std::vector<std::string>& arguments,
                            CLI::App& app);

// InvalidArgument, with the nearest one, unless `value` is one of `allowed`.
absl::Status CheckChoice(const std::string& what, const std::string& value,
                         const std::vector<std::string>& allowed);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_
