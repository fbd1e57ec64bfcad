// short-lived: blocks that are made and freed all the time, and what is not that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;

TraceScript ShortLivedProgram() {
  TraceScript trace;
  trace.Head("app");
  trace.Frame(1, {.function = "Split", .file = "split.cc", .line = 7, .module = "/home/me/app"});
  trace.Frame(2, {.function = "Keep", .file = "keep.cc", .line = 9, .module = "/home/me/app"});
  trace.Frame(3, {.function = "main", .file = "main.cc", .line = 1, .module = "/home/me/app"});
  trace.Stack(3, 3).Stack(1, 1).Stack(2, 2).Stack(4, 1, 3);
  return trace;
}

void MallocBlock(TraceScript* trace, uint64_t addr, int64_t stack, int64_t thread = 1) {
  trace->On({.thread = thread, .stack = stack}).Alloc({.addr = addr, .bytes = 64, .kind = "heap"});
}
void FreeBlock(TraceScript* trace, uint64_t addr, int64_t thread = 1) {
  trace->On({.thread = thread}).Free(FreeArgs{.addr = addr});
}

void MakeTemporaries(TraceScript* trace, int count, int64_t stack = 1) {
  for (int i = 0; i < count; ++i) {
    MallocBlock(trace, 16, stack);
    FreeBlock(trace, 16);
  }
}

void Keep(TraceScript* trace, int count, int64_t stack = 2) {
  for (int i = 0; i < count; ++i)
    MallocBlock(trace, 0x10000U + static_cast<uint64_t>(i) * 64, stack);
}

TEST(ShortLived, APlaceThatMakesAndFreesAllTheTime) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 1000);
  Keep(&trace, 1000);
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "short-lived");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->count, 1000);
  EXPECT_EQ(finding->bytes, 0);
  EXPECT_EQ(finding->peak_saving_bytes, 0);
  EXPECT_FALSE(finding->tells_saving);
  EXPECT_EQ(finding->severity, Severity::kNote);
  EXPECT_EQ(finding->confidence, Confidence::kCertain);
  EXPECT_EQ(finding->site.function, "Split");
  // 3,000 events, each 10 ns after the one before.
  EXPECT_EQ(
      finding->message,
      "made 1000 allocations that were freed before the next one: 50 % of all, 33.3 million a "
      "second");
}

// A place that is reached in two ways is one.
TEST(ShortLived, StacksOfOnePlaceAreSummedUp) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 500, 1);
  MakeTemporaries(&trace, 500, 4);
  const Report report = trace.Analyzed();
  ASSERT_NE(OnlyFinding(report, "short-lived"), nullptr);
  EXPECT_EQ(OnlyFinding(report, "short-lived")->count, 1000);
}

TEST(ShortLived, AFewOfAllAreNotWorthIt) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 1000);
  Keep(&trace, 9001);
  EXPECT_EQ(OnlyFinding(trace.Analyzed(), "short-lived"), nullptr);
  TraceScript few = ShortLivedProgram();
  MakeTemporaries(&few, 9);
  EXPECT_EQ(NotesFound(few.Analyzed()), "");
}

TEST(ShortLived, ASmallProgram) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 10);
  Keep(&trace, 2);
  const Report report = trace.Analyzed();
  ASSERT_NE(OnlyFinding(report, "short-lived"), nullptr);
  EXPECT_EQ(OnlyFinding(report, "short-lived")->count, 10);
}

// One in nine is kept, so that not all of them can be one.
TEST(ShortLived, APlaceThatKeepsSomeOfThem) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 1000);
  Keep(&trace, 112, 1);
  EXPECT_EQ(OnlyFinding(trace.Analyzed(), "short-lived"), nullptr);
}

TEST(ShortLived, WhatOutlivesTheNextAllocationIsNot) {
  TraceScript trace = ShortLivedProgram();
  for (int i = 0; i < 2000; ++i) {
    MallocBlock(&trace, 16, 1);
    MallocBlock(&trace, 32, 2);
    FreeBlock(&trace, 16);
    FreeBlock(&trace, 32);
  }
  const Report report = trace.Analyzed();
  ASSERT_NE(OnlyFinding(report, "short-lived"), nullptr);  // the inner one
  EXPECT_EQ(OnlyFinding(report, "short-lived")->site.function, "Keep");
}

// Handed to another thread, it could not be one that is reused.
TEST(ShortLived, WhatAnotherThreadFreesIsNot) {
  TraceScript trace = ShortLivedProgram();
  for (int i = 0; i < 2000; ++i) {
    MallocBlock(&trace, 16, 1, 1);
    FreeBlock(&trace, 16, 2);
  }
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

// Where a recorder names sites instead of stacks.
TEST(ShortLived, ASiteThatMakesBlocksOfTheHeap) {
  TraceScript trace;
  trace.Site(1, "split.cc", 7).Site(2, "mixed.cc", 9);
  for (int i = 0; i < 20; ++i) {
    trace.On({.site = 1}).Alloc({.addr = 16, .bytes = 64, .kind = "heap"});
    trace.Free(FreeArgs{.addr = 16});
    trace.On({.site = 2}).Alloc({.addr = 32, .bytes = 64, .kind = "heap"});
    trace.Free(FreeArgs{.addr = 32});
    trace.On({}).Alloc({.addr = 48, .bytes = 64, .kind = "heap"});  // nobody knows where
    trace.Free(FreeArgs{.addr = 48});
  }
  trace.On({.site = 2}).Array(1, 1, 10).Free(1);
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "short-lived");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->site.file, "split.cc");
  EXPECT_EQ(finding->count, 20);
}

// Of arrays the rules for arrays say more.
TEST(ShortLived, ArraysAreNone) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1});
  for (int64_t i = 1; i <= 2000; ++i) trace.Array(i, i, 10).Free(i);
  EXPECT_EQ(OnlyFinding(trace.Analyzed(), "short-lived"), nullptr);
}

TEST(ShortLived, IsOnlyLikelyWhereEventsWereLost) {
  TraceScript trace = ShortLivedProgram();
  MakeTemporaries(&trace, 2000);
  trace.Add(trace::EventBody(trace::Lost{.count = 1}));
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_NE(OnlyFinding(report, "short-lived"), nullptr);
  EXPECT_EQ(OnlyFinding(report, "short-lived")->confidence, Confidence::kLikely);
  EXPECT_THAT(OnlyFinding(report, "short-lived")->advice, HasSubstr("reuse"));
}

}  // namespace
}  // namespace tidemark::analysis
