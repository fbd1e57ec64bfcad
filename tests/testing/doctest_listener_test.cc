// tidemark/testing/doctest_listener.h, by the program that uses it.
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

const char* const kDoctestSource = "doctest_program.cc";

ProgramOutcome RunDoctest(const std::string& test_cases, bool fail_on_leak,
                          const std::string& arguments = "") {
  return test_support::RunProgram(std::string(fail_on_leak ? "FAIL_ON_LEAK=1 " : "") +
                                  TIDEMARK_DOCTEST_PROGRAM + " --test-case='" + test_cases + "' " +
                                  arguments);
}

TEST(DoctestListenerTest, CleanTestCasesPass) {
  const ProgramOutcome outcome = RunDoctest("clean", true);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("assertions: 4 | 4 passed | 0 failed"));
}

TEST(DoctestListenerTest, ALeakFailsItsTestCaseWithTheSite) {
  const ProgramOutcome outcome = RunDoctest("leaky,clean", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr(PlaceInProgram(kDoctestSource, "TEST_CASE(\"leaky\"") + ": ERROR:"),
                    HasSubstr("This test allocated 1 buffer of 400 B that is still live at its "
                              "end:\n    1 buffer of 400 B by zeros at " +
                              PlaceInProgram(kDoctestSource, "the planted leak")),
                    HasSubstr("test cases: 2 | 1 passed | 1 failed")));
}

TEST(DoctestListenerTest, WithoutFailOnLeakItPassesAndSaysSo) {
  const ProgramOutcome outcome = RunDoctest("leaky,clean", false);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("MESSAGE: This test allocated 1 buffer of 400 B"),
                                    HasSubstr(PlaceInProgram(kDoctestSource, "the planted leak")),
                                    HasSubstr("SUCCESS!"), Not(HasSubstr("ERROR"))));
}

TEST(DoctestListenerTest, EachRunOfATestCaseIsMeasuredByItself) {
  const ProgramOutcome outcome = RunDoctest("sections", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("1 buffer of 480 B"),
                                    HasSubstr("assertions: 3 | 2 passed | 1 failed")));
}

TEST(DoctestListenerTest, ATestCaseThatThrowsIsJudgedAsWell) {
  const ProgramOutcome outcome = RunDoctest("throws,clean,requires", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("thrown by the test"), HasSubstr("1 buffer of 56 B"),
                                    HasSubstr("1 buffer of 64 B"),
                                    HasSubstr("test cases: 3 | 1 passed | 2 failed")));
}

TEST(DoctestListenerTest, DecoratorsOfDoctestHold) {
  EXPECT_EQ(RunDoctest("expected", true).exit_code, 0);
  const ProgramOutcome outcome = RunDoctest("expected", false);  // it does not fail as it should
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
}

TEST(DoctestListenerTest, ReportersSeeTheFailure) {
  const ProgramOutcome outcome = RunDoctest("leaky", true, "-r=junit");
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("failures=\"1\""), HasSubstr("1 buffer of 400 B")));
}

}  // namespace
}  // namespace tidemark
