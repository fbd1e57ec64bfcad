// tidemark/testing/catch2_listener.h, by the program that uses it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/run_program.h"

namespace tidemark {
namespace {

using test_support::PlaceInProgram;
using test_support::ProgramOutcome;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kCatchSource = "catch2_program.cc";

ProgramOutcome RunCatch2(const std::string& arguments, bool fail_on_leak) {
  return test_support::RunProgram(std::string(fail_on_leak ? "FAIL_ON_LEAK=1 " : "") +
                                  TIDEMARK_CATCH2_PROGRAM + " " + arguments);
}

TEST(Catch2ListenerTest, CleanTestCasesPass) {
  const ProgramOutcome outcome = RunCatch2("[clean]", true);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("All tests passed (4 assertions in 1 test case)"));
}

TEST(Catch2ListenerTest, ALeakFailsItsTestCaseWithTheSite) {
  const ProgramOutcome outcome = RunCatch2("[leaky],[clean]", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr(PlaceInProgram(kCatchSource, "TEST_CASE(\"leaky\"") + ": FAILED:"),
                    HasSubstr("This test allocated 1 buffer of 400 B that is still live"),
                    HasSubstr(PlaceInProgram(kCatchSource, "the planted leak")),
                    HasSubstr("test cases: 2 | 1 passed | 1 failed")));
}

TEST(Catch2ListenerTest, WithoutFailOnLeakItPassesAndSaysSo) {
  const ProgramOutcome outcome = RunCatch2("[leaky],[clean]", false);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("warning:"), HasSubstr("This test allocated 1 buffer of 400 B"),
                    HasSubstr(PlaceInProgram(kCatchSource, "the planted leak")),
                    HasSubstr("All tests passed"), Not(HasSubstr("FAILED"))));
}

TEST(Catch2ListenerTest, EachRunOfATestCaseIsMeasuredByItself) {
  const ProgramOutcome outcome = RunCatch2("[sections]", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("1 buffer of 480 B"),
                                    HasSubstr("assertions: 3 | 2 passed | 1 failed")));
}

TEST(Catch2ListenerTest, ATestCaseThatThrowsIsJudgedAsWell) {
  const ProgramOutcome outcome = RunCatch2("[throws],[clean]", true);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;  // two failed assertions
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("thrown by the test"), HasSubstr("1 buffer of 56 B"),
                                    HasSubstr("test cases: 2 | 1 passed | 1 failed")));
}

TEST(Catch2ListenerTest, TagsOfCatch2Hold) {
  EXPECT_EQ(RunCatch2("[expected]", true).exit_code, 0);
  const ProgramOutcome outcome = RunCatch2("[expected]", false);  // it does not fail as it should
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
}

TEST(Catch2ListenerTest, ReportersSeeTheFailure) {
  const ProgramOutcome outcome = RunCatch2("-r junit [leaky]", true);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("failures=\"1\""), HasSubstr("1 buffer of 400 B")));
}

}  // namespace
}  // namespace tidemark
