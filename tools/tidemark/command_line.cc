#include "tidemark/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/status.h"

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

// An empty value would read as none.
absl::Status CheckNoneIsEmpty(const std::string& verb, const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) continue;
    for (const std::string& value : option->results()) {
      if (value.empty()) return Wrong(verb, absl::StrCat(option->get_name(), " has no value"));
    }
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

void CommandLine::Option(const std::string& name, std::vector<std::string>* values,
                         const std::string& help) {
  CLI::Option* option = app_->add_option(name, *values, help);
  if (option->get_positional()) return;
  option->allow_extra_args(false);
  // One value each time, whatever CLI11's "TEXT ..." says.
  option->type_size(1)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void CommandLine::Number(const std::string& name, NumberRange range, int* value,
                         const std::string& help) {
  NumberOption& number =
      numbers_.emplace_back(NumberOption{.name = name, .range = range, .text = {}, .value = value});
  app_->add_option(name, number.text, help)->type_name("INT");
}

void CommandLine::Flag(const std::string& name, bool* value, const std::string& help) {
  app_->add_flag(name, *value, help);
}

void CommandLine::FlagWithValue(const std::string& name, std::string* value,
                                const std::vector<std::string>& values, const std::string& help) {
  app_->add_flag(absl::StrCat(name, "{", values.front(), "}"), *value, help);
  flag_values_[name] = values;
}

// Flags and files stand there as well, and a path that leads nowhere is for who opens it.
absl::Status CommandLine::CheckFlagValue(const std::string& name, const std::string& word) const {
  std::error_code ignored;
  const bool is_word = !word.empty() && word.find_first_of("-./") == std::string::npos;
  if (!is_word || std::filesystem::exists(word, ignored)) return absl::OkStatus();
  const absl::Status unknown = CheckChoice(name, word, flag_values_.at(name));
  return absl::InvalidArgumentError(
      absl::StrCat(verb_, ": ", unknown.message(), ", nor is there a file '", word, "'"));
}

absl::Status CommandLine::ReadNumbers() const {
  for (const NumberOption& number : numbers_) {
    if (!Given(number.name)) continue;
    int value = 0;
    if (absl::SimpleAtoi(number.text, &value) && value >= number.range.least &&
        value <= number.range.most) {
      *number.value = value;
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(verb_, ": ", number.name, " takes ",
                                                   number.range.least, " to ", number.range.most,
                                                   ", not ", number.text));
  }
  return absl::OkStatus();
}

bool CommandLine::Given(const std::string& name) const {
  return app_->get_option(name)->count() > 0;
}

absl::Status CommandLine::Refuse(const std::vector<std::string>& names,
                                 absl::string_view why) const {
  for (const std::string& name : names) {
    if (Given(name)) return absl::InvalidArgumentError(absl::StrCat(verb_, ": ", name, " ", why));
  }
  return absl::OkStatus();
}

absl::Status CommandLine::RefuseAllBut(const std::vector<std::string>& names,
                                       absl::string_view why) const {
  std::vector<std::string> others = OptionNames(*app_);
  std::erase_if(others, [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
  return Refuse(others, why);
}

absl::Status CommandLine::Exclude(const std::string& one, const std::string& other) const {
  if (!Given(other)) return absl::OkStatus();
  return Refuse({one}, absl::StrCat("and ", other, " exclude each other"));
}

absl::Status CommandLine::Parse(const std::vector<std::string>& given) {
  std::vector<std::string> arguments;
  for (const std::string& argument : given) {
    const auto flag = arguments.empty() ? flag_values_.end() : flag_values_.find(arguments.back());
    if (flag != flag_values_.end() &&
        std::find(flag->second.begin(), flag->second.end(), argument) != flag->second.end()) {
      absl::StrAppend(&arguments.back(), "=", argument);
    } else {
      if (flag != flag_values_.end()) {
        TIDEMARK_RETURN_IF_ERROR(CheckFlagValue(flag->first, argument));
      }
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
  TIDEMARK_RETURN_IF_ERROR(CheckRemaining(verb_, *app_));
  TIDEMARK_RETURN_IF_ERROR(CheckNoneIsEmpty(verb_, *app_));
  return ReadNumbers();
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
