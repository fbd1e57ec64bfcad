// Programs that bring their own, and programs that cannot be recorded.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::HasSubstr;

TEST(ProgramTest, ReplacedOperatorsAreWhatTheOthersCall) {
  const Recorded run = RecordUnchanged({TIDEMARK_MALLOC_OWN_OPERATORS});
  EXPECT_EQ(run.result.exit_code, 0);
  EXPECT_THAT(run.result.output, HasSubstr("made 6 given back 6"));
  EXPECT_EQ(BlocksOf(run.events, 9000 + 16).begun, 2);
  EXPECT_EQ(BlocksOf(run.events, 9000 + 16).live, 0);
}

TEST(ProgramTest, AMallocOfItsOwnIsLeftAlone) {
  const TempFolder folder;
  const ChildResult plain = test_support::RunProgram({TIDEMARK_MALLOC_OWN_MALLOC});
  const ChildResult run = RunRecorded(folder.File("run.json"), {TIDEMARK_MALLOC_OWN_MALLOC});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.output, plain.output);
  EXPECT_THAT(run.errors, HasSubstr("nothing is recorded"));
  EXPECT_EQ(CountLines(run.errors), 1);
}

TEST(ProgramTest, OthersMayBePreloaded) {
  const Recorded run = RecordUnchanged({kChild, "churn", "10"},
                                       {.environment = {{"LD_PRELOAD", TIDEMARK_MALLOC_PLUGIN}}});
  EXPECT_EQ(BlocksOf(run.events, 64).begun, 10);
}

TEST(ProgramTest, AStaticProgramIsRefused) {
  const TempFolder folder;
  const ChildResult run = RunRecorded(folder.File("run.json"), {TIDEMARK_MALLOC_STATIC});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors, HasSubstr("statically linked"));
  EXPECT_TRUE(folder.Names().empty());
}

TEST(ProgramTest, AProgramOfAnotherWordSizeIsRefused) {
  const TempFolder folder;
  std::string header = test_support::ReadFile(kChild).substr(0, 4096);
  header[4] = 1;  // 32 bits
  const std::string program = folder.File("small");
  std::ofstream(program) << header;
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const ChildResult run = RunRecorded(folder.File("run.json"), {program});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("32-bit"));
}

// The loader would take such a name to be several.
TEST(ProgramTest, ALibraryWhoseNameCannotBePreloadedIsRefused) {
  const TempFolder folder;
  const std::string library = folder.File("a copy.so");
  std::filesystem::copy(TIDEMARK_MALLOC_LIBRARY, library);
  const ChildResult run = RunRecorded(folder.File("run.json"), {kChild, "churn", "10"},
                                      {.environment = {{"TIDEMARK_MALLOC_LIBRARY", library}}});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("a copy.so"));
}

TEST(ProgramTest, ItsEndIsPassedThrough) {
  const TempFolder folder;
  const ChildResult shell =
      RunRecorded(folder.File("run.json"), {"sh", "-c", "echo out; echo err >&2; exit 37"});
  EXPECT_EQ(shell.exit_code, 37);
  EXPECT_EQ(shell.output, "out\n");
  EXPECT_EQ(shell.errors, "err\n");
}

}  // namespace
}  // namespace tidemark::malloc_test
