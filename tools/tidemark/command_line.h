// Reads a verb's arguments and words what is wrong with them.
//
// Each verb declares its options on a CommandLine; Parse() fills the variables or gives a message
// with the nearest option there is. What an option may not be given with is for the verb to say, by
// Refuse() and its like: nothing that is given is ignored. The implementation alone knows CLI11, whose
// one large header costs seconds in every file that includes it.
//
// Ownership: the variables are the caller's and must outlive the CommandLine. Threading: one
// thread. Errors: InvalidArgument, for exit code 2.
//
//   CommandLine line("report", "Shows what a trace holds.");
//   line.Number("--width", {40, 1000}, &width, "columns");
//   TIDEMARK_RETURN_IF_ERROR(line.Parse(arguments));
//   if (format != "text") TIDEMARK_RETURN_IF_ERROR(line.Refuse({"--width"}, "is for text"));
#ifndef TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_
#define TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace CLI {
class App;
}  // namespace CLI

namespace tidemark::cli {

// What a number may be.
struct NumberRange {
  int least = 0;
  int most = 0;
};

class CommandLine {
 public:
  CommandLine(const std::string& verb, const std::string& description);
  CommandLine(CommandLine&&) noexcept;
  ~CommandLine();

  // A name without dashes is that of a positional argument; "-o,--output" has a short form. Each
  // value of a list is given by a separate option: --limit A --limit B.
  void Option(const std::string& name, std::string* value, const std::string& help);
  void Option(const std::string& name, std::vector<std::string>* values, const std::string& help);
  // A whole number, in decimal digits.
  void Number(const std::string& name, NumberRange range, int* value, const std::string& help);
  void Flag(const std::string& name, bool* value, const std::string& help);
  // A flag that may be given a value as --name=VALUE, or followed by one of `values`; alone it means the
  // first of them. A word behind it that is neither one of them nor a file is a mistake.
  void FlagWithValue(const std::string& name, std::string* value,
                     const std::vector<std::string>& values, const std::string& help);

  // Cancelled means that --help was asked for; the caller prints Help() and is fine.
  absl::Status Parse(const std::vector<std::string>& arguments);
  std::string Help() const;

  const std::string& verb() const { return verb_; }

  // After Parse: whether the option was given.
  bool Given(const std::string& name) const;
  // InvalidArgument, "VERB: NAME WHY", for the first of these that was given.
  absl::Status Refuse(const std::vector<std::string>& names, absl::string_view why) const;
  // The same for any option that is not among these.
  absl::Status RefuseAllBut(const std::vector<std::string>& names, absl::string_view why) const;
  // InvalidArgument where both were given.
  absl::Status Exclude(const std::string& one, const std::string& other) const;

 private:
  struct NumberOption {
    std::string name;
    NumberRange range;
    std::string text;  // as given
    int* value = nullptr;
  };

  absl::Status CheckFlagValue(const std::string& name, const std::string& word) const;
  absl::Status ReadNumbers() const;

  std::string verb_;
  std::unique_ptr<CLI::App> app_;
  std::map<std::string, std::vector<std::string>> flag_values_;
  std::deque<NumberOption> numbers_;
};

// InvalidArgument, with the nearest one, unless `value` is one of `allowed`.
absl::Status CheckChoice(const std::string& what, const std::string& value,
                         const std::vector<std::string>& allowed);

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_COMMAND_LINE_H_
