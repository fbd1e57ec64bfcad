// What real programs do that no textbook mentions, each by the smallest program that does it: one that
// once hung, crashed or lost its events under the recorder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
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
  const Recorded run = Record({kChild, "jump-out", "40"}, WithStacks());
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
    EXPECT_EQ(BlocksOf(run.events, 7400).begun, 12000) << bytes;
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
    if (event["ev"] == "alloc" && event["bytes"] == 7700) {
      stacks.insert(event["stack"].get<int64_t>());
    }
  }
  EXPECT_EQ(stacks.size(), 5000U);
}

// ---- What people ask for besides. ----

TEST(RunTest, NamesTheHostAndTheRankInThePath) {
  const TempFolder folder;
  const ChildResult run = RunRecorded(folder.File("%h-%r-%%.json"), {kChild, "churn", "10"},
                                      {.environment = {{"PMI_RANK", "7"}}});
  EXPECT_EQ(run.exit_code, 0);
  char host[256] = "";
  gethostname(host, sizeof(host) - 1);
  EXPECT_THAT(folder.Names(), ElementsAre(std::string(host) + "-7-%.json"));
}

TEST(RunTest, TheRingFileMayLieElsewhere) {
  const TempFolder folder;
  const TempFolder rings;
  const Options options{.flags = {"--ring-dir", rings.path()}};
  const ChildResult run = RunRecorded(folder.File("run.tmk"), {kChild, "churn", "10"}, options);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(folder.Names(), ElementsAre("run.tmk"));
  EXPECT_TRUE(rings.Names().empty());
  // Of a killed program it is found, put into the trace and removed.
  const ChildResult killed =
      RunRecorded(folder.File("killed.tmk"), {kChild, "killed-by", "9"}, options);
  EXPECT_EQ(killed.signal, SIGKILL);
  EXPECT_THAT(folder.Names(), ElementsAre("killed.tmk", "run.tmk"));
  EXPECT_TRUE(rings.Names().empty());
  const ChildResult report = test_support::RunProgram(
      {kBinary, "convert", folder.File("killed.tmk"), folder.File("a.json")});
  EXPECT_EQ(report.exit_code, 0) << report.errors;
  EXPECT_EQ(BlocksOf(ReadLines(folder.File("a.json")), 5006).begun, 1);
}

TEST(RunTest, RecordingMayBeginLateAndEndEarly) {
  const Recorded run = Record({kChild, "start-and-stop"}, {.flags = {"--delay-start"}});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_EQ(BlocksOf(run.events, 7800).begun, 0) << "before";
  EXPECT_EQ(BlocksOf(run.events, 7801).begun, 2) << "by signal and by call";
  EXPECT_EQ(BlocksOf(run.events, 7801).live, 0) << "freed while it was stopped";
  EXPECT_EQ(BlocksOf(run.events, 7802).begun, 0) << "after";
  EXPECT_EQ(run.report.exit_code, 0) << run.report.errors;
}

TEST(RunTest, ASignalMarksAMoment) {
  const Recorded run = Record({kChild, "raise-and-touch", std::to_string(SIGUSR1)},
                              {.flags = {"--mark-signal", std::to_string(SIGUSR1)}});
  EXPECT_EQ(run.result.exit_code, 0);
  const auto marks = std::count_if(run.events.begin(), run.events.end(),
                                   [](const json& event) { return event["ev"] == "mark"; });
  EXPECT_EQ(marks, 3);
}

TEST(RunTest, AMarksSignalIsOneThatAProgramMayBeSent) {
  const TempFolder folder;
  const std::vector<std::string> command = {kChild, "raise-and-touch", std::to_string(SIGUSR1)};
  for (const char* const name : {"USR1", "SIGUSR1"}) {
    const Recorded run = Record(command, {.flags = {"--mark-signal", name}});
    EXPECT_EQ(run.result.exit_code, 0) << name;
  }
  for (const char* const name : {"0", "KILL", "11", "-3", "999", "USR", ""}) {
    const ChildResult run =
        RunRecorded(folder.File("run.json"), {"true"}, {.flags = {"--mark-signal", name}});
    EXPECT_EQ(run.exit_code, 2) << name;
    EXPECT_THAT(run.errors, HasSubstr(*name == '\0' ? "has no value" : "expected a signal"))
        << name;
  }
}

TEST(RunTest, AFolderMayBeNamedByTheHost) {
  const TempFolder folder;
  char host[256] = "";
  ASSERT_EQ(gethostname(host, sizeof(host) - 1), 0);
  std::filesystem::create_directory(folder.File(host));
  const ChildResult run = RunRecorded(folder.File("%h/run.json"), {kChild, "churn", "10"});
  EXPECT_EQ(run.errors, "");
  EXPECT_EQ(BlocksOf(ReadLines(folder.File(std::string(host) + "/run.json")), 64).begun, 10);
}

TEST(RunTest, TellsTheMemoryOfTheProcess) {
  const Recorded run = RecordUnchanged({kChild, "churn", "1000"});
  int64_t samples = 0;
  for (const json& event : run.events) {
    if (event["ev"] != "memory") continue;
    ++samples;
    EXPECT_GT(event["resident"].get<int64_t>(), 100'000);
    EXPECT_GE(event["resident"].get<int64_t>(), event["file"].get<int64_t>());
  }
  EXPECT_GE(samples, 2) << "one at the start, one at the end";
}

// What a terminal or a service manager sends to tidemark alone reaches the program.
TEST(RunTest, PassesSignalsOn) {
  const TempFolder folder;
  const ChildResult run = test_support::RunProgram(
      {"sh", "-c",
       std::string(kBinary) + " run -o " + folder.File("run.json") + " -- " + kChild +
           " wait-for-signal & sleep 0.5; kill -TERM $!; wait $!; echo $?"});
  EXPECT_EQ(run.output, "143\n");
  EXPECT_THAT(folder.Names(), ElementsAre("run.json"));
  // One that has no name, which ends a program like others.
  const ChildResult unnamed = test_support::RunProgram(
      {"bash", "-c",
       std::string(kBinary) + " run -o " + folder.File("run.json") + " -- " + kChild +
           " wait-for-signal & sleep 0.5; kill -40 $!; wait $!; echo $?"});
  EXPECT_EQ(unnamed.output, "168\n");
  EXPECT_THAT(folder.Names(), ElementsAre("run.json"));
}

}  // namespace
}  // namespace tidemark::malloc_test
