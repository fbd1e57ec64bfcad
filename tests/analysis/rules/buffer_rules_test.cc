// The rules about single buffers: each fires on its bad trace and is silent on the near misses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kElements = 1000;
constexpr int64_t kBytes = 8 * kElements;

// ---- late-free ----

// 1 is used up to time 100; at 200 the peak is reached, with 2.
TraceScript PeakAfterUse(std::optional<int64_t> last_read, int64_t peak_t = 200) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).At(100).Read(1);
  trace.At(peak_t).Array(2, 2, 2 * kElements).Write(2).Read(2).Free({.buf = 2, .last_read = 400});
  trace.Free({.buf = 1, .last_read = last_read});
  return trace;
}

TEST(LateFreeTest, FiresWhereThePeakWouldBeLower) {
  TraceScript trace = PeakAfterUse(150);
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(NotesFound(report), "late-free");
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.severity, Severity::kNote);
  EXPECT_EQ(finding.bytes, kBytes);
  EXPECT_EQ(finding.peak_saving_bytes, kBytes);
  EXPECT_EQ(finding.confidence, Confidence::kCertain);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

TEST(LateFreeTest, CountsWhatThePeakFallsByAndNotTheBuffer) {
  TraceScript trace;
  trace.Array(3, 3, kElements / 2).Write(3).Array(1, 1, kElements).Write(1).Array(4, 4, kElements);
  trace.Write(4).Read(4).Free(4).Read(1).Read(3).Free(3);
  const int64_t used = trace.now();
  trace.Array(2, 2, 2 * kElements).Write(2).Read(2).Free({.buf = 2, .last_read = 1000});
  trace.Free({.buf = 1, .last_read = used}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 3 * kBytes);
  const Finding* finding = OnlyFinding(report, "late-free");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->bytes, kBytes / 2);  // then 1, 3 and 4 are the peak
}

TEST(LateFreeTest, SilentWhereItIsLessThanAHundredthOfThePeak) {
  for (const int64_t peak : {90, 110}) {
    TraceScript trace;
    trace.Array(1, 1, kElements).Write(1).Read(1);
    const int64_t used = trace.now();
    trace.Array(2, 2, peak * kElements).Write(2).Read(2).Free({.buf = 2, .last_read = 1000});
    trace.Free({.buf = 1, .last_read = used});
    EXPECT_EQ(NotesAtEnd(trace), peak < 99 ? "late-free" : "") << peak;
  }
}

TEST(LateFreeTest, SilentWhereItIsUsedAtOrAfterThePeak) {
  for (int64_t last : {210, 300}) {
    TraceScript trace = PeakAfterUse(last);
    EXPECT_EQ(NotesAtEnd(trace), "") << last;
  }
}

TEST(LateFreeTest, SilentWhereNobodyKnowsWhenItWasUsed) {
  TraceScript trace = PeakAfterUse(std::nullopt);
  EXPECT_EQ(NotesAtEnd(trace), "");
}

TEST(LateFreeTest, SilentWhereThePeakIsElsewhereAsWell) {
  TraceScript trace = PeakAfterUse(150);
  trace.Array(3, 3, 3 * kElements).Write(3).Read(3).Free(3);
  EXPECT_EQ(NotesAtEnd(trace), "");
}

TEST(LateFreeTest, SilentWhereAHigherPeakComesLater) {
  TraceScript trace = PeakAfterUse(150);
  trace.Array(3, 3, 4 * kElements).Write(3).Read(3).Free(3);
  EXPECT_EQ(NotesAtEnd(trace), "");
}

// ---- unused-buffer ----

TEST(UnusedBufferTest, FiresOnWhatIsWrittenAndNeverRead) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(NotesFound(report), "unused-buffer");
  EXPECT_EQ(report.findings[0].bytes, kBytes);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes);
}

TEST(UnusedBufferTest, FiresWhereOnlyItsFreeTellsOfTheWriting) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Free({.buf = 1, .last_write = 15});
  EXPECT_EQ(NotesAtEnd(trace), "unused-buffer");
}

TEST(UnusedBufferTest, SilentWhereItIsRead) {
  TraceScript logged;
  logged.Array(1, 1, kElements).Write(1).Read(1).Free(1);
  EXPECT_EQ(NotesAtEnd(logged), "");
  TraceScript told;
  told.Array(1, 1, kElements).Write(1).Free({.buf = 1, .last_read = 15});
  EXPECT_EQ(NotesAtEnd(told), "");
  TraceScript operand;
  operand.Array(1, 1, kElements).Write(1).Array(2, 2, kElements).Op("add", {1}, 2).Read(2);
  operand.Free(1).Free(2);
  EXPECT_EQ(NotesAtEnd(operand), "");
}

TEST(UnusedBufferTest, SilentWhereItWasHandedOutOrIsSomebodyElses) {
  TraceScript handed_out;
  handed_out.Array(1, 1, kElements);
  handed_out.Add(trace::EventBody(trace::Write{.buf = BufferId(1), .escaped = true})).Free(1);
  EXPECT_EQ(NotesAtEnd(handed_out), "");
  TraceScript foreign;
  foreign.Alloc({.buf = 1, .bytes = kBytes, .view = 1, .kind = "mmap", .dtype = "f8"});
  foreign.Write(1).Free(1);
  EXPECT_EQ(NotesAtEnd(foreign), "");
}

TEST(UnusedBufferTest, LeavesCopiesToTheirRules) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Array(2, 2, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Free(2).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(NotesFound(report), "");
  EXPECT_EQ(RulesFound(report), "unmodified-copy");
  TraceScript changed;
  changed.Array(1, 1, kElements).Write(1).Array(2, 2, kElements);
  changed.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Write(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(NotesAtEnd(changed), "");
}

// Array 1 came with zeros, and 2 without.
TraceScript Zeros() {
  TraceScript trace;
  for (int64_t id : {1, 2}) {
    trace.Alloc({.buf = id,
                 .bytes = kBytes,
                 .view = id,
                 .dtype = "f8",
                 .shape = {{kElements}},
                 .strides = {{8}},
                 .zeroed = id == 1});
  }
  trace.Write(2);
  return trace;
}

TEST(UnusedBufferTest, FiresOnZerosThatNobodySees) {
  TraceScript by_operation = Zeros();
  by_operation.Op("add", {2}, 1).Read(1).Free(1).Free(2).End();
  const Report report = by_operation.Analyzed();
  ASSERT_EQ(NotesFound(report), "unused-buffer");
  EXPECT_EQ(report.findings[0].bytes, kBytes);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 0);
  EXPECT_THAT(report.findings[0].advice, ::testing::HasSubstr("empty()"));
  TraceScript by_copy = Zeros();
  by_copy.Copy({.bytes = kBytes, .src_buf = 2, .dst_buf = 1, .reason = "assign"});
  by_copy.Write(2).Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(NotesAtEnd(by_copy), "unused-buffer");
}

TEST(UnusedBufferTest, SilentWhereTheZerosAreSeenOrSomeAreLeft) {
  TraceScript added = Zeros();
  added.Op("add", {1, 2}, 1).Read(1).Free(1).Free(2);
  EXPECT_EQ(NotesAtEnd(added), "");
  TraceScript read = Zeros();
  read.Read(1).Op("add", {2}, 1).Read(1).Free(1).Free(2);
  EXPECT_EQ(NotesAtEnd(read), "");
  TraceScript part = Zeros();
  part.Copy({.bytes = 80, .src_buf = 2, .dst_buf = 1, .reason = "assign"});
  part.Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(NotesAtEnd(part), "");
  TraceScript elements = Zeros();
  elements.Write(1).Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(NotesAtEnd(elements), "");
}

// ---- wide-dtype ----

TraceScript& LookAt(TraceScript& trace, int64_t buffer, absl::string_view fits) {
  return trace.Add(trace::EventBody(trace::Values{.buf = BufferId(buffer), .fits = fits}));
}

TEST(WideDtypeTest, FiresWhereAllThatWasSeenFits) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Read(1);
  LookAt(LookAt(trace, 1, "i1"), 1, "i2").Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(NotesFound(report), "wide-dtype");
  EXPECT_EQ(report.findings[0].bytes, kBytes * 3 / 4);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes * 3 / 4);
  EXPECT_THAT(report.findings[0].message, ::testing::HasSubstr("(i2 for f8)"));
  EXPECT_EQ(report.findings[0].advice, "use i2 for f8, which would have lost nothing in this run");
}

TEST(WideDtypeTest, FiresOnWhatLivesToTheEnd) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Read(1);
  LookAt(trace, 1, "f4");
  EXPECT_EQ(NotesAtEnd(trace), "wide-dtype");
}

TEST(WideDtypeTest, SilentWhereSomeValueNeedsTheWidth) {
  for (absl::string_view fits : {"f8", "i8", ""}) {
    TraceScript trace;
    trace.Array(1, 1, kElements).Write(1).Read(1);
    LookAt(LookAt(trace, 1, "i1"), 1, fits).Free(1);
    EXPECT_EQ(NotesAtEnd(trace), "") << fits;
  }
}

TEST(WideDtypeTest, SilentWhereItWasWrittenAfterTheLastLook) {
  TraceScript logged;
  logged.Array(1, 1, kElements).Read(1);
  LookAt(logged, 1, "i1").Write(1).Free(1);
  EXPECT_EQ(NotesAtEnd(logged), "");
  TraceScript told;
  told.Array(1, 1, kElements).Write(1).Read(1);
  const int64_t t = LookAt(told, 1, "i1").now();
  told.At(t + 100).Free({.buf = 1, .last_write = t + 1});
  EXPECT_EQ(NotesAtEnd(told), "");
}

TEST(WideDtypeTest, SaysWhereTheWidthCameFrom) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 20).Site(3, "a.cc", 30).On({.site = 1});
  trace.Alloc({.buf = 1, .bytes = 4 * kElements, .view = 1, .dtype = "f4"});
  trace.Write(1).Array(2, 2, kElements).Write(2).Array(3, 3, kElements);
  trace.On({.site = 2}).Op("multiply", {1, 2}, 3);
  trace.On({.site = 1}).Array(4, 4, kElements);
  trace.On({.site = 3}).Op("add", {3, 2}, 4).Read(4);
  LookAt(trace, 4, "f4").Free(4).Free(3).Free(2).Free(1).End();
  const Report report = trace.Analyzed();
  const Finding* finding = OnlyFinding(report, "wide-dtype");
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message,
              ::testing::HasSubstr("f4 for f8; became f8 in multiply() at a.cc:20"));
  EXPECT_EQ(finding->advice,
            "use f4 for f8, which would have lost nothing in this run; the largest became f8 in "
            "multiply() at a.cc:20");
}

// What is said of the width of array 9, which `make` computes from narrow array 1, wide array 2 and
// mask 3.
std::string OriginOfWidth(const std::function<void(TraceScript&)>& make) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 20).On({.site = 1});
  trace.Alloc({.buf = 1, .bytes = 4 * kElements, .view = 1, .dtype = "f4"});
  trace.Array(2, 2, kElements);
  trace.Alloc({.buf = 3, .bytes = kElements, .view = 3, .dtype = "b1"});
  trace.Write(1).Write(2).Write(3).Array(9, 9, kElements).On({.site = 2});
  make(trace);
  trace.Read(9);
  LookAt(trace, 9, "f4").Free(9).Free(3).Free(2).Free(1).End();
  const Report report = trace.Analyzed();
  const std::string& message = OnlyFinding(report, "wide-dtype")->message;
  const size_t at = message.find("became");
  return at == std::string::npos ? "" : message.substr(at, message.find(')', at) - at + 1);
}

TEST(WideDtypeTest, AMaskIsNotWhatBecameWide) {
  EXPECT_EQ(OriginOfWidth([](TraceScript& trace) { trace.Op("where", {3, 2, 2}, 9); }), "");
  EXPECT_EQ(OriginOfWidth([](TraceScript& trace) {
              trace.Op("where", {3, 1, 2}, 9);
            }),
            "became f8 in where()");
  EXPECT_EQ(OriginOfWidth([](TraceScript& trace) { trace.Op("sum", {3}, 9); }),
            "became f8 in sum()");
}

TEST(WideDtypeTest, AnArrayThatWasThereHasItsWidthFromElsewhere) {
  EXPECT_EQ(OriginOfWidth([](TraceScript& trace) { trace.Write(9).Op("add", {9, 1}, 9); }), "");
  const auto copy = [](absl::string_view reason) {
    return [reason](TraceScript& trace) {
      trace.Copy({.bytes = kBytes,
                  .src_buf = 1,
                  .dst_buf = 9,
                  .src = 1,
                  .dst = 9,
                  .reason = reason,
                  .op = "astype"});
    };
  };
  EXPECT_EQ(OriginOfWidth(copy("assign")), "");
  EXPECT_EQ(OriginOfWidth(copy("dtype")), "became f8 in astype()");
}

TEST(WideDtypeTest, SaysNothingOfItWhereItWasWideFromTheStart) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1});
  trace.Array(1, 1, kElements).Write(1).Array(2, 2, kElements).Op("add", {1, 1}, 2).Read(2);
  LookAt(trace, 2, "f4").Free(2).Free(1).End();
  EXPECT_THAT(OnlyFinding(trace.Analyzed(), "wide-dtype")->message,
              ::testing::Not(::testing::HasSubstr("became")));
}

}  // namespace
}  // namespace tidemark::analysis
