#include "tidemark/help_command.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/console.h"
#include "tidemark/registry.h"

namespace tidemark::cli {
namespace {

std::string Overview() {
  std::string text =
      "tidemark shows where an array program's memory goes, from a trace of its run.\n\n"
      "Usage: tidemark VERB [arguments]\n\n"
      "  TIDEMARK_TRACE=run.json ./program   records a trace\n"
      "  tidemark report run.json            shows it\n"
      "  tidemark check run.json --limit 'peak_bytes <= 64MiB'\n\n"
      "Verbs:\n";
  for (const Command& command : AllCommands()) {
    absl::StrAppend(&text, absl::StrFormat("  %-8s %s\n", command.name, command.summary));
  }
  absl::StrAppend(&text,
                  "\n'tidemark help VERB' explains one; 'tidemark --version' prints the version.\n"
                  "Exit codes: 0 fine, 1 over a limit, 2 wrong usage, 3 unreadable trace,\n"
                  "4 nothing was judged.\n");
  return text;
}

std::string Help() {
  return "Usage: tidemark help [VERB]\n\nHow to use the command, or one of its verbs.\n";
}

ExitCode Print(const std::string& text) {
  const absl::Status written = WriteOutput("", text);
  if (written.ok()) return ExitCode::kOk;
  PrintError(written.message());
  return ExitCode::kUsage;
}

ExitCode Run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return Print(Overview());
  if (arguments[0] == "--help" || arguments[0] == "-h") return Print(Help());
  if (arguments.size() > 1) {
    PrintError(absl::StrCat("help: unexpected argument '", arguments[1], "'"));
    return ExitCode::kUsage;
  }
  const Command* command = FindCommand(arguments[0]);
  if (command == nullptr) {
    PrintError(UnknownCommandMessage(arguments[0]));
    return ExitCode::kUsage;
  }
  return Print(command->help());
}

}  // namespace

Command HelpCommand() { return {"help", "how to use a verb", Run, Help}; }

}  // namespace tidemark::cli
