// The rules about results that need no memory of their own: each fires on its bad trace and is silent,
// or gives way, on the near misses.
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kElements = 1000;
constexpr int64_t kBytes = 8 * kElements;

// Arrays 1 and 2, which are inputs.
TraceScript Inputs() {
  TraceScript trace;
  for (int64_t id : {1, 2}) trace.Array(id, id, kElements).Write(id);
  return trace;
}

void FreeInputs(TraceScript& trace) { trace.Read(1).Read(2).Free(1).Free(2); }

// ---- chained-temporary ----

TEST(ChainedTemporaryTest, FiresOnAResultThatOnlyTheNextOperationUses) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements)
      .Op("add", {1, 2}, 3)
      .Array(4, 4, kElements)
      .Op("multiply", {3, 2}, 4);
  trace.Free(3).Read(4).Free(4);
  FreeInputs(trace);
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "chained-temporary");
  EXPECT_EQ(report.findings[0].bytes, kBytes);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes);
  EXPECT_EQ(report.findings[0].evidence[0].buf, 4);
  EXPECT_EQ(report.findings[0].evidence[0].src_buf, 3);
}

TEST(ChainedTemporaryTest, FiresWhereTheResultGoesToWhatWasThere) {
  TraceScript trace = Inputs();
  trace.Array(4, 4, kElements).Write(4).Array(3, 3, kElements).Op("add", {1, 2}, 3);
  trace.Op("multiply", {3, 2}, 4).Free(3).Read(4).Free(4);
  FreeInputs(trace);
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "chained-temporary");
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes);
}

TEST(ChainedTemporaryTest, SilentWhereWhatWasThereIsAnOperand) {
  TraceScript trace = Inputs();
  trace.Array(4, 4, kElements).Write(4).Array(3, 3, kElements).Op("multiply", {1, 2}, 3);
  trace.Op("add", {4, 3}, 4).Free(3).Read(4).Free(4);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(ChainedTemporaryTest, SilentOnWhatIsNotElementByElement) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements).Op("add", {1, 2}, 3).Array(4, 4, kElements).Op("sort", {3}, 4);
  trace.Free(3).Read(4).Free(4);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// Recorders may tell of the accesses of an operation by events of their own, too.
TEST(ChainedTemporaryTest, ReadsAndWritesBesideTheOperationsAreTheirs) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements).Write(3).Op("add", {1, 2}, 3).Array(4, 4, kElements);
  trace.Read(3).Write(4).Op("multiply", {3, 2}, 4).Free(3).Read(4).Free(4);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "chained-temporary");
}

TEST(ChainedTemporaryTest, FiresWhereBothWereMadeFirst) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements).Array(4, 4, kElements).Op("add", {1, 2}, 3);
  trace.Op("multiply", {3, 2}, 4).Free(3).Read(4).Free(4);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "chained-temporary");
}

TEST(ChainedTemporaryTest, FiresWhereTheResultWasMadeBeforeAndNotUsed) {
  TraceScript trace = Inputs();
  trace.Array(4, 4, kElements).Array(3, 3, kElements).Op("add", {1, 2}, 3);
  trace.Op("mul", {3, 2}, 4).Free(3).Read(4).Free(4);
  FreeInputs(trace);
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "chained-temporary");
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes);
}

TEST(ChainedTemporaryTest, SilentWhereACopyIsMadeOfItToo) {
  TraceScript trace = Inputs();
  trace.Array(5, 5, kElements).Array(3, 3, kElements).Op("add", {1, 2}, 3);
  trace.Copy({.bytes = kBytes, .src_buf = 3, .dst_buf = 5}).Write(5).Array(4, 4, kElements);
  trace.Op("multiply", {3, 2}, 4).Free(3).Read(4).Free(4).Read(5).Free(5);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "double-buffer");
}

TEST(ChainedTemporaryTest, SilentWhereItIsUsedAgainOrKept) {
  for (bool read : {false, true}) {
    TraceScript trace = Inputs();
    trace.Array(3, 3, kElements).Op("add", {1, 2}, 3).Array(4, 4, kElements);
    trace.Op("multiply", {3, 2}, 4);
    if (read) {
      trace.Read(3);
    } else {
      trace.Array(5, 5, 10).Write(5).Read(5).Free(5);
    }
    trace.Free(3).Read(4).Free(4);
    FreeInputs(trace);
    EXPECT_EQ(RulesAtEnd(trace), "") << read;
  }
}

TEST(ChainedTemporaryTest, SilentWhereItsFreeTellsOfALaterUse) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements).Op("add", {1, 2}, 3).Array(4, 4, kElements);
  const int64_t t = trace.Op("multiply", {3, 2}, 4).now();
  trace.At(t + 100).Free({.buf = 3, .last_read = t + 50}).Read(4).Free(4);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(ChainedTemporaryTest, SilentWhereTheOperandWasReused) {
  TraceScript trace = Inputs();
  trace.Array(3, 3, kElements).Op("add", {1, 2}, 3).Op("multiply", {3, 2}, 3).Read(3).Free(3);
  FreeInputs(trace);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- double-buffer ----

TEST(DoubleBufferTest, FiresWhereTheOperandIsFreedAtOnce) {
  TraceScript trace = Inputs();
  trace.Read(1).Array(3, 3, kElements).Op("multiply", {1, 2}, 3).Free(1).Read(3).Free(3).Read(2);
  trace.Free(2).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "double-buffer");
  EXPECT_EQ(report.findings[0].bytes, kBytes);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, kBytes);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

TEST(DoubleBufferTest, ALoopOfThemNeedsOneBuffer) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Write(1).Read(1);
  for (int64_t i = 2; i < 6; ++i) {
    trace.Array(i, i, kElements).Op("add", {i - 1}, i).Read(i).Free(i - 1);
  }
  trace.Free(5).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.bytes, 2 * kBytes);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, kBytes);
}

TEST(DoubleBufferTest, SilentOnAnotherDtypeOrShape) {
  for (bool shape : {false, true}) {
    TraceScript trace;
    trace.Array(1, 1, kElements).Write(1).Read(1);
    trace.Alloc({.buf = 2,
                 .bytes = kBytes,
                 .view = 2,
                 .dtype = shape ? "f8" : "i8",
                 .shape = shape ? std::vector<int64_t>{10, 100} : std::vector<int64_t>{kElements}});
    trace.Op("add", {1}, 2).Free(1).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(trace), "") << shape;
  }
}

TEST(DoubleBufferTest, SilentWhereTheOperandIsReadOnlySomebodyElsesOrUsedLater) {
  TraceScript foreign;
  foreign.Alloc({.buf = 1,
                 .bytes = kBytes,
                 .view = 1,
                 .kind = "mmap",
                 .dtype = "f8",
                 .shape = {{kElements}}});
  foreign.Read(1).Array(2, 2, kElements).Op("add", {1}, 2).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(foreign), "");
  TraceScript read_only;
  read_only.Array(1, 1, kElements).Write(1).Read(1);
  read_only.View({.view = 9,
                  .buf = 1,
                  .parent = 1,
                  .offset = 0,
                  .shape = {{kElements}},
                  .strides = {{8}},
                  .dtype = "f8",
                  .writable = false});
  read_only.Array(2, 2, kElements).Op("add", {9}, 2).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(read_only), "");
  TraceScript later;
  later.Array(1, 1, kElements).Write(1).Read(1);
  later.Array(2, 2, kElements).Op("add", {1}, 2).Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(later), "");
}

TEST(DoubleBufferTest, IsNotCombinedWithACopyThatIsStillNeeded) {
  // 2 could be 1; but then 3 would overwrite 1.
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).On({.site = 1}).Array(1, 1, kElements).Write(1);
  trace.Array(2, 2, kElements).Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Read(2);
  trace.On({.site = 2}).Array(3, 3, kElements).Op("add", {2}, 3).Free(2).Read(3).Free(3);
  trace.Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "double-buffer unmodified-copy");
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, 2 * kBytes);
}

// ---- concat-in-loop ----

// Arrays 1 to `results` + 1, each joined into the next with another element.
TraceScript Grown(int64_t results, bool free_at_once = true, bool one_site = true) {
  TraceScript trace;
  for (int64_t i = 1; i < 10; ++i) trace.Site(i, "a.cc", i);
  trace.On({.site = 9}).Array(1, 1, kElements).Write(1);
  for (int64_t i = 2; i < results + 2; ++i) {
    trace.On({.site = one_site ? 1 : i}).Array(i, i, kElements + i);
    trace.Copy({.bytes = 8 * (kElements + i - 1),
                .src_buf = i - 1,
                .dst_buf = i,
                .src = i - 1,
                .dst = i,
                .reason = "concat",
                .op = "concatenate"});
    if (free_at_once) trace.Free(i - 1);
  }
  for (int64_t i = free_at_once ? results + 1 : 1; i < results + 2; ++i) trace.Read(i).Free(i);
  return trace;
}

TEST(ConcatInLoopTest, FiresOnThreeResultsThatGrowOutOfEachOther) {
  TraceScript trace = Grown(4);
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "concat-in-loop");
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.count, 1);
  EXPECT_EQ(finding.bytes, 8 * (3 * kElements + 2 + 3 + 4));
  EXPECT_EQ(report.peak.bytes, 8 * (2 * kElements + 4 + 5));
  // What is left is the first array and the last one, in which all results lie.
  EXPECT_EQ(finding.peak_saving_bytes, report.peak.bytes - 8 * (2 * kElements + 5));
  EXPECT_EQ(Grown(2).End().Analyzed().findings.size(), 0);
}

// Of a recorder that tells of operations, with or without their copies.
TEST(ConcatInLoopTest, OperationsThatJoinCountAsWell) {
  for (const bool with_copies : {false, true}) {
    TraceScript trace;
    trace.Site(1, "a.cc", 1).On({.site = 1}).Array(1, 1, kElements).Write(1);
    for (int64_t i = 2; i < 6; ++i) {
      trace.Array(i, i, kElements + i);
      if (with_copies) {
        trace.Copy({.bytes = 8 * kElements, .src_buf = i - 1, .dst_buf = i, .reason = "concat"});
      }
      trace.Op("concatenate", {i - 1}, i).Free(i - 1);
    }
    trace.Read(5).Free(5).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "concat-in-loop") << with_copies;
    EXPECT_EQ(report.findings[0].count, 1);
    EXPECT_EQ(report.findings[0].bytes, 8 * (3 * kElements + 2 + 3 + 4));
  }
}

TEST(ConcatInLoopTest, SilentWhereTheResultsAreKept) {
  TraceScript trace = Grown(4, /*free_at_once=*/false);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(ConcatInLoopTest, SilentOnDifferentPlaces) {
  TraceScript trace = Grown(4, /*free_at_once=*/true, /*one_site=*/false);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(ConcatInLoopTest, SilentWhereTheSameArrayIsJoinedAgainAndAgain) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1}).Array(1, 1, kElements).Write(1);
  for (int64_t i = 2; i < 6; ++i) {
    trace.Array(i, i, kElements + 1);
    trace.Copy({.bytes = kBytes,
                .src_buf = 1,
                .dst_buf = i,
                .src = 1,
                .dst = i,
                .reason = "concat",
                .op = "concatenate"});
    trace.Read(i).Free(i);
  }
  trace.Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

}  // namespace
}  // namespace tidemark::analysis
