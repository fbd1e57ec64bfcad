#include "tidemark/testing/memory_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "tests/support/temp_folder.h"
#include "tests/testing/run_program.h"

namespace tidemark {
namespace {

using test_support::PlaceInProgram;
using test_support::ProgramOutcome;
using test_support::RunProgram;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kSource = "gtest_program.cc";

ProgramOutcome RunGtest(const std::string& filter, bool fail_on_leak,
                        const std::string& arguments = "") {
  return RunProgram(std::string(fail_on_leak ? "FAIL_ON_LEAK=1 " : "") + TIDEMARK_GTEST_PROGRAM +
                    " --gtest_filter='" + filter + "' " + arguments);
}

TEST(MemoryListenerTest, CleanTestsPass) {
  const ProgramOutcome outcome = RunGtest("Clean.*:Fixture.*", true);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("[  PASSED  ] 3 tests."));
}

TEST(MemoryListenerTest, ALeakFailsItsTestWithTheSite) {
  const ProgramOutcome outcome = RunGtest("Clean.*:Leaky.KeepsOne", true);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(
      outcome.output,
      AllOf(HasSubstr(PlaceInProgram(kSource, "TEST(Leaky, KeepsOne)") + ": Failure"),
            HasSubstr("This test allocated 1 buffer of 400 B that is still live at its "
                      "end:\n    1 buffer of 400 B by zeros at " +
                      PlaceInProgram(kSource, "the planted leak") + " in TestBody"),
            HasSubstr("[  FAILED  ] Leaky.KeepsOne"), HasSubstr("[       OK ] Clean.Copies")));
}

TEST(MemoryListenerTest, WithoutFailOnLeakItPasses) {
  const ProgramOutcome outcome = RunGtest("Leaky.KeepsOne:Unmeasured.*", false);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, Not(HasSubstr("still live")));
}

TEST(MemoryListenerTest, ATestThatThrowsIsJudgedAsWell) {
  const ProgramOutcome outcome = RunGtest("Leaky.KeepsAndThrows:Clean.*", true);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("thrown by the test"), HasSubstr("of 56 B by ones"),
                                    HasSubstr("[       OK ] Clean.Copies")));
}

TEST(MemoryListenerTest, ATestThatCannotBeMeasuredFails) {
  const ProgramOutcome outcome = RunGtest("Unmeasured.*", true);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("The memory of this test: no more than 8 observers"));
}

TEST(MemoryListenerTest, RepeatedEachRunIsMeasured) {
  const ProgramOutcome outcome = RunGtest("Leaky.KeepsOne", true, "--gtest_repeat=2");
  EXPECT_EQ(outcome.exit_code, 1);
  const size_t first = outcome.output.find("allocated 1 buffer of 400 B");
  ASSERT_NE(first, std::string::npos);
  EXPECT_NE(outcome.output.find("allocated 1 buffer of 400 B", first + 1), std::string::npos);
}

// The properties of a test case in the XML.
std::map<std::string, std::string> PropertiesOf(const std::string& xml, const std::string& test) {
  const size_t begin = xml.find("<testcase name=\"" + test + "\"");
  EXPECT_NE(begin, std::string::npos) << xml;
  const std::string part = xml.substr(begin, xml.find("</testcase>", begin) - begin);
  const std::regex property("<property name=\"([^\"]*)\" value=\"([^\"]*)\"/>");
  std::map<std::string, std::string> properties;
  for (std::sregex_iterator it(part.begin(), part.end(), property), end; it != end; ++it) {
    properties[(*it)[1]] = (*it)[2];
  }
  return properties;
}

TEST(MemoryListenerTest, TheXmlOfEachTestHasItsFigures) {
  const test_support::TempFolder folder;
  const std::string file = (std::filesystem::path(folder.path()) / "tests.xml").string();
  RunGtest("Clean.*:Leaky.KeepsOne:Unmeasured.*", false, "--gtest_output=xml:" + file);
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string xml = text.str();

  EXPECT_EQ(PropertiesOf(xml, "Copies"),
            (std::map<std::string, std::string>{{"tidemark_alloc_count", "2"},
                                                {"tidemark_alloc_bytes", "1600"},
                                                {"tidemark_resize_count", "0"},
                                                {"tidemark_copy_count", "1"},
                                                {"tidemark_copy_bytes", "800"},
                                                {"tidemark_view_count", "0"},
                                                {"tidemark_peak_bytes", "1600"},
                                                {"tidemark_live_end_count", "0"},
                                                {"tidemark_live_end_bytes", "0"}}));
  EXPECT_EQ(PropertiesOf(xml, "HasNoArrays")["tidemark_alloc_count"], "0");
  auto leaky = PropertiesOf(xml, "KeepsOne");
  EXPECT_EQ(leaky["tidemark_live_end_count"], "1");
  EXPECT_EQ(leaky["tidemark_live_end_bytes"], "400");
  EXPECT_THAT(leaky["tidemark_live_end_message"],
              HasSubstr(PlaceInProgram(kSource, "the planted leak")));
  const auto unmeasured = PropertiesOf(xml, "AllPlacesAreTaken");
  EXPECT_EQ(unmeasured.size(), 1);
  EXPECT_EQ(unmeasured.count("tidemark_not_measured"), 1);
}

}  // namespace
}  // namespace tidemark
