// held-idle: blocks that are there from the start to the end, and those that are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kMiB = int64_t{1} << 20;

// A block of `held` bytes from `begin` to `end`, and a peak of others at 500; the trace has 1,000 ns.
struct History {
  int64_t held = 4 * kMiB;
  int64_t begin = 50;
  int64_t end = 950;  // 0: never
  int64_t others = 8 * kMiB;
};

TraceScript Trace(const History& history) {
  TraceScript trace;
  trace.Head("app");
  trace.Frame(1, {.function = "Load", .file = "load.cc", .line = 7, .module = "/home/me/app"});
  trace.Frame(2, {.function = "Solve", .file = "solve.cc", .line = 9, .module = "/home/me/app"});
  trace.Stack(1, 1).Stack(2, 2);
  const auto malloc = [&](int64_t t, uint64_t addr, int64_t bytes, int64_t stack) {
    trace.At(t).On({.stack = stack}).Alloc({.addr = addr, .bytes = bytes, .kind = "heap"});
  };
  malloc(0, 1, 16, 2);
  const bool late = history.begin > 600;
  if (!late) malloc(history.begin, 16, history.held, 1);
  if (history.end != 0 && history.end < 500) trace.At(history.end).Free(FreeArgs{.addr = 16});
  malloc(500, 32, history.others, 2);
  trace.At(600).Free(FreeArgs{.addr = 32});
  if (late) malloc(history.begin, 16, history.held, 1);
  if (history.end >= 500) trace.At(history.end).Free(FreeArgs{.addr = 16});
  trace.At(1000).Free(FreeArgs{.addr = 1});
  trace.At(1000).End();
  return trace;
}

bool IsFound(const History& history) {
  return OnlyFinding(Trace(history).Analyzed(), "held-idle") != nullptr;
}

TEST(HeldIdle, ALargeBlockFromTheStartToTheEnd) {
  const Report report = Trace({}).Analyzed();
  EXPECT_EQ(NotesFound(report), "held-idle");
  const Finding& finding = report.findings.at(0);
  EXPECT_EQ(finding.count, 1);
  EXPECT_EQ(finding.bytes, 4 * kMiB);
  EXPECT_EQ(finding.site.function, "Load");
  // It claims nothing: neither that it is idle nor that anything is saved.
  EXPECT_EQ(finding.severity, Severity::kNote);
  EXPECT_EQ(finding.confidence, Confidence::kLikely);
  EXPECT_FALSE(finding.tells_saving);
  EXPECT_EQ(finding.peak_saving_bytes, 0);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, report.peak.bytes);
  EXPECT_THAT(finding.message, HasSubstr("does not say whether"));
  EXPECT_THAT(finding.message, Not(HasSubstr("does not lower")));
}

TEST(HeldIdle, OneThatIsNeverFreedIsHeld) { EXPECT_TRUE(IsFound({.end = 0})); }

TEST(HeldIdle, TheLimitsOfTheDefinition) {
  EXPECT_TRUE(IsFound({.begin = 100}));
  EXPECT_FALSE(IsFound({.begin = 101}));
  EXPECT_TRUE(IsFound({.end = 900}));
  EXPECT_FALSE(IsFound({.end = 899}));
}

TEST(HeldIdle, OneThatIsReleasedBeforeThePeakIsNotHeld) { EXPECT_FALSE(IsFound({.end = 400})); }

TEST(HeldIdle, OneThatIsMadeAfterThePeakIsNotHeld) { EXPECT_FALSE(IsFound({.begin = 700})); }

TEST(HeldIdle, WhatIsMostOfThePeakIsWhatTheProgramIsAbout) {
  EXPECT_FALSE(IsFound({.held = 16 * kMiB}));
}

TEST(HeldIdle, WhatIsLittleOfThePeakIsNotWorthIt) {
  EXPECT_FALSE(IsFound({.held = kMiB, .others = 12 * kMiB}));
  EXPECT_FALSE(IsFound({.held = kMiB - 1, .others = 4 * kMiB}));
  EXPECT_TRUE(IsFound({.held = kMiB, .others = 4 * kMiB}));
}

// Of blocks that lived long only those are kept that were freed lately.
TEST(HeldIdle, ManyBlocksThatEndOneAfterTheOther) {
  TraceScript trace;
  trace.Head("app");
  trace.Frame(1, {.function = "Load", .file = "load.cc", .line = 7, .module = "/home/me/app"});
  trace.Stack(1, 1).On({.stack = 1});
  constexpr uint64_t kBlocks = 5000;
  for (uint64_t i = 1; i <= kBlocks; ++i) {
    trace.At(static_cast<int64_t>(i)).Alloc({.addr = i, .bytes = kMiB, .kind = "heap"});
  }
  trace.Alloc({.addr = kBlocks + 1, .bytes = 9 * kMiB, .kind = "heap"});
  for (uint64_t i = 1; i <= kBlocks; ++i) {
    trace.At(100000 + static_cast<int64_t>(20 * i)).Free(FreeArgs{.addr = i});
  }
  trace.End();
  const Report report = trace.Analyzed();
  // None has a tenth of the peak, however long it was held.
  EXPECT_EQ(OnlyFinding(report, "held-idle"), nullptr);
}

}  // namespace
}  // namespace tidemark::analysis
