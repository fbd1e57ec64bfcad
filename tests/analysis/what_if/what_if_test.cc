// What the peak becomes, worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kElements = 1000;
constexpr int64_t kBytes = kElements * 8;

int64_t Saving(const Report& report, absl::string_view rule) {
  const Finding* finding = OnlyFinding(report, rule);
  EXPECT_NE(finding, nullptr) << rule << " among " << RulesFound(report);
  return finding == nullptr ? -1 : finding->peak_saving_bytes;
}

TraceScript& CopyWhole(TraceScript& trace, int64_t from, int64_t to) {
  return trace.Array(to, to, kElements).Copy({.bytes = kBytes, .src_buf = from, .dst_buf = to});
}

TEST(WhatIfTest, ACopyThatIsGoneLowersThePeakByItsBytes) {
  TraceScript trace;
  CopyWhole(trace.Array(1, 1, kElements), 1, 2);
  trace.Read(2).Read(1).Free(2).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(Saving(report, "unmodified-copy"), kBytes);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, kBytes);
}

TEST(WhatIfTest, TheSourceLivesAsLongAsWhatSharesIt) {
  TraceScript trace;
  CopyWhole(trace.Array(1, 1, kElements), 1, 2);
  trace.Read(1).Free(1).Array(3, 3, kElements).Write(3).Read(3).Read(2).Free(2).Free(3).End();
  const Report report = trace.Analyzed();
  // Never more than two at once, with the copy or without.
  EXPECT_EQ(report.peak.bytes, 2 * kBytes);
  EXPECT_EQ(Saving(report, "unmodified-copy"), 0);
  EXPECT_THAT(OnlyFinding(report, "unmodified-copy")->message,
              ::testing::HasSubstr("mending it alone does not lower the peak"));
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

TEST(WhatIfTest, ChainsShareTheRoot) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).Site(3, "a.cc", 3).Site(4, "a.cc", 4);
  CopyWhole(trace.On({.site = 1}).Array(1, 1, kElements), 1, 2);
  CopyWhole(trace.On({.site = 2}), 2, 3);
  CopyWhole(trace.On({.site = 3}), 3, 4);
  trace.Read(1)
      .Read(2)
      .Read(3)
      .Read(4)
      .Free(1)
      .Free(2)
      .Free(3)
      .Array(5, 5, kElements)
      .Write(5)
      .Read(5);
  trace.Free(5).Free(4).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 4 * kBytes);
  // The root, and later the root with 5.
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
  for (const Finding& finding : report.findings) EXPECT_EQ(finding.peak_saving_bytes, kBytes);
}

TEST(WhatIfTest, EditsThatContradictEachOtherAreNotCombined) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  CopyWhole(trace.On({.site = 1}).Array(1, 1, kElements), 1, 2);
  CopyWhole(trace.On({.site = 2}), 2, 3);
  // 2 could be 1, as long as it is used; 3 could be 2; but 3 cannot be 1, which changes.
  trace.Read(2).Free(2).Write(1).Read(3).Free(3).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(report.findings.size(), 2);
  EXPECT_EQ(report.peak.bytes, 3 * kBytes);
  for (const Finding& finding : report.findings) EXPECT_EQ(finding.peak_saving_bytes, kBytes);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

TEST(WhatIfTest, DuplicatesShareTheEarlierCopyAndNotTheSource) {
  TraceScript trace;
  CopyWhole(trace.Array(1, 1, kElements), 1, 2);
  CopyWhole(trace, 1, 3);
  trace.Write(1).Free(1).Array(4, 4, kElements).Write(4);
  trace.Read(2).Read(3).Free(4).Free(2).Free(3).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "duplicate-copy");
  EXPECT_EQ(report.peak.bytes, 3 * kBytes);
  EXPECT_EQ(Saving(report, "duplicate-copy"), kBytes);
}

// 1 is copied into 2, which is `times` as large and may have been written before.
int64_t SavingOfCopyInto(int64_t times, bool written_before) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Array(2, 2, times * kElements);
  if (written_before) trace.Write(2);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2});
  trace.Read(2).Read(1).Free(2).Free(1).End();
  return Saving(trace.Analyzed(), "unmodified-copy");
}

TEST(WhatIfTest, ABufferThatServedForMoreThanTheCopyStays) {
  EXPECT_EQ(SavingOfCopyInto(1, false), kBytes);
  EXPECT_EQ(SavingOfCopyInto(1, true), kBytes);
  EXPECT_EQ(SavingOfCopyInto(2, false), 0);
}

TEST(WhatIfTest, ALeakIsFreedAfterItsLastAccess) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Array(2, 2, kElements).Write(2).Free(2).End();
  EXPECT_EQ(Saving(trace.Analyzed(), "leak"), kBytes);
  TraceScript used;
  used.Array(1, 1, kElements).Write(1).Array(2, 2, kElements).Write(2).Read(1).Free(2).End();
  EXPECT_EQ(Saving(used.Analyzed(), "leak"), 0);
}

TEST(WhatIfTest, OfOtherMemoryTheLastAccessIsNotKnown) {
  TraceScript trace;
  trace.Alloc({.addr = 64, .bytes = 100, .kind = "heap"});
  trace.Alloc({.addr = 256, .bytes = 100, .kind = "heap"}).Free(FreeArgs{.addr = 256}).End();
  EXPECT_EQ(Saving(trace.Analyzed(), "leak"), 0);
}

TEST(WhatIfTest, ALeakThatIsSharedLivesAsLongAsItsSharers) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  CopyWhole(trace.On({.site = 1}).Array(1, 1, kElements), 1, 2);
  // Both leak; 2 is a copy that could be 1 and is used until the end.
  trace.On({.site = 2}).Array(3, 3, kElements).Write(3).Read(3).Read(2).Free(3).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 3 * kBytes);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

TEST(WhatIfTest, SharersFromBeforeTheDropKeepAllOfAPinnedBase) {
  constexpr int64_t kLarge = 100'000;
  for (const bool shared : {false, true}) {
    TraceScript trace;
    trace.Array(1, 1, kLarge);
    trace.View({.view = 10, .buf = 1, .parent = 1, .offset = 0, .shape = {{10}}, .strides = {{8}}});
    trace.Array(2, 2, kLarge);
    if (shared) trace.Copy({.bytes = kLarge * 8, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
    trace.Drop(1).Array(3, 3, kLarge).Write(3).Read(3).Read(2).Read(1);
    trace.Free(3).Free(2).Free(1).End();
    const Report report = trace.Analyzed();
    EXPECT_EQ(report.peak.bytes, 3 * kLarge * 8);
    EXPECT_EQ(RulesFound(report), shared ? "pinned-base unmodified-copy" : "pinned-base");
    EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kLarge * 8 + (shared ? 0 : 80));
  }
}

TEST(WhatIfTest, ACopyOfManyBuffersAtOneSiteIsFixedAsOneFinding) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).On({.site = 2});
  for (int64_t i = 1; i <= 10; ++i) trace.On({.site = 2}).Array(i, i, kElements);
  trace.On({.site = 1});
  for (int64_t i = 1; i <= 10; ++i) {
    trace.Array(100 + i, 100 + i, kElements)
        .Copy({.bytes = kBytes, .src_buf = i, .dst_buf = 100 + i});
  }
  for (int64_t i = 1; i <= 10; ++i) trace.Read(i).Free(100 + i).Free(i);
  trace.End();
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "unmodified-copy");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->count, 10);
  EXPECT_EQ(finding->bytes, 10 * kBytes);
  EXPECT_EQ(finding->peak_saving_bytes, 10 * kBytes);
  EXPECT_EQ(finding->evidence.size(), 5);
}

TEST(WhatIfTest, FindingsAreRankedBySavingThenBytes) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).Site(3, "a.cc", 3);
  // A large copy off the peak, a small one at it.
  trace.On({.site = 3}).Array(1, 1, 50).Array(2, 2, 100).On({.site = 1}).Array(3, 3, 100);
  trace.Copy({.bytes = 800, .src_buf = 2, .dst_buf = 3}).Read(2).Free(3).Free(2);
  trace.On({.site = 2}).Array(4, 4, 50).Copy({.bytes = 400, .src_buf = 1, .dst_buf = 4});
  trace.On({.site = 3}).Array(5, 5, 1000).Free(5).Read(1).Free(4).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(report.findings.size(), 2);
  EXPECT_EQ(report.findings[0].site.line, 2);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 400);
  EXPECT_EQ(report.findings[1].site.line, 1);
  EXPECT_EQ(report.findings[1].peak_saving_bytes, 0);
  EXPECT_EQ(report.findings[1].bytes, 800);
}

}  // namespace
}  // namespace tidemark::analysis
