// Each copy rule fires on its bad trace and is silent, or gives way, on the near misses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kElements = 1000;
constexpr int64_t kBytes = kElements * 8;

// Array 1 (handle 1), copied as a whole into the new array 2 (handle 2).
TraceScript Copied(absl::string_view op = "copy", absl::string_view reason = "requested") {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1});
  trace.Array(1, 1, kElements).Array(2, 2, kElements);
  trace.Copy({.bytes = kBytes,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = reason,
              .op = op});
  return trace;
}

// ---- unmodified-copy ----

TEST(UnmodifiedCopyTest, FiresWhenNeitherSideChanges) {
  TraceScript trace = Copied();
  trace.Read(2).Free(2).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "unmodified-copy");
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.count, 1);
  EXPECT_EQ(finding.bytes, kBytes);
  EXPECT_EQ(finding.severity, Severity::kWarning);
  EXPECT_EQ(finding.confidence, Confidence::kCertain);
  ASSERT_EQ(finding.evidence.size(), 1);
  EXPECT_EQ(finding.evidence[0].buf, 2);
  EXPECT_EQ(finding.evidence[0].src_buf, 1);
  EXPECT_EQ(report.copies.redundant_count, 1);
}

// What an index array or a mask selects is no view; nor are two gathers known to select the same.
TEST(UnmodifiedCopyTest, SilentOnAGather) {
  TraceScript trace = Copied("take", "gather");
  trace.Array(3, 3, kElements)
      .Copy({.bytes = kBytes,
             .src_buf = 1,
             .dst_buf = 3,
             .src = 1,
             .dst = 3,
             .reason = "gather",
             .op = "take"});
  trace.Read(2).Read(3).Read(1).Free(2).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DeadSourceCopyTest, SilentOnAGatherOfAsManyElements) {
  TraceScript trace = Copied("take", "gather");
  trace.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, SilentWhenTheDestinationIsWritten) {
  TraceScript trace = Copied();
  trace.Write(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, SilentWhenAnOperationWritesTheDestination) {
  TraceScript trace = Copied();
  trace.Op("iadd", {2, 1}, 2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, SilentWhenAnotherCopyOverwritesTheDestination) {
  TraceScript trace = Copied();
  trace.Array(3, 3, kElements).Copy({.bytes = 80, .src_buf = 3, .dst_buf = 2}).Write(3);
  trace.Read(2).Free(2).Read(1).Free(1).Free(3);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, SilentWhenTheSourceIsWrittenWhileTheCopyLives) {
  TraceScript trace = Copied();
  trace.Write(1).Read(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, FiresWhenTheSourceIsWrittenAfterTheLastAccess) {
  TraceScript trace = Copied();
  trace.At(100).Read(2).At(200).Write(1).Free({.buf = 2, .last_read = 199, .last_write = 30});
  trace.Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(UnmodifiedCopyTest, EqualTimesAreAConflict) {
  TraceScript trace = Copied();
  trace.At(100).Read(2).At(200).Write(1).Free({.buf = 2, .last_read = 200}).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, AnAccessInTheLogMayBeLaterThanWhatTheFreeTells) {
  TraceScript trace = Copied();
  trace.At(100).Write(1).At(150).Read(2).Free({.buf = 2, .last_write = 30}).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, TheFreeStandsForAnUnknownLastAccess) {
  TraceScript trace = Copied();
  trace.At(100).Read(2).At(200).Write(1).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, TheEndStandsForTheFreeOfACopyThatIsNeverFreed) {
  TraceScript trace = Copied();
  trace.Read(2).Write(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "leak");
  TraceScript steady = Copied();
  steady.Read(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(steady), "leak unmodified-copy");
}

TEST(UnmodifiedCopyTest, WritesAfterTheCopyIsFreedDoNotMatter) {
  TraceScript trace = Copied();
  trace.Read(2).Free(2).Write(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(UnmodifiedCopyTest, SilentWhenTheDtypeChanges) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.Alloc({.buf = 2,
               .bytes = kBytes / 2,
               .view = 2,
               .dtype = "f4",
               .shape = {{kElements}},
               .strides = {{4}}});
  trace.Copy({.bytes = kBytes / 2,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = "dtype",
              .op = "astype"});
  trace.Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, AnUnknownDtypeIsEqualToAny) {
  TraceScript trace;
  trace.Array(1, 1, kElements).Alloc({.buf = 2, .bytes = kBytes});
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(UnmodifiedCopyTest, SilentOnConcatenation) {
  TraceScript trace = Copied("concatenate", "concat");
  trace.Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// A slice of 1 is copied into the small array 2.
TraceScript SliceCopied() {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.View({.view = 3, .buf = 1, .parent = 1, .offset = 80, .shape = {{10}}, .strides = {{8}}});
  trace.Array(2, 2, 10);
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 3, .dst = 2}).Drop(3);
  return trace;
}

TEST(UnmodifiedCopyTest, FiresOnACopiedSliceWhoseBaseLivesOn) {
  TraceScript trace = SliceCopied();
  trace.Read(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(UnmodifiedCopyTest, SilentWhenTheSliceWasCopiedToLetTheBaseGo) {
  TraceScript trace = SliceCopied();
  trace.Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(UnmodifiedCopyTest, AWholeCopyThatOutlivesItsSourceIsNotACureOfAPin) {
  TraceScript trace = Copied();
  trace.Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(UnmodifiedCopyTest, ACopyWithinOneBufferIsNoRedundantCopy) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 1, .reason = "assign"}).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// A buffer that each round copies into: nothing can be said of the last round alone.
TEST(UnmodifiedCopyTest, ABufferThatWasReadBeforeIsNotReplaced) {
  for (const bool read : {false, true}) {
    TraceScript trace;
    trace.Array(1, 1, kElements).Array(2, 2, kElements).Write(2);
    if (read) trace.Read(2);
    trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), read ? "" : "unmodified-copy");
  }
}

// Its source has changed since, so that a view could not have stood for it if somebody had asked.
TEST(UnmodifiedCopyTest, ACopyThatNobodyReadWasKeptToItsEnd) {
  for (const bool read : {false, true}) {
    TraceScript trace = Copied();
    const int64_t made = trace.now();
    trace.Write(1);
    trace.Free(FreeArgs{
        .buf = 2, .last_read = read ? std::optional(made) : std::nullopt, .last_write = made});
    trace.Free(1);
    EXPECT_EQ(RulesAtEnd(trace), read ? "unmodified-copy" : "");
  }
}

// The dtypes count as equal where one is unknown, but the reason says that they were not.
TEST(UnmodifiedCopyTest, IsLikelyWhereADtypeIsUnknownAndTheReasonDoubtsIt) {
  for (const char* reason : {"requested", "dtype"}) {
    TraceScript trace;
    trace.Alloc({.buf = 1, .bytes = kBytes}).Write(1).Alloc({.buf = 2, .bytes = kBytes});
    trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .reason = reason});
    trace.Read(2).Free(2).Read(1).Free(1).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "unmodified-copy");
    const bool is_certain = report.findings[0].confidence == Confidence::kCertain;
    EXPECT_EQ(is_certain, std::string(reason) == "requested") << reason;
  }
}

TEST(UnmodifiedCopyTest, IsLikelyWhereEventsWereLost) {
  TraceScript trace = Copied();
  trace.Add(trace::EventBody(trace::Lost{.count = 3})).Read(2).Free(2).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "unmodified-copy");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
  EXPECT_EQ(report.trace.lost_events, 3);
}

TEST(UnmodifiedCopyTest, IsLikelyWhereARawPointerToEitherSideWasHandedOut) {
  for (int64_t escaped : {1, 2}) {
    const trace::EventBody escape(trace::Write{.buf = BufferId(escaped), .escaped = true});
    TraceScript before;
    before.Array(1, 1, kElements).Array(2, 2, kElements).Add(escape);
    before.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2}).Read(2).Free(2).Read(1).Free(1);
    TraceScript after = Copied();
    after.Add(trace::EventBody(trace::Read{.buf = BufferId(escaped), .escaped = true}))
        .Read(2)
        .Free(2)
        .Read(1)
        .Free(1);
    for (TraceScript* trace : {&before, &after}) {
      const Report report = trace->End().Analyzed();
      ASSERT_EQ(RulesFound(report), "unmodified-copy");
      EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
    }
  }
  TraceScript later = Copied();
  later.Read(2).Free(2);
  later.Add(trace::EventBody(trace::Read{.buf = BufferId(1), .escaped = true})).Free(1).End();
  const Report report = later.Analyzed();
  ASSERT_EQ(RulesFound(report), "unmodified-copy");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kCertain);
}

TEST(UnmodifiedCopyTest, IsLikelyInATruncatedTrace) {
  TraceScript trace = Copied();
  trace.Read(2).Read(1);
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "unmodified-copy");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
}

TEST(UnmodifiedCopyTest, IsLikelyWhereAnotherThreadTookPartWithoutTimes) {
  TraceScript trace = Copied();
  trace.On({.site = 1, .thread = 2}).Read(2).Free(2).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "unmodified-copy");
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);

  TraceScript timed = Copied();
  timed.On({.site = 1, .thread = 2}).Read(2).Free({.buf = 2, .last_read = timed.now()});
  timed.Read(1).Free(1).End();
  EXPECT_EQ(timed.Analyzed().findings[0].confidence, Confidence::kCertain);
}

// ---- noop-cast ----

TEST(NoopCastTest, FiresOnACastToTheSameDtype) {
  TraceScript trace = Copied("astype", "dtype");
  trace.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "noop-cast");
}

TEST(NoopCastTest, ComesBeforeDeadSource) {
  TraceScript trace = Copied("astype");
  trace.Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "noop-cast");
}

TEST(NoopCastTest, SilentWhenTheResultIsWritten) {
  TraceScript trace = Copied("astype");
  trace.Write(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(NoopCastTest, GivesWayWhenTheLayoutHadToChange) {
  TraceScript trace;
  trace.Alloc(
      {.buf = 1, .bytes = 80, .view = 1, .dtype = "f8", .shape = {{2, 5}}, .strides = {{40, 8}}});
  trace.Alloc(
      {.buf = 2, .bytes = 80, .view = 2, .dtype = "f8", .shape = {{2, 5}}, .strides = {{8, 16}}});
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2, .op = "astype"});
  trace.Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

// ---- redundant-asarray ----

TEST(RedundantAsarrayTest, FiresOnArrayOfAnArray) {
  for (absl::string_view op : {"array", "asarray"}) {
    TraceScript trace = Copied(op);
    trace.Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), "redundant-asarray");
  }
}

TEST(RedundantAsarrayTest, SilentWhenTheResultIsWritten) {
  TraceScript trace = Copied("array");
  trace.Write(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(RedundantAsarrayTest, GivesWayWhenACopyWasNeededForTheLayout) {
  TraceScript trace = Copied("asarray", "layout");
  trace.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

// ---- dead-source-copy ----

TEST(DeadSourceCopyTest, FiresWhenTheSourceIsOnlyFreedAfterwards) {
  TraceScript trace = Copied();
  trace.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "dead-source-copy");
}

TEST(DeadSourceCopyTest, FiresThoughTheSourceIsFreedAfterTheDestination) {
  TraceScript trace = Copied();
  trace.Read(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "dead-source-copy");
}

// Nobody knows the layouts, but that they differ: what is moved would have the wrong one.
TEST(DeadSourceCopyTest, SilentWhereTheReasonTellsOfAnotherLayout) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = kBytes}).Write(1).Alloc({.buf = 2, .bytes = kBytes});
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .reason = "layout", .op = "matmul"});
  trace.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DeadSourceCopyTest, SilentWhenTheSourceIsReadAgain) {
  TraceScript trace = Copied();
  trace.Write(2).Read(1).Free(1).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DeadSourceCopyTest, SilentWhenTheSourceIsNeverFreed) {
  TraceScript trace = Copied();
  trace.Write(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "leak");
}

TEST(DeadSourceCopyTest, SilentWhenTheSourceHasAnotherHandle) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.View({.view = 3, .buf = 1, .parent = 1, .offset = 0, .shape = {{10}}, .strides = {{8}}});
  trace.Array(2, 2, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Write(2).Drop(3).Free(1).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DeadSourceCopyTest, AHandleDroppedBeforeTheCopyDoesNotCount) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.View({.view = 3, .buf = 1, .parent = 1, .offset = 0, .shape = {{10}}, .strides = {{8}}});
  trace.Drop(3).Array(2, 2, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Write(2).Free(1).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "dead-source-copy");
}

TEST(DeadSourceCopyTest, SilentOnAPartOfTheSource) {
  TraceScript trace = SliceCopied();
  trace.Write(2).Free(1).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DeadSourceCopyTest, SilentWhenTheLayoutChanges) {
  TraceScript trace;
  trace.Alloc(
      {.buf = 1, .bytes = 80, .view = 1, .dtype = "f8", .shape = {{2, 5}}, .strides = {{40, 8}}});
  trace.Alloc(
      {.buf = 2, .bytes = 80, .view = 2, .dtype = "f8", .shape = {{2, 5}}, .strides = {{8, 16}}});
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Free(1).Write(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- duplicate-copy ----

// 1 copied into 2 and into 3; 1 is written at once, so that neither copy is merely unmodified.
TraceScript CopiedTwice() {
  TraceScript trace = Copied();
  trace.Array(3, 3, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3}).Write(1);
  return trace;
}

TEST(DuplicateCopyTest, FiresOnTheSecondOfTwoEqualCopies) {
  TraceScript trace = CopiedTwice();
  trace.Read(2).Read(3).Free(2).Free(3).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "duplicate-copy");
  EXPECT_EQ(report.findings[0].count, 1);
  EXPECT_EQ(report.findings[0].evidence[0].buf, 3);
}

TEST(DuplicateCopyTest, FiresThoughTheFirstIsNeverFreed) {
  TraceScript trace = CopiedTwice();
  trace.Read(2).Read(3).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "duplicate-copy leak");
}

TEST(DuplicateCopyTest, ComesBeforeUnmodified) {
  TraceScript trace = Copied();
  trace.Array(3, 3, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3});
  trace.Read(1).Free(3).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "duplicate-copy unmodified-copy");
}

TEST(DuplicateCopyTest, SilentWhenEitherIsWritten) {
  for (int64_t written : {2, 3}) {
    TraceScript trace = CopiedTwice();
    trace.Write(written).Free(2).Free(3).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), "") << written;
  }
}

TEST(DuplicateCopyTest, SilentWhenTheFirstIsWrittenEvenAfterTheSecondIsFreed) {
  TraceScript trace = CopiedTwice();
  trace.Free(3).Write(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DuplicateCopyTest, SilentWhenTheSourceChangedBetweenTheCopies) {
  TraceScript trace = Copied();
  trace.Write(1).Array(3, 3, kElements);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3}).Write(1);
  trace.Read(2).Read(3).Free(2).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DuplicateCopyTest, SilentWhenTheFirstWasFreedBefore) {
  TraceScript trace = Copied();
  trace.Write(1).Free(2);
  TraceScript freed = Copied();
  freed.Free(2).Array(3, 3, kElements);
  freed.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3}).Write(1);
  freed.Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(freed), "unmodified-copy");
}

// Two slices of 1 at the given offsets, each copied.
std::string RulesOfTwoSlices(int64_t first, int64_t second, absl::string_view second_dtype) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  trace.View({.view = 10,
              .buf = 1,
              .parent = 1,
              .offset = first,
              .shape = {{10}},
              .strides = {{16}},
              .dtype = "f8"});
  trace.View({.view = 11,
              .buf = 1,
              .parent = 1,
              .offset = second,
              .shape = {{10}},
              .strides = {{16}},
              .dtype = "f8"});
  trace.Array(2, 2, 10);
  trace.Alloc(
      {.buf = 3, .bytes = 80, .view = 3, .dtype = second_dtype, .shape = {{10}}, .strides = {{8}}});
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 10, .dst = 2});
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 3, .src = 11, .dst = 3});
  trace.Write(1).Free(2).Free(3).Free(1);
  return RulesAtEnd(trace);
}

TEST(DuplicateCopyTest, ComparesTheExtentAndTheDtype) {
  EXPECT_EQ(RulesOfTwoSlices(80, 80, "f8"), "duplicate-copy");
  EXPECT_EQ(RulesOfTwoSlices(80, 96, "f8"), "");
  EXPECT_EQ(RulesOfTwoSlices(80, 80, "i8"), "");
}

TEST(DuplicateCopyTest, AnUnknownDtypeIsTheSameAsAny) {
  EXPECT_EQ(RulesOfTwoSlices(80, 80, ""), "duplicate-copy");
  // A third copy into another dtype: its twin is the second, whose dtype nobody knows, not the
  // first.
  TraceScript trace = Copied();
  trace.Alloc({.buf = 3, .bytes = kBytes}).Alloc({.buf = 4, .bytes = kBytes, .dtype = "i8"});
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3});
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 4}).Write(1).Write(3);
  trace.Free(2).Free(4).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// 1 is cast into 2 and into 3, `second_bytes` of it without a handle.
std::string RulesOfTwoCasts(int64_t second_bytes) {
  TraceScript trace;
  trace.Array(1, 1, kElements);
  for (int64_t to : {2, 3}) trace.Alloc({.buf = to, .bytes = kBytes / 2, .dtype = "f4"});
  trace.Copy({.bytes = kBytes / 2, .src_buf = 1, .dst_buf = 2, .src = 1, .reason = "dtype"});
  trace.Copy({.bytes = second_bytes, .src_buf = 1, .dst_buf = 3, .reason = "dtype"});
  trace.Read(2).Read(3).Free(2).Free(3).Free(1);
  return RulesAtEnd(trace);
}

TEST(DuplicateCopyTest, TheWholeBufferCastIsTheSameWithAndWithoutAHandle) {
  EXPECT_EQ(RulesOfTwoCasts(kBytes / 2), "duplicate-copy");
  EXPECT_EQ(RulesOfTwoCasts(kBytes / 4), "");
}

TEST(DuplicateCopyTest, CopiesOfDifferentSizeAreNoTwins) {
  TraceScript trace = Copied();
  trace.Array(3, 3, kElements / 2);
  trace.Copy({.bytes = kBytes / 2, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3}).Write(1);
  trace.Free(2).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(DuplicateCopyTest, TheWholeBufferIsTheSameWithAndWithoutAHandle) {
  TraceScript trace = Copied();
  trace.Array(3, 3, kElements).Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3}).Write(1);
  trace.Free(2).Free(3).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "duplicate-copy");
}

TEST(DuplicateCopyTest, OfManyCopiesAllButTheFirstAreFound) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1}).Array(100, 100, kElements);
  for (int64_t i = 1; i <= 6; ++i) {
    trace.Array(i, i, kElements).Copy({.bytes = kBytes, .src_buf = 100, .dst_buf = i});
  }
  trace.Write(100);
  trace.Free(3).Write(1).Free(1).Free(6).Free(2).Free(4).Free(5).Free(100).End();
  const Report report = trace.Analyzed();
  // 2 has only 1 for a twin, which is written; 3 to 6 have 2, at least.
  EXPECT_EQ(RulesFound(report), "duplicate-copy");
  EXPECT_EQ(report.findings[0].count, 4);
}

}  // namespace
}  // namespace tidemark::analysis
