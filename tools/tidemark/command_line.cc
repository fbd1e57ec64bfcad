#include "tidemark/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/nearest.h"

namespace tidemark::cli {
namespace {

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

absl::Status Wrong(const std::string& verb, const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat(verb, ": ", what, " ('tidemark help ", verb, "' lists what there is)"));
}

absl::Status CheckRemaining(const std::string& verb, const CLI::App& app) {
  for (const std::string& extra : app.remaining()) {
    if (extra == "--") continue;
    if (extra.size() < 2 || extra[0] != '-') {
      return Wrong(verb, absl::StrCat("unexpected argument '", extra, "'"));
    }
    const std::string name = extra.substr(0, extra.find('='));
    const std::string suggestion = DidYouMean(name, OptionNames(app));
    if (suggestion.empty()) return Wrong(verb, absl::StrCat("unknown option '", name, "'"));
    return absl::InvalidArgumentError(
        absl::StrCat(verb, ": unknown option '", name, "'", suggestion));
  }
  return absl::OkStatus();
}

}  // namespace

CommandLine::CommandLine(const std::string& verb, const std::string& description)
    : verb_(verb), app_(std::make_unique<CLI::App>(description, "tidemark " + verb)) {
  app_->allow_extras();
}

CommandLine::CommandLine(CommandLine&&) noexcept = default;
CommandLine::~CommandLine() = default;

void CommandLine::Option(const std::string& name, std::string* value, const std::string& help) {
  app_->add_option(name, *value, help);
}

void CommandLine::Option(const std::string& name, int* value, const std::string& help) {
  app_->add_option(name, *value, help);
}

void CommandLine::Option(const std::string& name, std::vector<std::string>* values,
                         const std::string& help) {
  CLI::Option* option = app_->add_option(name, *values, help);
  if (option->get_positional()) return;
  option->allow_extra_args(false);
  // One value each time, whatever CLI11's "TEXT ..." says.
  option->type_size(1)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void CommandLine::Flag(const std::string& name, bool* value, const std::string& help) {
  app_->add_flag(name, *value, help);
}

void CommandLine::FlagWithValue(const std::string& name, std::string* value,
                                const std::vector<std::string>& values, const std::string& help) {
  app_->add_flag(absl::StrCat(name, "{", values.front(), "}"), *value, help);
  flag_values_[name] = values;
}

absl::Status CommandLine::Parse(const std::vector<std::string>& given) {
  std::vector<std::string> arguments;
  for (const std::string& argument : given) {
    const auto flag = arguments.empty() ? flag_values_.end() : flag_values_.find(arguments.back());
    if (flag != flag_values_.end() &&
        std::find(flag->second.begin(), flag->second.end(), argument) != flag->second.end()) {
      absl::StrAppend(&arguments.back(), "=", argument);
    } else {
      arguments.push_back(argument);
    }
  }
  // CLI11 takes them from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app_->parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return absl::CancelledError("help");
  } catch (const CLI::ParseError& error) {
    return Wrong(verb_, error.what());
  }
  return CheckRemaining(verb_, *app_);
}

std::string CommandLine::Help() const { return app_->help(); }

absl::Status CheckChoice(const std::string& what, const std::string& value,
                         const std::vector<std::string>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("unknown ", what, " '", value, "'", DidYouMean(value, allowed),
                   " (there is: ", absl::StrJoin(allowed, ", "), ")"));
}

}  // namespace tidemark::cli
