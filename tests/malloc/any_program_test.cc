// What real programs do that no textbook mentions, each by the smallest program that does it: one that
// once hung, crashed or lost its events under the recorder.
#include <gtest/gtest.h>

#include <set>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StackModeTest : public testing::TestWithParam<const char*> {
 protected:
  Options WithStacks() const { return {.flags = {"--stacks", GetParam()}}; }
};

INSTANTIATE_TEST_SUITE_P(Modes, StackModeTest, testing::Values("auto", "fp", "dwarf", "off"),
                         [](const auto& parameter) { return std::string(parameter.param); });

// Java, threads of Ruby and of Rust.
TEST_P(StackModeTest, TheFirstAllocationMayBeUnderALockOfTheThread) {
  const Recorded run = RecordUnchanged({kChild, "attributes-first"}, WithStacks());
  EXPECT_EQ(run.result.output, "done\n");
  EXPECT_EQ(BlocksOf(run.events, 7100).begun, 1);
}

// bubblewrap and other sandboxes.
TEST_P(StackModeTest, ChildrenMadeBehindTheCLibrarysBackEnd) {
  for (const char* const way : {"_Fork", "SYS_fork", "SYS_clone", "clone"}) {
    for (const bool amid_threads : {false, true}) {
      std::vector<std::string> command = {kChild, "fork-by", way};
      if (amid_threads) command.emplace_back("threads");
      const Recorded run = RecordUnchanged(command, WithStacks());
      EXPECT_EQ(run.result.output, "child 3\n") << way;
      EXPECT_EQ(BlocksOf(run.events, 7200).begun, 1);
      EXPECT_EQ(BlocksOf(run.events, 7202).begun, 0) << "of the child";
      EXPECT_THAT(run.files, ElementsAre("file.json"));
    }
  }
}

TEST_P(StackModeTest, AHandlerMayJumpOutOfTheRecorder) {
  const Recorded run = Record({kChild, "jump-out", "200"}, WithStacks());
  EXPECT_EQ(run.result.exit_code, 0);
  EXPECT_EQ(run.result.output, "done\n");
  // What the jumps interrupted may be missing, what came afterwards not.
  EXPECT_EQ(BlocksOf(run.events, 7301).live, 1000);
  EXPECT_FALSE(IsTruncated(run.events));
}

TEST_P(StackModeTest, AHandlerMayHaveASmallStack) {
  for (const char* const bytes : {"3072", "4096", "8192"}) {
    const ChildResult plain = test_support::RunProgram({kChild, "small-stack", bytes});
    ASSERT_EQ(plain.exit_code, 0) << bytes;
    const Recorded run = Record({kChild, "small-stack", bytes}, WithStacks());
    EXPECT_EQ(run.result.exit_code, 0) << bytes;
    EXPECT_EQ(BlocksOf(run.events, 7400).begun, 20000) << bytes;
  }
}

// Static jemalloc, as in rustc.
TEST(AnyProgramTest, AMallocThatMapsMemoryUnderItsLockIsLeftAlone) {
  const TempFolder folder;
  for (const char* const maps : {"", "--mmap"}) {
    Options options;
    if (*maps != '\0') options.flags = {maps};
    const ChildResult run =
        RunRecorded(folder.File("run.json"), {TIDEMARK_MALLOC_LOCKING_MALLOC}, options);
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(run.output, "done\n");
    EXPECT_THAT(run.errors, HasSubstr("malloc of its own"));
    EXPECT_EQ(CountLines(run.errors), 1);
  }
}

TEST(AnyProgramTest, SystemCallsMayBeForbidden) {
  for (const char* const mode : {"no-futex", "no-files"}) {
    const Recorded run = RecordUnchanged({kChild, mode});
    if (run.result.exit_code == 77) GTEST_SKIP() << "no filters of system calls here";
    EXPECT_EQ(run.result.output, "done\n");
    EXPECT_FALSE(IsTruncated(run.events));
  }
}

// CPython warns of forks in programs with threads.
TEST(AnyProgramTest, AProgramWithoutThreadsHasNone) {
  const Recorded run = RecordUnchanged({kChild, "count-threads", "100000"});
  EXPECT_EQ(run.result.output, "1 threads\n");
  EXPECT_EQ(BlocksOf(run.events, 7600).begun, 100000);
}

TEST(AnyProgramTest, ManyStacksAreAllTold) {
  const Recorded run = RecordUnchanged({kChild, "many-stacks", "5000"});
  std::set<int64_t> stacks;
  for (const json& event : run.events) {
    if (event["ev"] == "alloc" && event["bytes"] == 7700)
      stacks.insert(event["stack"].get<int64_t>());
  }
  EXPECT_EQ(stacks.size(), 5000U);
}

}  // namespace
}  // namespace tidemark::malloc_test
