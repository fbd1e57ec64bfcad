#include "tests/cli/command.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_folder.h"

namespace tidemark::cli {
namespace {

// A directory that is removed when the test program ends.
class TempDirectory {
 public:
  std::string NewPath(const std::string& name) {
    const std::string folder = folder_.File(absl::StrCat(++count_));
    std::filesystem::create_directory(folder);
    return absl::StrCat(folder, "/", name);
  }

  std::string path() const { return folder_.path().string(); }

 private:
  test_support::TempFolder folder_;
  int count_ = 0;
};

TempDirectory& Temp() {
  static TempDirectory directory;
  return directory;
}

Outcome Spawn(std::vector<std::string> command, const Surroundings& surroundings) {
  const std::string in = WriteTemp("in", surroundings.input);
  const std::string out =
      surroundings.output_path.empty() ? WriteTemp("out", "") : surroundings.output_path;
  const std::string err = WriteTemp("err", "");
  std::vector<std::string> environment = surroundings.environment;
  environment.insert(environment.begin(), {"LANG=C.UTF-8", "PATH=/usr/bin:/bin"});
  environment.push_back("TIDEMARK=" TIDEMARK_BINARY);
  environment.push_back("TMPDIR=" + Temp().path());

  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (std::string& variable : environment) envp.push_back(variable.data());
  envp.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_APPEND, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_APPEND, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  Outcome outcome;
  if (failed != 0) {
    ADD_FAILURE() << "cannot start " << argv[0];
    return outcome;
  }
  int status = 0;
  waitpid(child, &status, 0);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (surroundings.output_path.empty()) outcome.out = ReadAll(out);
  outcome.err = ReadAll(err);
  return outcome;
}

}  // namespace

Outcome Tidemark(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::vector<std::string> command = {TIDEMARK_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Spawn(std::move(command), surroundings);
}

Outcome Shell(const std::string& command) { return Spawn({"/bin/bash", "-c", command}, {}); }

std::string WriteTemp(const std::string& name, const std::string& content) {
  const std::string path = Temp().NewPath(name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string ExamplePath() { return TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson"; }

std::string Head() {
  return R"({"ev":"trace","version":1,"program":"test"}
{"ev":"site","site":1,"file":"a.cc","line":10,"function":"load"}
{"ev":"site","site":2,"file":"a.cc","line":20,"function":"work"}
)";
}

}  // namespace tidemark::cli
