// Processes that a recorded program makes, and what it becomes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// The traces of a folder, by their names, each sound.
std::map<std::string, std::vector<json>> Traces(const TempFolder& folder) {
  std::map<std::string, std::vector<json>> traces;
  for (const std::string& name : folder.Names()) {
    if (name.find(".ring") != std::string::npos) continue;
    const std::string whole = folder.File(name) + ".whole";
    EXPECT_EQ(test_support::RunProgram({kBinary, "convert", folder.File(name), whole + ".json"})
                  .exit_code,
              0);
    traces[name] = ReadLines(whole + ".json");
    EXPECT_TRUE(IsSound(traces[name])) << name;
  }
  return traces;
}

TEST(ForkTest, TheChildIsSilent) {
  const Recorded run = RecordUnchanged({kChild, "fork"});
  EXPECT_EQ(run.result.output, "child 3\n");
  for (const int bytes : {6000, 6002, 6003}) EXPECT_EQ(BlocksOf(run.events, bytes).begun, 1);
  EXPECT_EQ(BlocksOf(run.events, 6001).begun, 0);
  EXPECT_THAT(run.files, ElementsAre("file.json"));
}

TEST(ForkTest, TheChildHasATraceOfItsOwnIfAskedFor) {
  const TempFolder folder;
  const ChildResult result =
      RunRecorded(folder.File("run.json"), {kChild, "fork"}, {.flags = {"--follow-children"}});
  EXPECT_EQ(result.output, "child 3\n");
  EXPECT_EQ(result.errors, "");
  const auto traces = Traces(folder);
  ASSERT_THAT(traces, SizeIs(2));
  for (const auto& [name, events] : traces) {
    const bool parent = name == "run.json";
    EXPECT_EQ(BlocksOf(events, 6000).begun, parent ? 1 : 0);
    EXPECT_EQ(BlocksOf(events, 6001).begun, parent ? 0 : 1);
    EXPECT_EQ(BlocksOf(events, 6002).begun, parent ? 1 : 0);
    const std::string pid = std::to_string(events.front()["pid"].get<int64_t>());
    EXPECT_EQ(name, parent ? "run.json" : "run." + pid + ".json");
    EXPECT_EQ(events.front()["ppid"] == result.pid, parent);
  }
}

// Each held 40 and 20 MB at most, but when? Their traces count by one clock.
TEST(ForkTest, ThePeakOfBothTogetherIsExact) {
  for (const int held : {15, 25}) {
    for (const char* const extension : {"json", "tmk"}) {
      const TempFolder folder;
      RunRecorded(folder.File(std::string("run.") + extension),
                  {kChild, "hold-together", std::to_string(held)},
                  {.flags = {"--follow-children"}});
      std::vector<std::string> merge = {kBinary, "merge", "--format", "json"};
      for (const std::string& name : folder.Names()) merge.push_back(folder.File(name));
      ASSERT_THAT(merge, SizeIs(6));
      const ChildResult result = test_support::RunProgram(merge);
      ASSERT_EQ(result.exit_code, 0) << result.errors;
      const json peak = json::parse(result.output)["merged"]["peak"];
      EXPECT_EQ(peak["exact"], true);
      EXPECT_EQ(peak["at_least"], peak["at_most"]);
      const double expected = 1e6 * std::max(40, 20 + held);
      EXPECT_GE(peak["at_least"].get<double>(), expected);
      EXPECT_LE(peak["at_least"].get<double>(), expected + 1e6);  // what else the program holds
    }
  }
}

TEST(ForkTest, ThePidStandsOnceInTheNameOfAChildsTrace) {
  const TempFolder folder;
  const ChildResult result =
      RunRecorded(folder.File("run.%p.json"), {kChild, "fork"}, {.flags = {"--follow-children"}});
  EXPECT_EQ(result.errors, "");
  const auto traces = Traces(folder);
  ASSERT_THAT(traces, SizeIs(2));
  for (const auto& [name, events] : traces) {
    EXPECT_EQ(name, "run." + std::to_string(events.front()["pid"].get<int64_t>()) + ".json");
  }
}

TEST(ForkTest, AProgramMayEmptyItsEnvironment) {
  const TempFolder folder;
  RunRecorded(folder.File("run.json"), {kChild, "fork-without-environment"},
              {.flags = {"--follow-children", "--stacks", "off"}});
  const auto traces = Traces(folder);
  ASSERT_THAT(traces, SizeIs(2));
  for (const auto& [name, events] : traces) {
    EXPECT_EQ(BlocksOf(events, 6097).begun, name == "run.json" ? 0 : 1);
    EXPECT_EQ(events.front()["capture"]["stacks"], "off");
  }
}

TEST(ForkTest, AProgramIsNamedByItsFile) {
  const TempFolder folder;
  RunRecorded(folder.File("run.json"), {kChild, "retitle"}, {.flags = {"--follow-children"}});
  const auto traces = Traces(folder);
  ASSERT_THAT(traces, SizeIs(2));
  const std::string file = std::filesystem::path(kChild).filename();
  for (const auto& [name, events] : traces) EXPECT_EQ(events.front()["program"], file) << name;
}

TEST(ForkTest, OfAChildThatWasKilledNothingButItsTraceIsLeft) {
  const TempFolder folder;
  RunRecorded(folder.File("run.json"), {kChild, "kills-child"}, {.flags = {"--follow-children"}});
  const std::vector<std::string> names = folder.Names();
  ASSERT_THAT(names, SizeIs(2));
  for (const std::string& name : names) {
    EXPECT_EQ(name.find(".ring"), std::string::npos) << name;
    const bool parent = name == "run.json";
    const std::vector<json> events = ReadLines(folder.File(name));
    EXPECT_EQ(IsTruncated(events), !parent);
    EXPECT_EQ(BlocksOf(events, 6095).begun, parent ? 0 : 1000);
  }
}

// Workers of servers give back what their parent allocated.
TEST(ForkTest, AChildFreesWhatItInherited) {
  const TempFolder folder;
  const ChildResult result = RunRecorded(folder.File("run.json"), {kChild, "fork-inherits"},
                                         {.flags = {"--follow-children"}});
  EXPECT_EQ(result.output, "child 0\n");
  for (const std::string& name : folder.Names()) {
    const ChildResult report =
        test_support::RunProgram({kBinary, "report", "--strict", folder.File(name)});
    EXPECT_EQ(report.exit_code, 0) << name << "\n" << report.errors << report.output;
    const std::vector<json> events = ReadLines(folder.File(name));
    int inherited = 0;
    for (const json& event : events) inherited += event["ev"] == "inherit" ? 1 : 0;
    EXPECT_EQ(inherited >= 3, name != "run.json") << name;
  }
}

TEST(ForkTest, AmidThreads) {
  const Recorded run = RecordUnchanged({kChild, "fork-amid-threads", "10", "3"});
  EXPECT_EQ(run.result.output, "children 10\n");
  EXPECT_EQ(BlocksOf(run.events, 6011).begun, 0);
  EXPECT_THAT(run.files, ElementsAre("file.json"));
}

TEST(ForkTest, AmidThreadsWithTracesOfTheirOwn) {
  const TempFolder folder;
  const ChildResult result =
      RunRecorded(folder.File("run.json"), {kChild, "fork-amid-threads", "5", "3"},
                  {.flags = {"--follow-children"}});
  EXPECT_EQ(result.output, "children 5\n");
  EXPECT_EQ(result.errors, "");
  const auto traces = Traces(folder);
  EXPECT_THAT(traces, SizeIs(6));
  for (const auto& [name, events] : traces) {
    EXPECT_EQ(BlocksOf(events, 6011).begun, name == "run.json" ? 0 : 100) << name;
  }
}

TEST(ForkTest, ByTheSystemCallItself) {
  const Recorded run = RecordUnchanged({kChild, "raw-fork"});
  EXPECT_EQ(run.result.output, "child 4\n");
  EXPECT_EQ(BlocksOf(run.events, 6021).begun, 0);
  EXPECT_EQ(BlocksOf(run.events, 6022).begun, 1);
}

TEST(ForkTest, ADaemonIsNotHeldUp) {
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{}, {std::string("--follow-children")}}) {
    const TempFolder folder;
    const ChildResult result = RunRecorded(
        folder.File("run.json"), {kChild, "daemonize", folder.File("done"), folder.File("go")},
        {.flags = flags});
    std::ofstream(folder.File("go")) << "go";
    EXPECT_EQ(result.exit_code, 0);
    // Where it is not recorded, the user is told where the work is done.
    const bool told = result.errors.find("--follow-children records it") != std::string::npos;
    EXPECT_EQ(told, flags.empty()) << result.errors;
    std::string done;
    for (int i = 0; i < 2000 && done != "done"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      done = test_support::ReadFile(folder.File("done"));
    }
    EXPECT_EQ(done, "done");
  }
}

TEST(ExecTest, VforkAndExec) {
  const Recorded run = RecordUnchanged({kChild, "vfork"});
  EXPECT_EQ(run.result.output, "from vfork\nchild 0\n");
  EXPECT_FALSE(IsTruncated(run.events));
  EXPECT_EQ(BlocksOf(run.events, 6031).begun, 1);
}

TEST(ExecTest, SpawnSystemAndPopen) {
  const Recorded run = RecordUnchanged({kChild, "spawn"});
  EXPECT_EQ(run.result.output, "spawned\nchild 0\nby system\nsystem 3\nby popen\npclose 0\n");
  EXPECT_EQ(BlocksOf(run.events, 6041).begun, 1);
}

TEST(ExecTest, TheRecordingGoesOnInWhatItBecomes) {
  for (const char* by : {"execv", "execve", "execvp", "execvpe", "execl", "execlp", "execle"}) {
    const Recorded run = RecordUnchanged({kChild, "exec", by});
    EXPECT_EQ(run.result.output, "becoming\n");
    EXPECT_FALSE(IsTruncated(run.events)) << by;
    EXPECT_EQ(run.events.front()["program"], "echo") << by;
    EXPECT_EQ(BlocksOf(run.events, 6050).begun, 0) << "of the program before";
    EXPECT_THAT(run.files, ElementsAre("file.json"));
  }
}

TEST(ExecTest, WhatItBecomesIsFollowedIfAskedFor) {
  const TempFolder folder;
  const ChildResult result =
      RunRecorded(folder.File("run.json"), {kChild, "exec"}, {.flags = {"--follow-children"}});
  EXPECT_EQ(result.output, "becoming\n");
  const auto traces = Traces(folder);
  ASSERT_THAT(traces, SizeIs(1));
  EXPECT_EQ(traces.at("run.json").front()["program"], "echo");
}

// A script whose interpreter is found by env, as that of every other Python program.
TEST(ExecTest, AnInterpreterThatAnotherProgramStartsIsRecorded) {
  const TempFolder folder;
  const std::string script = folder.File("script");
  std::ofstream(script) << "#!/usr/bin/env -S sh\necho from the script\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const Recorded run = RecordUnchanged({script});
  EXPECT_EQ(run.result.output, "from the script\n");
  EXPECT_EQ(run.events.front()["program"], "sh");
}

// What cannot go on with the recording takes over all the same, and one line says so.
TEST(ExecTest, AStaticProgramTakesOver) {
  const TempFolder folder;
  const ChildResult run =
      RunRecorded(folder.File("run.json"), {"sh", "-c", "exec " TIDEMARK_MALLOC_STATIC});
  EXPECT_THAT(run.output, HasSubstr("made 6 given back 6"));
  EXPECT_THAT(run.errors, HasSubstr("statically linked"));
  EXPECT_EQ(CountLines(run.errors), 1);
  EXPECT_EQ(ReadLines(folder.File("run.json")).front()["program"], "sh");
}

TEST(ExecTest, WhatCannotBeRunEndsNothing) {
  const Recorded run = RecordUnchanged({kChild, "exec-fails"});
  EXPECT_EQ(run.result.output, "still here\n");
  EXPECT_EQ(BlocksOf(run.events, 6061).begun, 1);
}

// The kernel refuses this to a process with threads.
TEST(NamespacesTest, AProgramWithoutThreadsMayEnterOne) {
  const Recorded run = RecordUnchanged({kChild, "unshare"});
  EXPECT_EQ(BlocksOf(run.events, 6081).begun, 1);
}

}  // namespace
}  // namespace tidemark::malloc_test
