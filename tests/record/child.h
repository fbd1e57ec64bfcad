// Runs the test's child program, or any other, and returns its exit status and output.
//
//   ChildResult result = RunChild({"allocate", "10"}, {{"TIDEMARK_TRACE", path}});
//   EXPECT_EQ(result.exit_code, 0);
#ifndef TIDEMARK_TESTS_RECORD_CHILD_H_
#define TIDEMARK_TESTS_RECORD_CHILD_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/record/trace_files.h"

namespace tidemark::test_support {

struct ChildResult {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  pid_t pid = 0;
  std::string output;
  std::string errors;
};

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// Starts `command` with its output in two files of `folder`. `prepare` runs in the child.
inline pid_t StartProgram(const std::vector<std::string>& command,
                          const std::map<std::string, std::string>& environment,
                          const TempFolder& folder, const std::function<void()>& prepare = {}) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const std::string out = folder.File("stdout");
  const std::string err = folder.File("stderr");
  const pid_t pid = fork();
  if (pid != 0) return pid;
  dup2(open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), 1);
  dup2(open(err.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), 2);
  unsetenv("TIDEMARK_TRACE");
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  if (prepare) prepare();
  execvp(arguments[0], arguments.data());
  _exit(127);
}

inline ChildResult RunProgram(const std::vector<std::string>& command,
                              const std::map<std::string, std::string>& environment = {},
                              const std::function<void()>& prepare = {}) {
  const TempFolder folder;
  ChildResult result;
  result.pid = StartProgram(command, environment, folder, prepare);
  int status = 0;
  waitpid(result.pid, &status, 0);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.output = ReadFile(folder.File("stdout"));
  result.errors = ReadFile(folder.File("stderr"));
  return result;
}

#ifdef TIDEMARK_RECORD_CHILD
inline ChildResult RunChild(std::vector<std::string> arguments,
                            const std::map<std::string, std::string>& environment = {},
                            const std::function<void()>& prepare = {}) {
  arguments.insert(arguments.begin(), TIDEMARK_RECORD_CHILD);
  return RunProgram(arguments, environment, prepare);
}
#endif

}  // namespace tidemark::test_support

#endif  // TIDEMARK_TESTS_RECORD_CHILD_H_
