// The copy rules about layouts, gathers, broadcasts, overlaps and casts: each fires on its bad trace and
// is silent, or gives way, on the near misses.
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

// A matrix of 100 x 50 (handle `id`).
void MakeMatrix(TraceScript& trace, int64_t id, std::vector<int64_t> shape = {100, 50},
                absl::string_view dtype = "f8") {
  const int64_t item = dtype[1] - '0';
  const int64_t elements = shape.size() == 2 ? shape[0] * shape[1] : shape[0];
  std::vector<int64_t> strides = {item};
  if (shape.size() == 2) strides = {shape[1] * item, item};
  trace.Alloc({.buf = id,
               .bytes = elements * item,
               .view = id,
               .dtype = dtype,
               .shape = shape,
               .strides = strides});
}

// The transposed view `view` of matrix 1.
void Transpose(TraceScript& trace, int64_t view) {
  trace.View({.view = view,
              .buf = 1,
              .parent = 1,
              .offset = 0,
              .shape = {{50, 100}},
              .strides = {{8, 400}},
              .dtype = "f8"});
}

// ---- layout-copy ----

TraceScript Raveled(absl::string_view op, absl::string_view reason = "layout") {
  TraceScript trace;
  MakeMatrix(trace, 1);
  Transpose(trace, 9);
  MakeMatrix(trace, 2, {5000});
  trace.Copy(
      {.bytes = 40000, .src_buf = 1, .dst_buf = 2, .src = 9, .dst = 2, .reason = reason, .op = op});
  return trace;
}

TEST(LayoutCopyTest, FiresWhereAViewWasExpected) {
  for (absl::string_view op : {"reshape", "ravel", "ascontiguousarray"}) {
    TraceScript trace = Raveled(op);
    trace.Read(2).Free(2).Read(1).Free(1).End();
    const Report report = trace.Analyzed();
    EXPECT_EQ(RulesFound(report), "layout-copy") << op;
    EXPECT_EQ(report.findings[0].bytes, 40000);
    EXPECT_EQ(report.findings[0].peak_saving_bytes, 40000);
  }
}

TEST(LayoutCopyTest, FiresThoughTheSourceChangesButThenNoReplayShowsTheFix) {
  TraceScript trace = Raveled("ravel");
  trace.Write(1).Read(2).Free(2).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "layout-copy");
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 0);
}

TEST(LayoutCopyTest, SilentWhereTheCopyIsWritten) {
  TraceScript trace = Raveled("ravel");
  trace.Write(2).Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(LayoutCopyTest, GivesWayWhereACopyWasAskedFor) {
  TraceScript trace = Raveled("flatten", "requested");
  trace.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(LayoutCopyTest, SilentWhereItLetsALargerArrayGo) {
  TraceScript trace;
  MakeMatrix(trace, 1);
  trace.View({.view = 9,
              .buf = 1,
              .parent = 1,
              .offset = 0,
              .shape = {{100, 2}},
              .strides = {{400, 8}},
              .dtype = "f8"});
  MakeMatrix(trace, 2, {200});
  trace.Copy({.bytes = 1600,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 9,
              .dst = 2,
              .reason = "layout",
              .op = "ravel"});
  trace.Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- repeated-transpose-copy ----

void CopyTransposed(TraceScript& trace, int64_t to) {
  MakeMatrix(trace, to, {50, 100});
  trace.Copy({.bytes = 40000, .src_buf = 1, .dst_buf = to, .src = 9, .dst = to});
}

TraceScript WithTransposed() {
  TraceScript trace;
  MakeMatrix(trace, 1);
  Transpose(trace, 9);
  return trace;
}

TEST(RepeatedTransposeCopyTest, FiresOnAllButTheFirst) {
  TraceScript trace = WithTransposed();
  for (int64_t i = 2; i < 5; ++i) {
    CopyTransposed(trace, i);
    trace.Read(i).Free(i);
  }
  trace.Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(RulesFound(report), "repeated-transpose-copy unmodified-copy");
  const Finding* finding = OnlyFinding(report, "repeated-transpose-copy");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->count, 2);
  EXPECT_EQ(finding->bytes, 80000);
}

TEST(RepeatedTransposeCopyTest, FiresWhereTheOperationSaysItAndNoViewDoes) {
  TraceScript trace;
  MakeMatrix(trace, 1);
  for (int64_t i = 2; i < 4; ++i) {
    MakeMatrix(trace, i, {50, 100});
    trace.Copy({.bytes = 40000, .src_buf = 1, .dst_buf = i, .reason = "layout", .op = "transpose"});
    trace.Read(i).Free(i);
  }
  trace.Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "repeated-transpose-copy unmodified-copy");
}

TEST(RepeatedTransposeCopyTest, SilentWhereTheSourceChangedBetween) {
  TraceScript trace = WithTransposed();
  for (int64_t i = 2; i < 4; ++i) {
    CopyTransposed(trace, i);
    trace.Read(i).Free(i).Write(1);
  }
  trace.Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "unmodified-copy");
}

TEST(RepeatedTransposeCopyTest, SilentWhereTheCopiesAreWritten) {
  TraceScript trace = WithTransposed();
  for (int64_t i = 2; i < 4; ++i) {
    CopyTransposed(trace, i);
    trace.Write(i).Read(i).Free(i);
  }
  trace.Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(RepeatedTransposeCopyTest, GivesWayWhereTheOrderStays) {
  TraceScript trace;
  MakeMatrix(trace, 1);
  for (int64_t i = 2; i < 4; ++i) {
    MakeMatrix(trace, i);
    trace.Copy({.bytes = 40000, .src_buf = 1, .dst_buf = i, .src = 1, .dst = i});
    trace.Read(i).Free(i);
  }
  trace.Read(1).Free(1).End();
  EXPECT_EQ(OnlyFinding(trace.Analyzed(), "unmodified-copy")->count, 2);
}

// ---- slice-as-gather ----

// Every second element of 1 was taken, by the positions in 3.
TraceScript Taken(absl::string_view index) {
  TraceScript trace;
  MakeMatrix(trace, 1, {1000});
  MakeMatrix(trace, 3, {500}, "i8");
  trace.Write(3);
  MakeMatrix(trace, 2, {500});
  trace.Copy({.bytes = 4000,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = "gather",
              .op = "take"});
  if (!index.empty()) trace.Op("take", {1, 3}, 2, index);
  trace.Free(3);
  return trace;
}

TEST(SliceAsGatherTest, FiresOnARunAndOnAProgression) {
  for (absl::string_view index : {"run", "progression"}) {
    TraceScript trace = Taken(index);
    trace.Read(2).Free(2).Read(1).Free(1).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "slice-as-gather") << index;
    EXPECT_EQ(report.findings[0].bytes, 8000);  // with the positions
    EXPECT_EQ(report.findings[0].confidence, Confidence::kCertain);
  }
}

TEST(SliceAsGatherTest, SilentOnWhatNoSliceShows) {
  for (absl::string_view index : {"irregular", ""}) {
    TraceScript trace = Taken(index);
    trace.Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), "") << index;
  }
}

TEST(SliceAsGatherTest, SilentWhereEitherSideChanges) {
  TraceScript destination = Taken("run");
  destination.Write(2).Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(destination), "");
  TraceScript source = Taken("run");
  source.Write(1).Read(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(source), "");
}

TEST(SliceAsGatherTest, SilentWhereItLetsTheBaseGo) {
  TraceScript trace = Taken("run");
  trace.Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(SliceAsGatherTest, AnOperationOfAnotherKindIsAWrite) {
  TraceScript trace = Taken("run");
  trace.Op("add", {1}, 2).Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- materialized-broadcast ----

// Row 1 of 50 elements, written out 100 times.
TraceScript WrittenOut() {
  TraceScript trace;
  MakeMatrix(trace, 1, {50});
  trace.View({.view = 9,
              .buf = 1,
              .parent = 1,
              .offset = 0,
              .shape = {{100, 50}},
              .strides = {{0, 8}},
              .dtype = "f8"});
  MakeMatrix(trace, 2);
  trace.Copy({.bytes = 40000, .src_buf = 1, .dst_buf = 2, .src = 9, .dst = 2}).Drop(9);
  return trace;
}

TEST(MaterializedBroadcastTest, FiresOnWhatRepeatsItself) {
  TraceScript trace = WrittenOut();
  trace.Read(2).Free(2).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "materialized-broadcast");
  EXPECT_EQ(report.findings[0].bytes, 40000 - 400);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 40000);
}

TEST(MaterializedBroadcastTest, FiresOnOneElementRepeated) {
  for (int64_t elements : {1, 2}) {
    TraceScript trace;
    MakeMatrix(trace, 1, {elements});
    MakeMatrix(trace, 2, {100});
    trace.Copy({.bytes = 800,
                .src_buf = 1,
                .dst_buf = 2,
                .src = 1,
                .dst = 2,
                .reason = "broadcast",
                .op = "tile"});
    trace.Op("tile", {1}, 2).Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), elements == 1 ? "materialized-broadcast" : "") << elements;
  }
}

TEST(MaterializedBroadcastTest, FiresThoughTheSmallSourceIsFreedFirst) {
  TraceScript trace = WrittenOut();
  trace.Read(1).Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "materialized-broadcast");
}

TEST(MaterializedBroadcastTest, SilentWhereEitherSideChanges) {
  for (int64_t written : {1, 2}) {
    TraceScript trace = WrittenOut();
    trace.Write(written).Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), "") << written;
  }
}

// ---- needless-overlap-copy ----

// What handle 8 shows of array 1 was saved in 2, for what is written through handle 9.
TraceScript SavedFor(int64_t offset, int64_t step, bool by_copy = false, int64_t operand = 2) {
  TraceScript trace;
  MakeMatrix(trace, 1, {1000});
  trace.View({.view = 8,
              .buf = 1,
              .parent = 1,
              .offset = 8,
              .shape = {{499}},
              .strides = {{16}},
              .dtype = "f8"});
  trace.View({.view = 9,
              .buf = 1,
              .parent = 1,
              .offset = offset,
              .shape = {{499}},
              .strides = {{step}},
              .dtype = "f8"});
  MakeMatrix(trace, 2, {499});
  trace.Copy({.bytes = 3992,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 8,
              .dst = 2,
              .reason = "overlap",
              .op = "add"});
  if (by_copy) {
    trace.Copy({.bytes = 3992, .src = 2, .dst = 9, .reason = "assign", .op = "setitem"});
  } else {
    trace.Op("add", {operand, 9}, 9);
  }
  return trace;
}

TEST(NeedlessOverlapCopyTest, FiresWhereNoByteIsInBoth) {
  for (bool by_copy : {false, true}) {
    TraceScript trace = SavedFor(0, 16, by_copy);
    trace.Free(2).Read(1).Free(1).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "needless-overlap-copy");
    EXPECT_EQ(report.findings[0].bytes, 3992);
    EXPECT_EQ(report.findings[0].peak_saving_bytes, 3992);
  }
}

// A recorder that names the operands as the program does.
TEST(NeedlessOverlapCopyTest, TheOperationMayNameWhatWasSaved) {
  for (const int64_t step : {16, 8}) {
    TraceScript trace = SavedFor(0, step, /*by_copy=*/false, /*operand=*/8);
    trace.Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), step == 16 ? "needless-overlap-copy" : "") << step;
  }
  TraceScript other = SavedFor(0, 16, /*by_copy=*/false, /*operand=*/9);
  other.Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(other), "");
}

TEST(NeedlessOverlapCopyTest, SilentWhereBytesAreInBoth) {
  for (bool by_copy : {false, true}) {
    TraceScript trace = SavedFor(0, 8, by_copy);
    trace.Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), "");
  }
}

TEST(NeedlessOverlapCopyTest, SilentWhereWhatWasSavedIsUsedAgain) {
  TraceScript trace = SavedFor(0, 16);
  trace.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(NeedlessOverlapCopyTest, SilentWhereNothingIsMadeOfIt) {
  TraceScript trace;
  MakeMatrix(trace, 1, {1000});
  MakeMatrix(trace, 2, {1000});
  trace.Copy({.bytes = 8000, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2, .reason = "overlap"});
  trace.Write(1).Read(2).Free(2).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- dtype-round-trip ----

// 1 was cast into 2 and that into 3.
TraceScript CastBack(absl::string_view first, absl::string_view between,
                     absl::string_view last = "") {
  TraceScript trace;
  if (last.empty()) last = first;
  MakeMatrix(trace, 1, {1000}, first);
  MakeMatrix(trace, 2, {1000}, between);
  trace.Copy({.bytes = 1000 * (between[1] - '0'),
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = "dtype",
              .op = "astype"});
  MakeMatrix(trace, 3, {1000}, last);
  trace.Copy({.bytes = 1000 * (last[1] - '0'),
              .src_buf = 2,
              .dst_buf = 3,
              .src = 2,
              .dst = 3,
              .reason = "dtype",
              .op = "astype"});
  return trace;
}

TEST(DtypeRoundTripTest, FiresWithBothArraysWhereNothingWasLost) {
  TraceScript trace = CastBack("f4", "f8");
  trace.Free(2).Read(3).Free(3).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "dtype-round-trip");
  EXPECT_EQ(report.findings[0].bytes, 8000 + 4000);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 8000 + 4000);
  EXPECT_EQ(report.findings[0].confidence, Confidence::kCertain);
}

TEST(DtypeRoundTripTest, CountsWhatWasBetweenWhereTheLastArrayIsNeeded) {
  TraceScript written = CastBack("f4", "f8");
  written.Free(2).Write(3).Read(3).Free(3).Read(1).Free(1).End();
  const Report report = written.Analyzed();
  ASSERT_EQ(RulesFound(report), "dtype-round-trip");
  EXPECT_EQ(report.findings[0].bytes, 8000);
  EXPECT_EQ(report.findings[0].peak_saving_bytes, 8000);
}

TEST(DtypeRoundTripTest, IsLikelyWhereValuesWereRounded) {
  TraceScript trace = CastBack("f8", "f4");
  trace.Free(2).Read(3).Free(3).Read(1).Free(1).End();
  const Report report = trace.Analyzed();
  ASSERT_EQ(RulesFound(report), "dtype-round-trip");
  EXPECT_EQ(report.findings[0].bytes, 4000);
  EXPECT_EQ(report.findings[0].confidence, Confidence::kLikely);
}

TEST(DtypeRoundTripTest, SilentWhereSomethingElseReadsWhatIsBetween) {
  TraceScript later = CastBack("f4", "f8");
  later.Read(2).Free(2).Read(3).Free(3).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(later), "");
  TraceScript told = CastBack("f4", "f8");
  const int64_t t = told.now() + 5;
  told.At(t + 10).Free({.buf = 2, .last_read = t}).Read(3).Free(3).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(told), "");
}

TEST(DtypeRoundTripTest, SilentWhereTheLastDtypeIsAThirdOne) {
  TraceScript trace = CastBack("f4", "f8", "i8");
  trace.Free(2).Read(3).Free(3).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

}  // namespace
}  // namespace tidemark::analysis
