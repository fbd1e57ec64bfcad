// What a program does to its descriptors, its directory, its libraries and its stack.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::ElementsAre;

void LimitTo(__rlimit_resource what, rlim_t limit) {
  const rlimit limits{.rlim_cur = limit, .rlim_max = limit};
  setrlimit(what, &limits);
}

TEST(GroundTest, ClosedDescriptorsAndTheFilesThatTookTheirNumbers) {
  const TempFolder folder;
  const Recorded run = RecordUnchanged({kChild, "close-all", folder.File("own")});
  EXPECT_EQ(run.result.output, "closed\n");
  EXPECT_EQ(test_support::ReadFile(folder.File("own")), "own");
  EXPECT_EQ(BlocksOf(run.events, 8002).begun, 30000);
}

TEST(GroundTest, AnotherDirectory) {
  const TempFolder folder;
  const TempFolder elsewhere;
  const auto go = [&folder] { EXPECT_EQ(chdir(folder.path().c_str()), 0); };
  for (const std::string name : {"run.json", "run.tmk"}) {
    const ChildResult result =
        RunRecorded(name, {kChild, "chdir", elsewhere.path().string()}, {.prepare = go});
    EXPECT_EQ(result.output, "changed\n");
    EXPECT_EQ(result.errors, "");
    EXPECT_EQ(
        test_support::RunProgram({kBinary, "report", "--strict", folder.File(name)}).exit_code, 0);
  }
  EXPECT_THAT(folder.Names(), ElementsAre("run.json", "run.tmk"));
  EXPECT_TRUE(elsewhere.Names().empty());
  EXPECT_EQ(BlocksOf(ReadLines(folder.File("run.json")), 8011).begun, 30000);
}

// A ring file that can no longer be removed is invalidated.
TEST(GroundTest, AnotherUser) {
  if (getuid() != 0) return;  // who is not root has no one else to become
  for (const std::string name : {"run.json", "run.tmk"}) {
    const TempFolder folder;
    const ChildResult result = RunRecorded(folder.File(name), {kChild, "drop-privileges"});
    EXPECT_EQ(result.output, "dropped\n");
    EXPECT_EQ(result.errors, "");
    const ChildResult report =
        test_support::RunProgram({kBinary, "report", "--strict", folder.File(name)});
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_THAT(report.output, testing::Not(testing::HasSubstr("truncated")));
  }
}

TEST(GroundTest, TheFirstDescriptorIsTheProgramsOwn) {
  for (const rlim_t limit : {rlim_t{1024}, rlim_t{256}, rlim_t{40}}) {
    RecordUnchanged({kChild, "first-descriptor"},
                    {.prepare = [limit] { LimitTo(RLIMIT_NOFILE, limit); }});
  }
}

TEST(GroundTest, LibrariesComeAndGo) {
  const Recorded run = RecordUnchanged({kChild, "load", TIDEMARK_MALLOC_PLUGIN, "5"});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(BlocksOf(run.events, 8040 + i).begun, 1);
}

TEST(GroundTest, StacksOfAllKinds) {
  for (const char* stacks : {"fp", "dwarf", "auto"}) {
    const Options options = {.flags = {"--stacks", stacks}};
    EXPECT_EQ(BlocksOf(RecordUnchanged({kChild, "coroutine"}, options).events, 8050).begun, 1000);
    EXPECT_EQ(BlocksOf(RecordUnchanged({kChild, "recursion", "50000"}, options).events, 8060).begun,
              51);
  }
}

// The recorder takes of what is limited only what it must.
TEST(GroundTest, LittleAddressSpace) {
  for (const rlim_t mebibytes : {100, 400}) {
    const auto limit = [=] { LimitTo(RLIMIT_AS, mebibytes << 20); };
    const ChildResult plain = test_support::RunProgram({kChild, "up-to-limit"}, {}, limit);
    const Recorded run = Record({kChild, "up-to-limit"}, {.prepare = limit});
    EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
    EXPECT_EQ(run.result.errors, "");
    EXPECT_TRUE(IsSound(run.events));
    const int without = std::atoi(plain.output.c_str());
    const int with = std::atoi(run.result.output.c_str());
    EXPECT_GT(with, without - 20);
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
