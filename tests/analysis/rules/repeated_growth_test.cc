// repeated-growth: a vector that grows, and what looks like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kKiB = 1024;

// A program with two places that allocate: stacks 1 and 2.
TraceScript Program() {
  TraceScript trace;
  trace.Head("app");
  trace.Frame(1, {.function = "Fill", .file = "fill.cc", .line = 7, .module = "/home/me/app"});
  trace.Frame(2, {.function = "Other", .file = "other.cc", .line = 9, .module = "/home/me/app"});
  trace.Stack(1, 1).Stack(2, 2).On({.stack = 1});
  return trace;
}

void Malloc(TraceScript* trace, uint64_t addr, int64_t bytes, int64_t stack = 1) {
  trace->On({.stack = stack}).Alloc({.addr = addr, .bytes = bytes, .kind = "heap"});
}
void Free(TraceScript* trace, uint64_t addr) { trace->Free(FreeArgs{.addr = addr}); }

// Allocates one size after the other and frees each after its successor was allocated.
void Grow(TraceScript* trace, const std::vector<int64_t>& sizes, int64_t stack = 1,
          uint64_t base = 0x10000) {
  for (size_t i = 0; i < sizes.size(); ++i) {
    Malloc(trace, base + i, sizes[i], stack);
    if (i > 0) Free(trace, base + i - 1);
  }
}

// A dictionary of Python's own, while it starts.
TEST(RepeatedGrowth, AnInterpretersOwnIsNotTold) {
  TraceScript trace = Program();
  trace.Frame(3, {.function = "dictresize", .file = "", .module = "/usr/bin/python3.11"});
  trace.Stack(3, 3);
  Grow(&trace, {4 * kKiB, 8 * kKiB, 16 * kKiB, 32 * kKiB, 64 * kKiB}, 3);
  Free(&trace, 0x10004);
  EXPECT_EQ(NotesFound(trace.End().Analyzed()), "");
}

TEST(RepeatedGrowth, AVectorThatIsFilledWithoutReserve) {
  TraceScript trace = Program();
  Grow(&trace, {4 * kKiB, 8 * kKiB, 16 * kKiB, 32 * kKiB, 64 * kKiB});
  Free(&trace, 0x10004);
  trace.End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(NotesFound(report), "repeated-growth");
  const Finding& finding = report.findings.at(0);
  EXPECT_EQ(finding.count, 1);
  EXPECT_EQ(finding.bytes, 60 * kKiB);
  EXPECT_EQ(finding.site.function, "Fill");
  EXPECT_EQ(finding.severity, Severity::kNote);
  EXPECT_EQ(finding.confidence, Confidence::kLikely);
  EXPECT_THAT(finding.message, HasSubstr("from 4 KiB to 64 KiB in 4 steps"));
  EXPECT_THAT(finding.advice, HasSubstr("60 KiB less"));
  // With the last size from the start there are never two blocks.
  EXPECT_EQ(report.peak.bytes, 96 * kKiB);
  EXPECT_EQ(finding.peak_saving_bytes, 32 * kKiB);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 64 * kKiB);
}

// The reserved block is there from the start, beside what was there then.
TEST(RepeatedGrowth, TheReplayHasTheLastSizeFromTheStart) {
  TraceScript trace = Program();
  Malloc(&trace, 0x10000, 4 * kKiB);
  Malloc(&trace, 1, 10 * kKiB, 2);
  Free(&trace, 1);
  Malloc(&trace, 0x10001, 8 * kKiB);
  Free(&trace, 0x10000);
  Malloc(&trace, 0x10002, 16 * kKiB);
  Free(&trace, 0x10001);
  Malloc(&trace, 0x10003, 32 * kKiB);
  Free(&trace, 0x10002);
  Free(&trace, 0x10003);
  trace.End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 48 * kKiB);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 42 * kKiB);
  EXPECT_EQ(OnlyFinding(report, "repeated-growth")->peak_saving_bytes, 6 * kKiB);
}

// Of a program that has only such, they matter.
TEST(RepeatedGrowth, SmallBlocks) {
  TraceScript trace = Program();
  Grow(&trace, {100, 200, 400, 800});
  Free(&trace, 0x10003);
  trace.End();
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "repeated-growth");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->bytes, 700);
  EXPECT_EQ(finding->peak_saving_bytes, 400);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 800);
}

TEST(RepeatedGrowth, FromSmallBlocksToLargeOnes) {
  TraceScript trace = Program();
  Grow(&trace, {1 * kKiB, 2 * kKiB, 4 * kKiB, 8 * kKiB});
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "repeated-growth");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->bytes, 7 * kKiB);
}

TEST(RepeatedGrowth, SmallBlocksBesideALargePeakDoNotMatter) {
  TraceScript trace = Program();
  Malloc(&trace, 1, 80001, 2);
  Grow(&trace, {100, 200, 400, 800});
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

TEST(RepeatedGrowth, SmallBlocksLateInALongTraceAreNotLookedAt) {
  TraceScript trace = Program();
  for (int i = 0; i < 8192; ++i) {
    Malloc(&trace, 1, 10, 2);
    Malloc(&trace, 2, 10, 2);
    Free(&trace, 1);
    Free(&trace, 2);
  }
  Grow(&trace, {100, 200, 400, 800});
  EXPECT_EQ(OnlyFinding(trace.Analyzed(), "repeated-growth"), nullptr);
}

TEST(RepeatedGrowth, OtherPlacesAndSmallBlocksDoNotDisturb) {
  TraceScript trace = Program();
  uint64_t other = 1;
  const std::vector<int64_t> sizes = {5000, 6000, 7200, 8640};
  for (size_t i = 0; i < sizes.size(); ++i) {
    Malloc(&trace, 0x10000 + i, sizes[i]);
    Malloc(&trace, other++, 9000, 2);
    Malloc(&trace, other++, 100);
    if (i > 0) Free(&trace, 0x10000 + i - 1);
  }
  const Report report = trace.Analyzed();
  EXPECT_EQ(OnlyFinding(report, "repeated-growth")->bytes, 5000 + 6000 + 7200);
}

TEST(RepeatedGrowth, GrowthsOfOnePlaceAreCounted) {
  TraceScript trace = Program();
  for (int i = 0; i < 3; ++i) {
    Grow(&trace, {4 * kKiB, 8 * kKiB, 16 * kKiB, 32 * kKiB}, 1, 0x10000U * (i + 1));
    if (i < 2) Free(&trace, 0x10000U * (i + 1) + 3);
  }
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "repeated-growth");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->count, 3);
  EXPECT_EQ(finding->bytes, 3 * 28 * kKiB);
  EXPECT_THAT(finding->message, HasSubstr("in 3 growths, the largest: from 4 KiB to 32 KiB"));
}

TEST(RepeatedGrowth, TwiceIsNotRepeated) {
  TraceScript trace = Program();
  Grow(&trace, {4 * kKiB, 8 * kKiB, 16 * kKiB});
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

TEST(RepeatedGrowth, BlocksOfASizeTakeTurns) {
  TraceScript trace = Program();
  Grow(&trace, {8 * kKiB, 8 * kKiB, 8 * kKiB, 8 * kKiB, 8 * kKiB});
  Grow(&trace, {10000, 11900, 14160, 16850, 20050}, 2, 0x20000);  // by less than a fifth
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

// Three images that are each larger than the one before, one after the other.
TEST(RepeatedGrowth, WhatIsFreedFirstWasNotGivenUpForTheNext) {
  TraceScript trace = Program();
  for (uint64_t i = 0; i < 5; ++i) {
    Malloc(&trace, 16 + i, (4 * kKiB) << i);
    Free(&trace, 16 + i);
  }
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

// A queue: the place allocates again before the old block goes.
TEST(RepeatedGrowth, WhatIsKeptLongerWasNotGivenUpForTheNext) {
  TraceScript trace = Program();
  for (uint64_t i = 0; i < 6; ++i) {
    Malloc(&trace, 16 + i, (4 * kKiB) << i);
    if (i >= 2) Free(&trace, 16 + i - 2);
  }
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

TEST(RepeatedGrowth, FromAnotherPlaceItIsAnotherBlock) {
  TraceScript trace = Program();
  for (uint64_t i = 0; i < 6; ++i) {
    Malloc(&trace, 16 + i, (4 * kKiB) << i, static_cast<int64_t>(1 + i % 2));
    if (i >= 1) Free(&trace, 16 + i - 1);
  }
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

TEST(RepeatedGrowth, ABlockThatIsResizedIsStillItself) {
  TraceScript trace = Program();
  Malloc(&trace, 16, 4 * kKiB);
  for (int i = 1; i < 6; ++i) {
    trace::Resize resize;
    resize.buffer.addr = 16;
    resize.bytes = (4 * kKiB) << i;
    trace.Add(trace::EventBody(resize));
  }
  EXPECT_EQ(NotesFound(trace.Analyzed()), "");
}

// Events of the heap are taken from their records (FirstPass::TakeHeapEvent) unless a detail is asked for.
TEST(RepeatedGrowth, IsTheSameOnBothPaths) {
  TraceScript trace = Program();
  for (int i = 0; i < 40; ++i) {
    Grow(&trace, {4 * kKiB, 8 * kKiB, 16 * kKiB, 32 * kKiB}, 1, 0x10000U * (i + 1));
    Free(&trace, 0x10000U * (i + 1) + 3);
  }
  trace.End();
  PassOptions slow;
  slow.details.sizes = true;
  const Report fast_report = trace.Analyzed();
  const Report slow_report = trace.Analyzed(nullptr, slow);
  const Finding* fast = OnlyFinding(fast_report, "repeated-growth");
  const Finding* other = OnlyFinding(slow_report, "repeated-growth");
  ASSERT_NE(fast, nullptr);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(fast->count, 40);
  EXPECT_EQ(other->count, 40);
  EXPECT_EQ(fast->bytes, other->bytes);
  EXPECT_EQ(fast->peak_saving_bytes, 16 * kKiB);
  EXPECT_EQ(other->peak_saving_bytes, 16 * kKiB);
  EXPECT_EQ(fast_report.what_if.peak_bytes_all_fixed, slow_report.what_if.peak_bytes_all_fixed);
}

// The spans of the live bytes are joined again and again (LiveProfile); what a growth that goes on will
// ask about stays.
TEST(RepeatedGrowth, ALongTraceForgetsNothingThatMatters) {
  TraceScript trace = Program();
  Malloc(&trace, 0x10000, 4 * kKiB);
  const auto churn = [&] {
    for (int i = 0; i < 60000; ++i) {
      Malloc(&trace, 1, 10 * kKiB + i % 7, 2);
      Free(&trace, 1);
    }
  };
  for (uint64_t i = 1; i < 5; ++i) {
    churn();
    Malloc(&trace, 0x10000 + i, (4 * kKiB) << i);
    Malloc(&trace, 2, 5 * kKiB, 2);
    Free(&trace, 2);
    Free(&trace, 0x10000 + i - 1);
  }
  Free(&trace, 0x10004);
  trace.End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, (64 + 32 + 5) * kKiB);
  // 64 KiB from the start, and the most of what came and went beside it.
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, (64 + 10) * kKiB + 6);
}

}  // namespace
}  // namespace tidemark::analysis
