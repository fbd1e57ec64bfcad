// Every function of the heap, against what the program says it did.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

// A line of the child's output.
struct LoggedCall {
  std::string verb;
  std::string address;
  int64_t bytes = 0;
};

std::vector<LoggedCall> ReadLog(const std::string& output) {
  std::vector<LoggedCall> calls;
  std::istringstream text(output);
  LoggedCall call;
  while (text >> call.verb >> call.address >> call.bytes) calls.push_back(call);
  return calls;
}

// Whether `event` is what the call must have left.
bool Matches(const json& event, const LoggedCall& call) {
  const std::string kind = event["ev"];
  if (call.verb == "oom") return kind == "oom" && event["bytes"] == call.bytes;
  if (!event.contains("addr") || event["addr"] != call.address) return false;
  if (call.verb == "free" || call.verb == "realloc") return kind == "free";
  if (call.verb == "any") return kind == "alloc" || kind == "resize";
  const bool begins = kind == "alloc" || (call.verb == "same" && kind == "resize");
  return begins && event["bytes"] == call.bytes;
}

// The calls in the trace, in their order; what the C library allocates for itself lies in between.
// "any" looks back: the call that gave the block is not known. So does "realloc" unless it moved.
void ExpectLogged(const std::vector<json>& events, const std::vector<LoggedCall>& calls) {
  size_t at = 0;
  size_t found = 0;
  for (size_t i = 0; i < calls.size(); ++i) {
    const LoggedCall& call = calls[i];
    if (call.verb == "any") continue;
    if (call.verb == "realloc" && calls[i + 1].verb == "same") continue;
    while (at < events.size() && !Matches(events[at], call)) ++at;
    ASSERT_LT(at, events.size()) << call.verb << ' ' << call.address << ' ' << call.bytes
                                 << " is not in the trace, or not in its place";
    ++at;
    ++found;
  }
  EXPECT_GT(found, 0u);
}

TEST(EntryPointsTest, EveryFunctionIsRecorded) {
  const Recorded run = RecordUnchanged({kChild, "every"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  const std::vector<LoggedCall> calls = ReadLog(run.result.output);
  EXPECT_GT(calls.size(), 90u);
  ExpectLogged(run.events, calls);
  EXPECT_EQ(CountLost(run.events), 0);
  EXPECT_THAT(run.files, testing::ElementsAre("file.json"));
}

TEST(EntryPointsTest, AllAreRecordedBySampleOfEveryByte) {
  const Recorded run = RecordUnchanged({kChild, "every"}, {.flags = {"--sample", "1"}});
  EXPECT_EQ(BlocksOf(run.events, 1 << 20).begun, 1);
  EXPECT_EQ(BlocksOf(run.events, 1 << 20).live, 0);
}

TEST(EntryPointsTest, WhatIsKeptIsALeak) {
  const Recorded run = RecordUnchanged({kChild, "leak", "10"});
  int live = 0;
  for (int i = 0; i < 10; ++i) {
    const Blocks blocks = BlocksOf(run.events, 1000 + i);
    EXPECT_EQ(blocks.begun, 1) << i;
    EXPECT_EQ(blocks.live, i % 3 == 0 ? 1 : 0) << i;
    live += blocks.live;
  }
  EXPECT_EQ(live, 4);
}

TEST(EntryPointsTest, AnAllocationThatFailsIsAnEvent) {
  const Recorded run = RecordUnchanged({kChild, "oom"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  const std::vector<LoggedCall> calls = ReadLog(run.result.output);
  EXPECT_EQ(calls.size(), 14u);
  ExpectLogged(run.events, calls);
}

TEST(EntryPointsTest, AProductThatOverflowsFails) {
  const Recorded run = RecordUnchanged({kChild, "overflow"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_THAT(test_support::OfKind(run.events, "oom"), testing::SizeIs(4));
}

TEST(EntryPointsTest, TheNewHandlerIsCalled) {
  const Recorded run = RecordUnchanged({kChild, "new-handler"});
  EXPECT_EQ(run.result.output, "handled\n");
}

// The recorder's own memory is neither in the trace nor in the way.
TEST(EntryPointsTest, NothingOfTheRecorderIsInTheTrace) {
  const Recorded run = RecordUnchanged({kChild, "churn", "1000"});
  EXPECT_EQ(BlocksOf(run.events, 64).begun, 1000);
  for (const json& frame : test_support::OfKind(run.events, "frame")) {
    EXPECT_THAT(frame.value("module", ""), testing::Not(testing::HasSubstr("libtidemark")));
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
