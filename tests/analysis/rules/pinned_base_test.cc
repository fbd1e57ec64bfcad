#include "tidemark/analysis/rules/pinned_base.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::IsEmpty;

constexpr int64_t kBaseElements = 100'000;
constexpr int64_t kBaseBytes = kBaseElements * 8;

// Array 1 (handle 1) with the view 2, ten elements of it.
TraceScript Viewed() {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).On({.site = 1}).Array(1, 1, kBaseElements);
  trace.On({.site = 2});
  trace.View({.view = 2, .buf = 1, .parent = 1, .offset = 800, .shape = {{10}}, .strides = {{8}}});
  return trace;
}

TEST(PinnedBaseTest, FiresWhenASmallViewOutlivesTheOwner) {
  TraceScript trace = Viewed();
  trace.Drop(1).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "pinned-base");
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.bytes, kBaseBytes - 80);
  EXPECT_EQ(finding.site.line, 2);
  EXPECT_EQ(finding.confidence, Confidence::kCertain);
  EXPECT_EQ(finding.evidence[0].view, 2);
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_EQ(report.pins[0].base_bytes, kBaseBytes);
  EXPECT_EQ(report.pins[0].view_bytes, 80);
  EXPECT_EQ(report.pins[0].wasted_bytes, kBaseBytes - 80);
  // Nothing was allocated after the drop.
  EXPECT_EQ(finding.peak_saving_bytes, 0);
}

TEST(PinnedBaseTest, IsLikelyWhereARawPointerWasHandedOut) {
  TraceScript trace = Viewed();
  trace.Add(trace::EventBody(trace::Write{.buf = BufferId(1), .escaped = true}));
  trace.Drop(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "pinned-base");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
}

TEST(PinnedBaseTest, SavesWhatIsIdleWhereItMeetsThePeak) {
  TraceScript trace = Viewed();
  trace.Drop(1).Array(2, 3, kBaseElements).Free(2).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 2 * kBaseBytes);
  ASSERT_NE(OnlyFinding(report, "pinned-base"), nullptr);
  // The replay ends with ten elements and the second array; the first stood alone before.
  EXPECT_EQ(OnlyFinding(report, "pinned-base")->peak_saving_bytes, kBaseBytes - 80);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, kBaseBytes + 80);
}

TEST(PinnedBaseTest, SilentWhileTheOwnerLives) {
  TraceScript trace = Viewed();
  trace.Drop(2).Free(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "");
}

TEST(PinnedBaseTest, SilentWhenTheLastHandleGoesWithTheOwner) {
  TraceScript trace = Viewed();
  trace.Drop(2).Drop(1).Free(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "");
}

TEST(PinnedBaseTest, AViewOfEverythingCoversToo) {
  TraceScript trace = Viewed();
  trace.View({.view = 3,
              .buf = 1,
              .parent = 1,
              .offset = kBaseBytes - 8,
              .shape = {{kBaseElements}},
              .strides = {{-8}}});
  trace.Drop(1).Free(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "");
  TraceScript dropped = Viewed();
  dropped.View({.view = 3,
                .buf = 1,
                .parent = 1,
                .offset = kBaseBytes - 8,
                .shape = {{kBaseElements}},
                .strides = {{-8}}});
  dropped.Drop(1).Drop(3).Free(1).End();
  EXPECT_EQ(RulesFound(dropped.Analyzed()), "pinned-base");
}

TEST(PinnedBaseTest, AViewOfUnknownExtentIsTakenToCover) {
  TraceScript trace = Viewed();
  trace.View({.view = 3, .buf = 1, .parent = 1}).Drop(1).Drop(2).Free(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "");
}

TEST(PinnedBaseTest, AbsentStridesAreContiguousButOnlyLikely) {
  TraceScript trace;
  trace.Array(1, 1, kBaseElements).View({.view = 2, .buf = 1, .parent = 1, .shape = {{10}}});
  trace.Drop(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "pinned-base");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
  EXPECT_EQ(report.pins[0].view_bytes, 80);
}

// A base of `elements` with a view of `used` of them, outliving the owner.
std::string RulesWith(int64_t elements, int64_t used, int64_t stride = 8) {
  TraceScript trace;
  trace.Array(1, 1, elements);
  trace.View(
      {.view = 2, .buf = 1, .parent = 1, .offset = 0, .shape = {{used}}, .strides = {{stride}}});
  trace.Drop(1).Free(1).End();
  return RulesFound(trace.Analyzed());
}

TEST(PinnedBaseTest, NeedsHalfOfTheBufferIdle) {
  EXPECT_EQ(RulesWith(100'000, 50'000), "pinned-base");
  EXPECT_EQ(RulesWith(100'000, 50'001), "");
}

TEST(PinnedBaseTest, NeedsSixtyFourKibibytesIdle) {
  EXPECT_EQ(RulesWith(8192 + 10, 10), "pinned-base");
  EXPECT_EQ(RulesWith(8192 + 9, 10), "");
}

TEST(PinnedBaseTest, CountsDistinctBytesNotTheSpan) {
  // Every hundredth element: the span is all of it.
  EXPECT_EQ(RulesWith(100'000, 1000, 800), "pinned-base");
  // Every element, each many times.
  TraceScript trace;
  trace.Array(1, 1, kBaseElements);
  trace.View(
      {.view = 2, .buf = 1, .parent = 1, .offset = 0, .shape = {{1000, 10}}, .strides = {{0, 8}}});
  trace.Drop(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_EQ(report.pins[0].view_bytes, 80);
}

TEST(PinnedBaseTest, CountsSharedBytesOnce) {
  TraceScript trace = Viewed();
  trace.View({.view = 3, .buf = 1, .parent = 1, .offset = 840, .shape = {{10}}, .strides = {{8}}});
  trace.Drop(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_EQ(report.pins[0].view_bytes, 120);
}

TEST(PinnedBaseTest, AViewMadeLaterCountsForTheRestOfTheLife) {
  TraceScript small = Viewed();
  small.Drop(1);
  small.View({.view = 3, .buf = 1, .parent = 2, .offset = 800, .shape = {{2}}, .strides = {{8}}});
  small.Drop(2).Free(1).End();
  const Report report = small.Analyzed();
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_EQ(report.pins[0].view_bytes, 80);
  EXPECT_EQ(OnlyFinding(report, "pinned-base")->evidence[0].view, 3);

  TraceScript large = Viewed();
  large.Drop(1);
  large.View({.view = 3,
              .buf = 1,
              .parent = 2,
              .offset = 0,
              .shape = {{kBaseElements - 1}},
              .strides = {{8}}});
  large.Drop(3).Free(1).End();
  EXPECT_EQ(RulesFound(large.Analyzed()), "");
}

TEST(PinnedBaseTest, AHandleWithoutANameIsNeverDropped) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = kBaseBytes, .dtype = "f8", .shape = {{kBaseElements}}});
  trace.View({.view = 2, .buf = 1, .offset = 0, .shape = {{kBaseElements}}, .strides = {{8}}});
  trace.View({.view = 3, .buf = 1, .offset = 0, .shape = {{1}}, .strides = {{8}}});
  trace.Drop(2).Free(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "");
}

TEST(PinnedBaseTest, AdoptedMemoryIsNotOursToFree) {
  TraceScript trace;
  trace.Alloc({.buf = 1,
               .bytes = kBaseBytes,
               .view = 1,
               .kind = "external",
               .dtype = "f8",
               .shape = {{kBaseElements}}});
  trace.View({.view = 2, .buf = 1, .offset = 0, .shape = {{1}}, .strides = {{8}}});
  trace.Drop(1).Free(1).End();
  EXPECT_THAT(trace.Analyzed().pins, IsEmpty());
}

TEST(PinnedBaseTest, ALeakedBaseIsBothLeakAndPin) {
  TraceScript trace = Viewed();
  trace.Drop(1).End();
  EXPECT_EQ(RulesFound(trace.Analyzed()), "leak pinned-base");
}

// `count` views of one element each, all live, with or without the parent that contains them.
Report WithManyViews(int64_t count, bool with_parent) {
  TraceScript trace = Viewed();
  trace.Drop(1);
  for (int64_t i = 0; i < count; ++i) {
    trace.View({.view = 3 + i,
                .buf = 1,
                .parent = with_parent ? 2 : 0,
                .offset = 800 + 8 * (i % 10),
                .shape = {{1}},
                .strides = {{8}}});
  }
  trace.Free(1).End();
  return trace.Analyzed();
}

TEST(PinnedBaseTest, ViewsWithinTheirParentStayExactHoweverMany) {
  const Report report = WithManyViews(20'000, true);
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_EQ(report.pins[0].view_bytes, 80);
  EXPECT_EQ(report.findings[0].confidence, Confidence::kCertain);
}

TEST(PinnedBaseTest, TooManyViewsToCountGiveABoundAndAreLikely) {
  const Report report = WithManyViews(20'000, false);
  ASSERT_EQ(report.pins.size(), 1);
  EXPECT_GE(report.pins[0].view_bytes, 80);
  EXPECT_LE(report.pins[0].view_bytes, 20'010 * 8);
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
}

}  // namespace
}  // namespace tidemark::analysis
