// `tidemark explain`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/cli/command.h"
#include "tidemark/base/display_text.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<std::string> Lines(const std::string& text) { return absl::StrSplit(text, '\n'); }

// The names of the rules, from the list.
std::vector<std::string> Listed() {
  const Outcome outcome = Tidemark({"explain"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> names;
  for (const std::string& line : Lines(outcome.out)) {
    const size_t severity = line.find(" (");
    if (severity != std::string::npos && line[0] != ' ') names.push_back(line.substr(0, severity));
  }
  return names;
}

TEST(ExplainCommand, ListsTheRulesInTheirOrder) {
  const std::vector<std::string> names = Listed();
  ASSERT_GE(names.size(), 7u);
  EXPECT_EQ(names.front(), "noop-cast");
  EXPECT_EQ(names.back(), "held-idle");
  EXPECT_THAT(Tidemark({"explain"}).out,
              HasSubstr("leak (error)\n  Memory was allocated here and not freed"));
}

TEST(ExplainCommand, SaysOfEachRuleWhatItMeansHowToMendItAndWhenNotTo) {
  for (const std::string& name : Listed()) {
    const Outcome outcome = Tidemark({"explain", name});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out.rfind(name + " (", 0), 0u);
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("\nIn C++\n  before:\n      "), HasSubstr("\n  after:\n      "),
                      HasSubstr("\nIn NumPy\n"), HasSubstr("\nNot worth it where\n  ")))
        << name;
    for (const std::string& line : Lines(outcome.out)) {
      EXPECT_LE(DisplayWidth(line), 80u) << line;
      // An indented row without words would be a text that is missing.
      EXPECT_TRUE(line.empty() || line.find_first_not_of(' ') != std::string::npos);
    }
  }
}

TEST(ExplainCommand, KnowsNoOtherRules) {
  const Outcome near = Tidemark({"explain", "unmodified-cpy"});
  EXPECT_EQ(near.exit_code, 2);
  EXPECT_THAT(near.err, AllOf(HasSubstr("unknown rule 'unmodified-cpy'"),
                              HasSubstr("did you mean 'unmodified-copy'?")));
  EXPECT_EQ(near.out, "");
  EXPECT_THAT(Tidemark({"explain", "zzzz"}).err, HasSubstr("'tidemark explain' lists them"));
}

TEST(ExplainCommand, HasHelp) {
  EXPECT_THAT(Tidemark({"help", "explain"}).out, HasSubstr("RULE"));
  EXPECT_THAT(Tidemark({"help"}).out, HasSubstr("explain"));
}

}  // namespace
}  // namespace tidemark::cli
