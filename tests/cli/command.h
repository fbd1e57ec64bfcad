// Runs the built command as its users do: arguments, environment, standard streams, exit code.
//
// Threading: one thread at a time. Ownership: temporary files go with the process.
//
//   const Outcome outcome = Tidemark({"report", path});
//   EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
#ifndef TIDEMARK_TESTS_CLI_COMMAND_H_
#define TIDEMARK_TESTS_CLI_COMMAND_H_

#include <string>
#include <vector>

namespace tidemark::cli {

struct Outcome {
  int exit_code = -1;  // 128 + the signal, where one ended it
  std::string out;
  std::string err;
};

struct Surroundings {
  std::string input = {};                     // standard input
  std::vector<std::string> environment = {};  // "NAME=value", besides LANG=C.UTF-8 and PATH
  std::string output_path = {};               // where standard output goes, if not into Outcome
};

Outcome Tidemark(const std::vector<std::string>& arguments, const Surroundings& surroundings = {});

// A shell command in which $TIDEMARK is the built command.
Outcome Shell(const std::string& command);

// A new file of this content; its path ends in `name`.
std::string WriteTemp(const std::string& name, const std::string& content);

std::string ReadAll(const std::string& path);

// The fixed example of the trace's contract.
std::string ExamplePath();

// Lines that begin a trace and define sites 1 (a.cc:10 load) and 2 (a.cc:20 work).
std::string Head();

}  // namespace tidemark::cli

#endif  // TIDEMARK_TESTS_CLI_COMMAND_H_
