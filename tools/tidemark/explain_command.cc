#include "tidemark/explain_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/rules/rule_table.h"
#include "tidemark/base/nearest.h"
#include "tidemark/command_line.h"
#include "tidemark/console.h"
#include "tidemark/report/finding_words.h"
#include "tidemark/report/line.h"

namespace tidemark::cli {
namespace {

constexpr size_t kColumns = 80;

CommandLine Declare(std::string* rule) {
  CommandLine line("explain",
                   "Explains what a rule finds: its meaning, how to mend it, when not to.");
  line.Option("RULE", rule, "the rule, as reports name it; without, all are listed");
  return line;
}

std::string Help() {
  std::string rule;
  return Declare(&rule).Help();
}

void AppendWrapped(absl::string_view text, size_t indent, std::string* out) {
  for (const std::string& row : report::WrapWords(std::string(text), kColumns - indent)) {
    absl::StrAppend(out, std::string(indent, ' '), row, "\n");
  }
}

absl::string_view FirstSentence(absl::string_view text) {
  const size_t end = text.find(". ");
  return end == absl::string_view::npos ? text : text.substr(0, end + 1);
}

std::string ListRules() {
  std::string text =
      "The rules, in their order: a copy counts under the first that it matches.\n\n";
  for (const analysis::Rule* rule : analysis::Rules()) {
    absl::StrAppend(&text, rule->name, " (", report::SeverityName(rule->severity), ")\n");
    AppendWrapped(FirstSentence(rule->explanation.meaning), 2, &text);
  }
  absl::StrAppend(&text, "\n'tidemark explain RULE' shows how to mend it, and when not to.\n");
  return text;
}

void AppendCode(absl::string_view title, absl::string_view code, std::string* text) {
  absl::StrAppend(text, "  ", title, "\n");
  for (const absl::string_view row : absl::StrSplit(code, '\n')) {
    absl::StrAppend(text, row.empty() ? "" : "      ", row, "\n");
  }
}

std::string Explain(const analysis::Rule& rule) {
  const analysis::Explanation& words = rule.explanation;
  std::string text = absl::StrCat(rule.name, " (", report::SeverityName(rule.severity), ")\n\n");
  AppendWrapped(words.meaning, 0, &text);
  absl::StrAppend(&text, "\nIn C++\n");
  AppendCode("before:", words.before, &text);
  AppendCode("after:", words.after, &text);
  if (!words.numpy_before.empty()) {
    absl::StrAppend(&text, "\nIn NumPy\n");
    AppendCode("before:", words.numpy_before, &text);
    AppendCode("after:", words.numpy_after, &text);
  }
  absl::StrAppend(&text, "\nNot worth it where\n");
  AppendWrapped(words.not_worth, 2, &text);
  return text;
}

absl::Status Print(const std::string& name) {
  if (name.empty()) return WriteOutput("", ListRules());
  std::vector<std::string> names;
  for (const analysis::Rule* rule : analysis::Rules()) {
    if (rule->name == name) return WriteOutput("", Explain(*rule));
    names.emplace_back(rule->name);
  }
  const std::string suggestion = DidYouMean(name, names);
  return absl::InvalidArgumentError(
      absl::StrCat("explain: unknown rule '", name, "'",
                   suggestion.empty() ? "; 'tidemark explain' lists them" : suggestion));
}

ExitCode Run(const std::vector<std::string>& arguments) {
  std::string rule;
  CommandLine line = Declare(&rule);
  absl::Status status = line.Parse(arguments);
  if (absl::IsCancelled(status)) {
    status = WriteOutput("", Help());
  } else if (status.ok()) {
    status = Print(rule);
  }
  if (status.ok()) return ExitCode::kOk;
  PrintError(status.message());
  return ExitCode::kUsage;
}

}  // namespace

Command ExplainCommand() {
  return {"explain", "explain what a rule finds, and how to mend it", Run, Help};
}

}  // namespace tidemark::cli
