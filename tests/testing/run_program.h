// Runs a program of tests/testing/programs and keeps what it says.
#ifndef TIDEMARK_TESTS_TESTING_RUN_PROGRAM_H_
#define TIDEMARK_TESTS_TESTING_RUN_PROGRAM_H_

#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace tidemark::test_support {

struct ProgramOutcome {
  int exit_code = -1;       // -1: it did not exit by itself
  std::string output = {};  // standard output and error
};

// `command` is for the shell: "FAIL_ON_LEAK=1 program --argument".
inline ProgramOutcome RunProgram(const std::string& command) {
  ProgramOutcome outcome;
  std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  char part[4096];
  for (size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;) {
    outcome.output.append(part, n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

// "tests/testing/programs/x.cc:12" of the first line of that program's source that holds `text`.
inline std::string PlaceInProgram(const std::string& source, const std::string& text) {
  const std::string path = "tests/testing/programs/" + source;
  std::ifstream file(TIDEMARK_TEST_DATA_DIR "/../testing/programs/" + source);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.find(text) != std::string::npos) return path + ":" + std::to_string(number);
  }
  return "no line of " + path + " holds " + text;
}

}  // namespace tidemark::test_support

#endif  // TIDEMARK_TESTS_TESTING_RUN_PROGRAM_H_
