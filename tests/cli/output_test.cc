// Where the output goes, and what happens when it cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/command.h"

namespace tidemark::cli {
namespace {

using ::testing::HasSubstr;

TEST(Output, GoesToAFile) {
  const std::string file = WriteTemp("report.txt", "something longer that was there before");
  const Outcome outcome = Tidemark({"report", ExamplePath(), "--format", "json", "-o", file});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(ReadAll(file), Tidemark({"report", ExamplePath(), "--format", "json"}).out);
}

TEST(Output, NeverOverwritesTheTrace) {
  const std::string trace = WriteTemp("run.json", ReadAll(ExamplePath()));
  const Outcome outcome = Tidemark({"report", trace, "-o", trace});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is the trace itself"));
  EXPECT_EQ(ReadAll(trace), ReadAll(ExamplePath()));
}

TEST(Output, AFileThatCannotBeWrittenIsNeverSuccess) {
  const Outcome outcome = Tidemark({"report", ExamplePath(), "-o", "/nowhere/report.txt"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write to /nowhere/report.txt: No such file"));
}

TEST(Output, AFullDiskIsNeverSuccess) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"report", ExamplePath()},
        {"report", ExamplePath(), "--format", "json"},
        {"check", ExamplePath(), "--limit", "leak_count == 1"},
        {"help"},
        {"--version"}}) {
    const Outcome outcome = Tidemark(arguments, {.output_path = "/dev/full"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output: No space left"));
  }
}

TEST(Output, AClosedStandardOutputIsNeverSuccess) {
  const Outcome outcome = Shell("$TIDEMARK report '" + ExamplePath() + "' >&-");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
}

TEST(Output, AReaderThatWentAwayIsNoError) {
  const Outcome outcome = Shell("set -o pipefail; $TIDEMARK report '" + ExamplePath() +
                                "' | true; echo \"${PIPESTATUS[0]}\"");
  EXPECT_EQ(outcome.out, "0\n");
  EXPECT_EQ(outcome.err, "");
  const Outcome check = Shell("$TIDEMARK check '" + ExamplePath() +
                              "' --limit 'peak_bytes <= 1' | true; echo \"${PIPESTATUS[0]}\"");
  EXPECT_EQ(check.out, "1\n") << "the verdict stays, whoever reads";
}

}  // namespace
}  // namespace tidemark::cli
