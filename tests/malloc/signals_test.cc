// Signal handlers that allocate at any moment, also inside the allocator and inside the recorder.
#include <gtest/gtest.h>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

// Events of handlers that interrupt the recorder are lost, and counted.
TEST(SignalsTest, HandlersMayAllocateAtAnyMoment) {
  const Recorded run = Record({kChild, "interrupted", "100000", "50"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_EQ(run.result.output, "worked\n");
  EXPECT_TRUE(IsSound(run.events));
  EXPECT_FALSE(IsTruncated(run.events));
  EXPECT_EQ(run.report.exit_code, 0) << run.report.errors;
  for (int i = 0; i < 64; ++i) EXPECT_GE(BlocksOf(run.events, 100 + i).begun, 100000 / 64);
}

TEST(SignalsTest, OnAStackOfTheirOwnAndInManyThreads) {
  const Recorded run = Record({kChild, "interrupted-threads", "30000", "50", "4"});
  EXPECT_EQ(run.result.exit_code, 0) << run.result.errors;
  EXPECT_EQ(run.result.output, "worked\n");
  EXPECT_TRUE(IsSound(run.events));
  EXPECT_FALSE(IsTruncated(run.events));
}

TEST(SignalsTest, WhatIsPendingAndBlockedIsTheProgramsOwn) {
  const Recorded run = RecordUnchanged({kChild, "own-signals"});
  EXPECT_EQ(run.result.output, "pending 1 1 1\nblocked 1\n");
}

}  // namespace
}  // namespace tidemark::malloc_test
