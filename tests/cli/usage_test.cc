// How the command is used, and what it says when it is used wrongly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

void ExpectUsageError(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome outcome = Tidemark(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, AllOf(StartsWith("tidemark: "), HasSubstr(message)));
}

TEST(Usage, PrintsItsVersion) {
  const Outcome outcome = Tidemark({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, MatchesRegex("tidemark [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Usage, HelpListsTheVerbs) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"help"}, {"--help"}, {"-h"}}) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("report"), HasSubstr("check"), HasSubstr("help")));
    EXPECT_EQ(outcome.err, "");
  }
}

TEST(Usage, HelpExplainsAVerb) {
  const Outcome report = Tidemark({"help", "report"});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(report.out, AllOf(HasSubstr("--format"), HasSubstr("--width"), HasSubstr("--recover"),
                                HasSubstr("--strict"), HasSubstr("--color"), HasSubstr("TRACE")));
  EXPECT_EQ(Tidemark({"report", "--help"}).out, report.out);
  const Outcome check = Tidemark({"help", "check"});
  EXPECT_EQ(check.exit_code, 0);
  EXPECT_THAT(check.out, AllOf(HasSubstr("--limit"), HasSubstr("peak_bytes"),
                               HasSubstr("leak_count"), HasSubstr("--allow-truncated")));
  EXPECT_EQ(Tidemark({"check", "--help"}).out, check.out);
  EXPECT_EQ(Tidemark({"help", "help"}).exit_code, 0);
}

TEST(Usage, PrintsTheSchemaOfATrace) {
  const Outcome schema = Tidemark({"schema", "trace"});
  EXPECT_EQ(schema.exit_code, 0) << schema.err;
  EXPECT_THAT(schema.out, AllOf(StartsWith("{\n"), HasSubstr("json-schema.org/draft/2020-12"),
                                HasSubstr("\"scope_begin\"")));
  ExpectUsageError({"schema"}, "schema: no name given");
  ExpectUsageError({"schema", "trcae"}, "unknown schema 'trcae'; did you mean 'trace'?");
}

TEST(Usage, SuggestsTheNearestCommand) {
  ExpectUsageError({"repotr"}, "unknown command 'repotr'; did you mean 'report'?");
  ExpectUsageError({"help", "chekc"}, "unknown command 'chekc'; did you mean 'check'?");
  ExpectUsageError({"frobnicate"}, "unknown command 'frobnicate'; 'tidemark help' lists them");
  ExpectUsageError({""}, "unknown command ''");
}

TEST(Usage, SuggestsTheNearestOption) {
  ExpectUsageError({"--versoin"}, "unknown option '--versoin'; did you mean '--version'?");
  ExpectUsageError({"report", "--fromat", "json", "x.json"},
                   "report: unknown option '--fromat'; did you mean '--format'?");
  ExpectUsageError({"report", "x.json", "--fromat=json"}, "did you mean '--format'?");
  ExpectUsageError({"check", "x.json", "--limt", "a"}, "did you mean '--limit'?");
  ExpectUsageError({"report", "x.json", "--frobnicate"}, "unknown option '--frobnicate'");
  ExpectUsageError({"report", "x.json", "-z"}, "unknown option '-z'");
}

TEST(Usage, SuggestsTheNearestFormatAndMode) {
  ExpectUsageError({"report", ExamplePath(), "--format", "jsno"},
                   "unknown format 'jsno'; did you mean 'json'? (there is: text, json, csv, html)");
  ExpectUsageError({"report", ExamplePath(), "--color", "alway"}, "did you mean 'always'?");
  ExpectUsageError({"check", ExamplePath(), "--format", "tetx", "--limit", "leak_count<=1"},
                   "did you mean 'text'?");
}

TEST(Usage, SuggestsTheNearestMetric) {
  ExpectUsageError({"check", ExamplePath(), "--limit", "peak_byte <= 1"},
                   "unknown metric 'peak_byte'; did you mean 'peak_bytes'?");
}

TEST(Usage, RefusesWhatALimitCannotBe) {
  ExpectUsageError({"check", ExamplePath(), "--limit", "peak_bytes"},
                   "expected METRIC [@scope=GLOB]");
  ExpectUsageError({"check", ExamplePath(), "--limit", "peak_bytes <= 3 parsecs"},
                   "unknown unit 'parsecs'");
  ExpectUsageError({"check", ExamplePath(), "--limit", "copy_count @scop=step <= 0"},
                   "did you mean 'scope'?");
  ExpectUsageError({"check", ExamplePath(), "--limit"}, "--limit");
  ExpectUsageError({"check", ExamplePath(), "--limit", "peak_bytes <= 1", "leak_count == 0"},
                   "--limit takes one");
}

TEST(Usage, SaysWhatIsMissingOrTooMuch) {
  ExpectUsageError({}, "no command given");
  ExpectUsageError({"report"}, "no trace given");
  ExpectUsageError({"check", "--limit", "peak_bytes <= 1"}, "no trace given");
  ExpectUsageError({"report", "a.json", "b.json"}, "one trace is shown at a time");
  ExpectUsageError({"help", "report", "check"}, "unexpected argument 'check'");
}

TEST(Usage, RefusesWidthsThatNothingFitsInto) {
  ExpectUsageError({"report", ExamplePath(), "--width", "5"}, "--width takes 40 to 1000, not 5");
  ExpectUsageError({"report", ExamplePath(), "--width", "-80"}, "--width takes");
  ExpectUsageError({"report", ExamplePath(), "--width", "wide"}, "--width");
}

TEST(Usage, CleansWhatItRepeats) {
  const Outcome outcome = Tidemark({"rep\x1b[31mort"});
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tidemark::cli
