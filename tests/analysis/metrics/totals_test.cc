// Totals, peak, timeline, temporaries, threads, and what is live at the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/passes/run_passes.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The example of the trace contract, line by line.
TraceScript FixedExample() {
  TraceScript trace;
  trace.Head("example").Site(1, "a.cc", 10, "load").Site(2, "a.cc", 20, "work");
  trace.On({.site = 1}).At(100).Array(1, 1, 1000).On({.site = 2});
  trace.At(200).View({.view = 2,
                      .buf = 1,
                      .parent = 1,
                      .offset = 0,
                      .shape = {{10}},
                      .strides = {{8}},
                      .dtype = "f8"});
  trace.At(300).Array(2, 3, 1000);
  trace.At(310).Copy({.bytes = 8000, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 3});
  trace.At(400).Read(2).At(500).Free({.buf = 2, .last_read = 450}).At(600).Drop(1);
  trace.At(700).End({.events = 8, .live_buffers = 1, .live_bytes = 8000});
  return trace;
}

TEST(FixedExampleTest, HasThePeakTheCopyAndTheLeakOfTheContract) {
  const Report report = FixedExample().Analyzed();
  EXPECT_EQ(report.trace.program, "example");
  EXPECT_EQ(report.trace.events, 7);
  EXPECT_EQ(report.trace.duration_ns, 700);
  EXPECT_FALSE(report.trace.truncated);
  for (const auto& [kind, anomaly] : report.trace.anomalies) EXPECT_EQ(anomaly.count, 0) << kind;

  EXPECT_EQ(report.peak.bytes, 16000);
  EXPECT_EQ(report.peak.t, 300);
  EXPECT_EQ(report.peak.buffers, 2);
  ASSERT_EQ(report.peak.sites.size(), 2);
  EXPECT_EQ(report.peak.sites[0].site, (SiteReport{"a.cc", 10, "load", ""}));
  EXPECT_EQ(report.peak.sites[1].site, (SiteReport{"a.cc", 20, "work", ""}));

  EXPECT_EQ(report.totals.alloc_count, 2);
  EXPECT_EQ(report.totals.alloc_bytes, 16000);
  EXPECT_EQ(report.totals.free_count, 1);
  EXPECT_EQ(report.totals.view_count, 1);
  EXPECT_EQ(report.totals.temporary_count, 1);
  EXPECT_EQ(report.totals.live_end_count, 1);
  EXPECT_EQ(report.totals.live_end_bytes, 8000);
  EXPECT_EQ(report.totals.thread_count, 1);

  EXPECT_EQ(report.copies.count, 1);
  EXPECT_EQ(report.copies.bytes, 8000);
  EXPECT_EQ(report.copies.redundant_count, 1);
  EXPECT_EQ(report.copies.redundant_bytes, 8000);
  EXPECT_EQ(report.leaks.count, 1);
  EXPECT_EQ(report.leaks.bytes, 8000);
  EXPECT_THAT(report.pins, IsEmpty());
  EXPECT_EQ(RulesFound(report), "leak unmodified-copy");

  const Finding* copy = OnlyFinding(report, "unmodified-copy");
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->bytes, 8000);
  EXPECT_EQ(copy->site.line, 20);
  EXPECT_EQ(copy->confidence, Confidence::kCertain);
  EXPECT_EQ(copy->peak_saving_bytes, 8000);
  const Finding* leak = OnlyFinding(report, "leak");
  ASSERT_NE(leak, nullptr);
  EXPECT_EQ(leak->severity, Severity::kError);
  EXPECT_EQ(leak->site.line, 10);
  EXPECT_THAT(leak->advice, ::testing::HasSubstr("the view made at a.cc:20 in work"));
  // The copy saves more and so stands first.
  EXPECT_EQ(report.findings[0].rule, "unmodified-copy");
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 8000);
}

TEST(PeakTest, IsTheFirstEventThatReachesTheMaximum) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).On({.site = 1});
  trace.At(10).Alloc({.buf = 1, .bytes = 100}).At(20).Free(1);
  trace.On({.site = 2}).At(30).Alloc({.buf = 2, .bytes = 60}).At(40).Alloc({.buf = 3, .bytes = 40});
  trace.At(50).Free(2).Free(3).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 100);
  EXPECT_EQ(report.peak.t, 10);
  ASSERT_EQ(report.peak.sites.size(), 1);
  EXPECT_EQ(report.peak.sites[0].site.line, 1);
}

TEST(PeakTest, BreakdownIsOfThatMomentAndMergesEqualSites) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).Site(3, "a.cc", 1);
  trace.On({.site = 1})
      .Alloc({.buf = 1, .bytes = 10})
      .On({.site = 3})
      .Alloc({.buf = 2, .bytes = 20});
  trace.On({.site = 2}).Alloc({.buf = 3, .bytes = 70});
  trace.Free(3).Free(1).On({.site = 3}).Alloc({.buf = 4, .bytes = 5}).Free(2).Free(4).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 100);
  EXPECT_EQ(report.peak.buffers, 3);
  ASSERT_EQ(report.peak.sites.size(), 2);
  EXPECT_EQ(report.peak.sites[0].site.file, "b.cc");
  EXPECT_EQ(report.peak.sites[0].bytes, 70);
  EXPECT_EQ(report.peak.sites[1].site.file, "a.cc");
  EXPECT_EQ(report.peak.sites[1].bytes, 30);
  EXPECT_EQ(report.peak.sites[1].count, 2);
}

TEST(PeakTest, CountsAGrownBufferAtItsSite) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).On({.site = 1});
  trace.Alloc({.addr = 16, .bytes = 10, .kind = "heap"}).On({.site = 2}).At(70);
  trace.Add(trace::EventBody(
      trace::Resize{.buffer = {.buf = {}, .addr = 16}, .bytes = 50, .new_addr = 32}));
  trace.Free(FreeArgs{.addr = 32}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 50);
  EXPECT_EQ(report.peak.t, 70);
  EXPECT_EQ(report.peak.sites[0].site.file, "a.cc");
  EXPECT_EQ(report.totals.alloc_count, 1);
  EXPECT_EQ(report.totals.live_end_bytes, 0);
}

TEST(TotalsTest, AdoptedBuffersStandApart) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 1000, .view = 1, .kind = "external"});
  trace.Alloc({.buf = 2, .bytes = 10}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.totals.external_count, 1);
  EXPECT_EQ(report.totals.external_bytes, 1000);
  EXPECT_EQ(report.totals.alloc_count, 1);
  EXPECT_EQ(report.totals.largest_alloc_bytes, 10);
  EXPECT_EQ(report.peak.bytes, 10);
  EXPECT_EQ(report.leaks.count, 1);
}

TEST(TemporaryTest, IsFreedByItsThreadBeforeThatThreadAllocatesAgain) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 1}).Free(1);                                // temporary
  trace.Alloc({.buf = 2, .bytes = 1}).Alloc({.buf = 3, .bytes = 1}).Free(2);  // not
  trace.Free(3);                                                              // temporary
  trace.Alloc({.buf = 4, .bytes = 1}).On({.thread = 2}).Free(4);              // not
  trace.Alloc({.buf = 5, .bytes = 1}).On({.thread = 1}).Alloc({.buf = 6, .bytes = 1});
  trace.On({.thread = 2}).Free(5);  // temporary
  trace.Alloc({.buf = 7, .bytes = 1}).Alloc({.buf = 8, .bytes = 9, .kind = "external"}).Free(7);
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.totals.temporary_count, 4);
  EXPECT_EQ(report.totals.thread_count, 2);
}

TEST(TruncatedTest, HasNoLeaks) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 64});
  const Report report = trace.Analyzed();
  EXPECT_TRUE(report.trace.truncated);
  EXPECT_EQ(report.leaks.count, 0);
  EXPECT_EQ(report.totals.live_end_count, 1);
  EXPECT_EQ(report.totals.live_end_bytes, 64);
  EXPECT_THAT(report.findings, IsEmpty());
}

TEST(TruncatedTest, ACutOffTraceIsTruncatedThoughItHasAnEnd) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 64}).End();
  trace.stats().cut_off = true;
  EXPECT_TRUE(trace.Analyzed().trace.truncated);
}

TEST(EmptyTest, DefinitionsAndEndAloneAreNothingToAnalyse) {
  TraceScript trace;
  trace.Head("x").Site(1, "a.cc", 1).End();
  const auto report = RunPasses(trace.Reader());
  EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(report.status().message(), "nothing to analyse");
}

TEST(LeakTest, IsGroupedBySiteAndIsExactlyWhatIsLeft) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  trace.On({.site = 1}).Alloc({.buf = 1, .bytes = 10}).Alloc({.buf = 2, .bytes = 20});
  trace.On({.site = 2}).Alloc({.buf = 3, .bytes = 5}).Alloc({.buf = 4, .bytes = 50}).Free(4).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.leaks.count, 3);
  EXPECT_EQ(report.leaks.bytes, 35);
  ASSERT_EQ(report.leaks.sites.size(), 2);
  EXPECT_EQ(report.leaks.sites[0].bytes, 30);
  EXPECT_EQ(report.leaks.sites[0].count, 2);
  ASSERT_EQ(report.findings.size(), 2);
}

TEST(TimelineTest, CoversTheTraceWithTheMaximumOfEachSpan) {
  TraceScript trace;
  trace.At(0).Alloc({.buf = 1, .bytes = 10});
  trace.At(1'000'000).Alloc({.buf = 2, .bytes = 90}).At(1'000'001).Free(2);
  trace.At(9'000'000).Free(1).At(10'000'000).End();
  const Timeline timeline = trace.Analyzed().timeline;
  ASSERT_LE(timeline.max_bytes.size(), 4096u);
  ASSERT_GT(timeline.max_bytes.size(), 2000u);
  EXPECT_EQ(timeline.max_bytes.size(), static_cast<size_t>(10'000'000 / timeline.bucket_ns) + 1);
  EXPECT_EQ(*std::max_element(timeline.max_bytes.begin(), timeline.max_bytes.end()), 100);
  EXPECT_EQ(timeline.max_bytes[static_cast<size_t>(1'000'000 / timeline.bucket_ns)], 100);
  EXPECT_EQ(timeline.max_bytes[static_cast<size_t>(5'000'000 / timeline.bucket_ns)], 10);
  EXPECT_EQ(timeline.max_bytes.back(), 0);
}

TEST(TimelineTest, ShortTracesKeepOneNanosecond) {
  TraceScript trace;
  trace.At(2).Alloc({.buf = 1, .bytes = 10}).At(4).Free(1).At(5).End();
  const Timeline timeline = trace.Analyzed().timeline;
  EXPECT_EQ(timeline.bucket_ns, 1);
  EXPECT_THAT(timeline.max_bytes, ElementsAre(0, 0, 10, 10, 0, 0));
}

TEST(HostileTest, SumsSaturate) {
  TraceScript trace;
  for (int64_t i = 1; i <= 4; ++i) trace.Alloc({.buf = i, .bytes = INT64_MAX, .view = i});
  trace.Copy({.bytes = INT64_MAX, .src_buf = 1, .dst_buf = 2});
  trace.Copy({.bytes = INT64_MAX, .src_buf = 3, .dst_buf = 4});
  trace.Free(1).Free(3).At(INT64_MAX).End({.live_buffers = 2, .live_bytes = INT64_MAX});
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, INT64_MAX);
  EXPECT_EQ(report.totals.alloc_bytes, INT64_MAX);
  EXPECT_EQ(report.copies.bytes, INT64_MAX);
  EXPECT_EQ(report.totals.live_end_bytes, INT64_MAX);
  EXPECT_EQ(report.trace.anomalies.at("end_mismatch").count, 0);
}

}  // namespace
}  // namespace tidemark::analysis
