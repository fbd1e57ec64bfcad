// tidemark: the command. Finds the verb and runs it; the verbs are in registry.cc.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/nearest.h"
#include "tidemark/console.h"
#include "tidemark/exit_code.h"
#include "tidemark/interruption.h"
#include "tidemark/registry.h"

namespace tidemark::cli {
namespace {

ExitCode Version() {
  const absl::Status written = WriteOutput("", "tidemark " TIDEMARK_VERSION "\n");
  if (written.ok()) return ExitCode::kOk;
  PrintError(written.message());
  return ExitCode::kUsage;
}

ExitCode Main(const std::vector<std::string>& arguments) {
  IgnoreBrokenPipes();
  CleanUpWhenInterrupted();
  if (arguments.empty()) {
    PrintError("no command given; 'tidemark help' lists them");
    return ExitCode::kUsage;
  }
  const std::string& verb = arguments[0];
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (verb == "--version") return Version();
  if (verb == "--help" || verb == "-h") return FindCommand("help")->run(rest);
  if (verb[0] == '-') {
    const std::string suggestion = DidYouMean(verb, {"--help", "--version"});
    PrintError(absl::StrCat("unknown option '", verb, "'",
                            suggestion.empty() ? "; see 'tidemark help'" : suggestion));
    return ExitCode::kUsage;
  }
  const Command* command = FindCommand(verb);
  if (command == nullptr) {
    PrintError(UnknownCommandMessage(verb));
    return ExitCode::kUsage;
  }
  return command->run(rest);
}

}  // namespace
}  // namespace tidemark::cli

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + (argc > 0 ? argc : 1));
  return static_cast<int>(tidemark::cli::Main(arguments));
}
