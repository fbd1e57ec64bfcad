// Programs that bring their own, and programs that cannot be recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::HasSubstr;
using testing::Not;

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

TEST(ProgramTest, AStaticProgramRunsUnrecorded) {
  const TempFolder folder;
  const ChildResult plain = test_support::RunProgram({TIDEMARK_MALLOC_STATIC});
  const ChildResult run = RunRecorded(folder.File("run.json"), {TIDEMARK_MALLOC_STATIC});
  EXPECT_EQ(run.exit_code, plain.exit_code);
  EXPECT_EQ(run.output, plain.output);
  EXPECT_THAT(run.errors, HasSubstr("statically linked"));
  EXPECT_EQ(CountLines(run.errors), 1);
  EXPECT_TRUE(folder.Names().empty());
}

TEST(ProgramTest, AProgramOfAnotherWordSizeIsNotRecorded) {
  const TempFolder folder;
  std::string header = test_support::ReadFile(kChild).substr(0, 4096);
  header[4] = 1;  // 32 bits
  const std::string program = folder.File("small");
  std::ofstream(program) << header;
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const ChildResult run = RunRecorded(folder.File("run.json"), {program});
  EXPECT_THAT(run.errors, HasSubstr("32-bit"));
}

// The first bytes of a program that names its loader.
void WriteProgram(const std::string& path, const std::string& loader) {
  std::string program = test_support::ReadFile(kChild);
  const size_t at = program.find("/lib64/ld-linux-x86-64.so.2");
  ASSERT_NE(at, std::string::npos);
  program.replace(at, loader.size() + 1, loader.c_str(), loader.size() + 1);
  std::ofstream(path) << program;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

TEST(ProgramTest, AProgramOfAnotherCLibraryIsNotRecorded) {
  const TempFolder folder;
  WriteProgram(folder.File("hello"), "/lib/ld-musl-x86_64.so.1");
  const ChildResult run = RunRecorded(folder.File("run.json"), {folder.File("hello")});
  EXPECT_THAT(run.errors, HasSubstr("does not use glibc"));
  // A near miss: a glibc that lies elsewhere.
  WriteProgram(folder.File("near"), "/x/ld-linux-x86-64.so.2");
  const ChildResult near = RunRecorded(folder.File("run.json"), {folder.File("near")});
  EXPECT_THAT(near.errors, Not(HasSubstr("glibc")));
}

// A script is judged by its interpreter.
TEST(ProgramTest, AScriptOfAStaticInterpreterIsNotRecorded) {
  const TempFolder folder;
  const std::string script = folder.File("script");
  std::ofstream(script) << "#!" TIDEMARK_MALLOC_STATIC "\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const ChildResult run = RunRecorded(folder.File("run.json"), {script});
  EXPECT_THAT(run.output, HasSubstr("made 6 given back 6"));
  EXPECT_THAT(run.errors, HasSubstr("statically linked"));
  EXPECT_EQ(CountLines(run.errors), 1);
}

// Bundled programs begin so.
TEST(ProgramTest, TheLoaderMayBeTheProgram) {
  const Recorded run = Record({"/lib64/ld-linux-x86-64.so.2", kChild, "churn", "10"});
  EXPECT_EQ(run.result.errors, "");
  EXPECT_EQ(BlocksOf(run.events, 64).begun, 10);
}

// What the kernel refuses must not be waited for.
TEST(ProgramTest, AScriptMayNameWhatIsNoProgram) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.File("fifo").c_str(), 0700), 0);
  const std::string script = folder.File("script");
  std::ofstream(script) << "#!" << folder.File("fifo") << "\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const ChildResult run = RunRecorded(folder.File("run.json"), {script});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("Permission denied"));
}

TEST(ProgramTest, AProgramThatGainsPrivilegesIsNotRecorded) {
  if (getuid() != 0) GTEST_SKIP() << "only root can make one";
  const TempFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const std::string program = folder.File("privileged");
  std::filesystem::copy_file(kChild, program);
  ASSERT_EQ(chown(program.c_str(), 65534, 65534), 0);
  std::filesystem::permissions(program, std::filesystem::perms(04755));
  const ChildResult run = RunRecorded(folder.File("run.json"), {program, "churn", "10"});
  EXPECT_THAT(run.errors, HasSubstr("gains privileges"));
  EXPECT_EQ(CountLines(run.errors), 1);
  EXPECT_EQ(run.exit_code, 0);
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
