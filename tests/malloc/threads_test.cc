// Threads: concurrent, successive, and ending in every way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using test_support::OfKind;
using testing::SizeIs;

TEST(ThreadsTest, EachIsRecordedInItsOrder) {
  const Recorded run = RecordUnchanged({kChild, "at-a-time", "8", "500"});
  for (int i = 0; i < 8; ++i) EXPECT_EQ(BlocksOf(run.events, 100 + i).begun, 500);
  EXPECT_THAT(OfKind(run.events, "thread"), SizeIs(9));
}

TEST(ThreadsTest, FiveHundredOneAfterTheOther) {
  const Recorded run = RecordUnchanged({kChild, "one-by-one", "500", "3"});
  EXPECT_THAT(OfKind(run.events, "thread"), SizeIs(501));
  for (int i = 0; i < 500; ++i) EXPECT_GE(BlocksOf(run.events, 100 + i).begun, 3);
}

TEST(ThreadsTest, FiveHundredAtATime) {
  const Recorded run = RecordUnchanged({kChild, "crowd", "500"});
  EXPECT_EQ(BlocksOf(run.events, 777).begun, 500);
  EXPECT_EQ(BlocksOf(run.events, 777).live, 0);
}

// Addresses that one thread frees are soon reused by another: the time stamps keep them apart.
TEST(ThreadsTest, BlocksPassFromHandToHand) { RecordUnchanged({kChild, "hand-over", "20000"}); }

TEST(ThreadsTest, DestructorsOfThreadLocalsAreRecordedOnTheirThread) {
  constexpr int kThreads = 6;
  const Recorded run = RecordUnchanged({kChild, "end-with-destructors", std::to_string(kThreads)});
  for (const int bytes : {4000, 4001, 4002, 4003, 4011, 4012, 4013, 4014}) {
    EXPECT_EQ(BlocksOf(run.events, bytes).begun, kThreads) << bytes;
    EXPECT_EQ(BlocksOf(run.events, bytes).live, 0) << bytes;
  }
  EXPECT_THAT(OfKind(run.events, "thread"), SizeIs(kThreads + 1));
}

TEST(ThreadsTest, TheSmallestStackIsEnough) {
  for (const char* stacks : {"off", "fp", "dwarf", "auto"}) {
    const Recorded run =
        RecordUnchanged({kChild, "small-stacks", "3"}, {.flags = {"--stacks", stacks}});
    EXPECT_EQ(BlocksOf(run.events, 1250).begun, 3);
  }
}

TEST(ThreadsTest, AllocatingIsNoCancellationPoint) {
  // Without the recorder's own thread the program's threads write the file, too.
  const Recorded run = RecordUnchanged({kChild, "cancelled"});
  EXPECT_EQ(run.result.output, "cancelled\n");
}

TEST(ThreadsTest, MainEndsAmidThem) {
  const Recorded run = RecordUnchanged({kChild, "exit-amid-threads", "4"});
  EXPECT_EQ(run.result.exit_code, 6);
  EXPECT_FALSE(IsTruncated(run.events));
}

// The recorder's own thread does not keep the process alive.
TEST(ThreadsTest, TheMainThreadEndsFirst) {
  const Recorded run = RecordUnchanged({kChild, "main-thread-ends"});
  EXPECT_EQ(run.result.exit_code, 0);
  EXPECT_FALSE(IsTruncated(run.events));
  EXPECT_EQ(BlocksOf(run.events, 95).begun, 10);
}

}  // namespace
}  // namespace tidemark::malloc_test
