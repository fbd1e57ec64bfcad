// From before main to after the last destructor, by whatever way a program ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::ElementsAre;

// Of each size one block, begun and ended.
void ExpectTouched(const std::vector<json>& events, const std::vector<int64_t>& sizes) {
  for (const int64_t bytes : sizes) {
    EXPECT_EQ(BlocksOf(events, bytes).begun, 1) << bytes;
    EXPECT_EQ(BlocksOf(events, bytes).live, 0) << bytes;
  }
}

TEST(LifeTest, FromConstructorsToDestructors) {
  for (const char* way : {"return", "exit"}) {
    const Recorded run = RecordUnchanged({kChild, way});
    EXPECT_EQ(run.result.exit_code, 9);
    EXPECT_FALSE(IsTruncated(run.events));
    ExpectTouched(run.events, {5000, 5001, 5002, 5003, 5004});
    EXPECT_THAT(run.files, ElementsAre("file.json"));
  }
}

TEST(LifeTest, QuickExitRunsItsHandlersOnly) {
  const Recorded run = RecordUnchanged({kChild, "quick_exit"});
  EXPECT_EQ(run.result.exit_code, 9);
  EXPECT_FALSE(IsTruncated(run.events));
  ExpectTouched(run.events, {5000, 5001, 5005, 5006});
  EXPECT_EQ(BlocksOf(run.events, 5002).begun, 0);
}

// These run no exit handlers; the recorded events are in the ring file.
TEST(LifeTest, EndsThatRunNothingLoseNothing) {
  const struct {
    std::vector<std::string> way;
    int exit_code;
    int signal;
  } ends[] = {{{"_exit"}, 9, 0},
              {{"_Exit"}, 9, 0},
              {{"abort"}, -1, SIGABRT},
              {{"killed-by", "15"}, -1, SIGTERM},
              {{"killed-by", "9"}, -1, SIGKILL},
              {{"killed-by", "2"}, -1, SIGINT},
              {{"fault"}, -1, SIGSEGV}};
  for (const auto& end : ends) {
    std::vector<std::string> command = {kChild};
    command.insert(command.end(), end.way.begin(), end.way.end());
    const Recorded run = RecordUnchanged(command);
    EXPECT_EQ(run.result.exit_code, end.exit_code);
    EXPECT_EQ(run.result.signal, end.signal);
    // What is killed cannot close its trace, and what is lost of it is only that.
    EXPECT_EQ(IsTruncated(run.events), end.signal != 0);
    EXPECT_THAT(run.files, testing::ElementsAre("file.json"));
    ExpectTouched(run.events, {5000, 5001, 5006});
  }
}

// A process that ends itself by a signal which it does not handle has done all that it wanted to.
TEST(LifeTest, EndsThatAProcessChoosesAreInOrder) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const Recorded run = RecordUnchanged({kChild, "kills-itself", std::to_string(number)});
    EXPECT_EQ(run.result.signal, number);
    EXPECT_FALSE(IsTruncated(run.events));
    ExpectTouched(run.events, {5000, 5001, 5006});
  }
  EXPECT_TRUE(IsTruncated(RecordUnchanged({kChild, "kills-itself", "9"}).events));
}

TEST(LifeTest, AnUncaughtException) {
  const Recorded run = RecordUnchanged({kChild, "throw"});
  EXPECT_EQ(run.result.signal, SIGABRT);
  EXPECT_THAT(run.result.errors, testing::HasSubstr("throwing an instance of 'int'"));
}

// The handler may have interrupted the allocator, or the recorder.
TEST(LifeTest, AnExitFromAHandler) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(RecordUnchanged({kChild, "exit-from-handler"}).result.exit_code, 11);
    EXPECT_EQ(RecordUnchanged({kChild, "_exit-from-handler"}).result.exit_code, 12);
  }
}

TEST(LifeTest, TheEnvironmentIsTheProgramsOwn) {
  RecordUnchanged({kChild, "environment"});
  RecordUnchanged({kChild, "environment"},
                  {.flags = {"--stacks", "fp", "--sample", "1KiB", "--on-full", "drop", "--mmap"}});
  RecordUnchanged({kChild, "environment"},
                  {.environment = {{"LD_PRELOAD", TIDEMARK_MALLOC_PLUGIN}}});
}

TEST(LifeTest, EveryEncodingHoldsTheSame) {
  for (const char* name : {"a.json", "a.ndjson.gz", "a.jsonl.zst", "a.tmk"}) {
    const TempFolder folder;
    const ChildResult run = RunRecorded(folder.File(name), {kChild, "return"});
    EXPECT_EQ(run.exit_code, 9);
    const ChildResult converted = test_support::RunProgram(
        {kBinary, "convert", folder.File(name), folder.File("plain.json")});
    EXPECT_EQ(converted.exit_code, 0) << converted.errors;
    const std::vector<json> events = ReadLines(folder.File("plain.json"));
    EXPECT_TRUE(IsSound(events)) << name;
    ExpectTouched(events, {5000, 5001, 5002, 5003, 5004});
    // To binary and back: the same, line for line.
    for (const auto& [from, to] :
         {std::pair("plain.json", "b.tmk"), std::pair("b.tmk", "c.json")}) {
      const ChildResult again =
          test_support::RunProgram({kBinary, "convert", folder.File(from), folder.File(to)});
      EXPECT_EQ(again.exit_code, 0) << again.errors;
    }
    EXPECT_EQ(test_support::ReadFile(folder.File("c.json")),
              test_support::ReadFile(folder.File("plain.json")));
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
