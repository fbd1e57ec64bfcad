#include "tidemark/registry.h"

#include "absl/strings/str_cat.h"
#include "tidemark/base/nearest.h"
#include "tidemark/baseline_command.h"
#include "tidemark/check_command.h"
#include "tidemark/convert_command.h"
#include "tidemark/diff_command.h"
#include "tidemark/explain_command.h"
#include "tidemark/export_command.h"
#include "tidemark/fit_command.h"
#include "tidemark/help_command.h"
#include "tidemark/live_command.h"
#include "tidemark/merge_command.h"
#include "tidemark/recover_command.h"
#include "tidemark/report_command.h"
#include "tidemark/run_command.h"
#include "tidemark/schema_command.h"
#include "tidemark/suppressions_command.h"

namespace tidemark::cli {

const std::vector<Command>& AllCommands() {
  static const std::vector<Command>& commands = *new std::vector<Command>{
      RunCommand(),     LiveCommand(),    ReportCommand(),   ExplainCommand(),      ExportCommand(),
      CheckCommand(),   DiffCommand(),    BaselineCommand(), FitCommand(),          MergeCommand(),
      ConvertCommand(), RecoverCommand(), SchemaCommand(),   SuppressionsCommand(), HelpCommand(),
  };
  return commands;
}

const Command* FindCommand(const std::string& name) {
  for (const Command& command : AllCommands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

std::string UnknownCommandMessage(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : AllCommands()) names.emplace_back(command.name);
  const std::string suggestion = DidYouMean(name, names);
  return absl::StrCat("unknown command '", name, "'",
                      suggestion.empty() ? "; 'tidemark help' lists them" : suggestion);
}

}  // namespace tidemark::cli
