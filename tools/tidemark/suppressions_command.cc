#include "tidemark/suppressions_command.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/analysis/rules/builtin_suppressions.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"

namespace tidemark::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string format = "text";
};

CommandLine Declare(Options* options) {
  CommandLine line("suppressions",
                   "Lists what is live at the end of a program and yet no leak, and why.");
  line.Option("--format", &options->format, "text (default) or json");
  return line;
}

constexpr char kHelp[] = R"(
What one of these functions makes is kept by its library, whoever called it; report and check list it
as live at exit. --no-builtin-suppressions of theirs counts it as leaks, and --suppressions FILE adds
your own, in LeakSanitizer's format:
  leak:PATTERN    found in the function, file or library of any frame of the stack;
                  * is any text, ^ and $ are the beginning and the end
)";

std::string Help() {
  Options options;
  return Declare(&options).Help() + kHelp;
}

std::vector<std::string> Words(absl::string_view list) {
  return absl::StrSplit(list, ' ', absl::SkipEmpty());
}

// "   in libc.so*: setlocale _nl_*", over as many lines as it takes.
void AppendWords(const std::string& start, absl::string_view list, std::string* text) {
  constexpr size_t kWidth = 100;
  std::string line = start;
  for (const std::string& word : Words(list)) {
    if (line.size() + 1 + word.size() > kWidth) {
      absl::StrAppend(text, line, "\n");
      line = "   ";
    }
    absl::StrAppend(&line, " ", word);
  }
  absl::StrAppend(text, line, "\n");
}

void AppendRow(const analysis::BuiltinSuppression& row, std::string* text) {
  absl::StrAppend(text, row.name, "\n");
  AppendWords(" ", row.reason, text);
  AppendWords("  in", row.modules, text);
  if (row.functions == "*") return;
  AppendWords(row.only_what_it_calls ? "  what is called by" : "  made by", row.functions, text);
}

Json RowJson(const analysis::BuiltinSuppression& row) {
  return {{"name", row.name},
          {"reason", row.reason},
          {"modules", Words(row.modules)},
          {"functions", Words(row.functions)},
          {"only_what_it_calls", row.only_what_it_calls}};
}

std::string List(const Options& options) {
  Json json = Json::array();
  std::string text;
  const auto add = [&](const analysis::BuiltinSuppression& row) {
    json.push_back(RowJson(row));
    AppendRow(row, &text);
  };
  for (const analysis::BuiltinSuppression& row : analysis::BuiltinSuppressions()) add(row);
  add(analysis::kInstalledCode);
  if (options.format == "text") return text;
  const Json document = {{"schema", "tidemark-suppressions/1"}, {"builtin", std::move(json)}};
  return document.dump(2) + "\n";
}

ExitCode Run(const std::vector<std::string>& arguments) {
  Options options;
  CommandLine line = Declare(&options);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    return WriteOutput("", Help()).ok() ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (status.ok()) status = CheckChoice("format", options.format, {"text", "json"});
  if (status.ok()) status = WriteOutput("", List(options));
  if (status.ok()) return ExitCode::kOk;
  PrintError(status.message());
  return ExitCode::kUsage;
}

}  // namespace

Command SuppressionsCommand() {
  return {"suppressions", "list what is live at exit and no leak, and why", Run, Help};
}

}  // namespace tidemark::cli
