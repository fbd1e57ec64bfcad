// Advice is only what can be followed: memory of others, read-only sources, and destinations that
// something else depends on, each with the near miss beside it.
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kElements = 1000;
constexpr int64_t kBytes = kElements * 8;

void Make(TraceScript& trace, int64_t id, absl::string_view kind = "array",
          int64_t elements = kElements) {
  trace.Alloc({.buf = id,
               .bytes = 8 * elements,
               .view = id,
               .kind = kind,
               .dtype = "f8",
               .shape = {{elements}},
               .strides = {{8}}});
}

// Array 1, copied as a whole into the new array 2.
TraceScript Copied(absl::string_view source_kind, absl::string_view destination_kind = "array",
                   absl::string_view reason = "requested") {
  TraceScript trace;
  Make(trace, 1, source_kind);
  Make(trace, 2, destination_kind);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2, .reason = reason});
  return trace;
}

// ---- memory of others ----

TEST(AdviceTest, OnlyMemoryOfOnesOwnCanBeMoved) {
  for (const char* kind : {"external", "mmap"}) {
    TraceScript trace = Copied(kind);
    trace.Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(trace), "") << kind;
  }
  for (const char* kind : {"array", "heap", "pmr", "numpy"}) {
    TraceScript trace = Copied(kind, kind);
    trace.Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(trace), "dead-source-copy") << kind;
    TraceScript other = Copied(kind, "std");
    other.Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(other), "") << kind;
  }
}

// Array 1, copied as a whole into array 2, each with an alignment and in a space.
TraceScript CopiedTo(const AllocArgs& from, const AllocArgs& to) {
  TraceScript trace;
  for (AllocArgs args : {from, to}) {
    args.view = args.buf;
    args.bytes = kBytes;
    args.dtype = "f8";
    args.shape = {{kElements}};
    args.strides = {{8}};
    trace.Alloc(args);
  }
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  return trace;
}

// No less aligned memory can take the place of the destination; a view of it may do, though that the
// copy was made for the alignment cannot be excluded.
TEST(AdviceTest, MemoryOfLessAlignmentOrAnotherSpaceDoesNotServe) {
  enum class Serves { kYes, kPerhaps, kNo };
  struct Case {
    AllocArgs from;
    AllocArgs to;
    Serves serves;
  };
  for (const Case& c :
       {Case{{.buf = 1, .align = 64}, {.buf = 2, .align = 64}, Serves::kYes},
        Case{{.buf = 1, .align = 64}, {.buf = 2, .align = 8}, Serves::kYes},
        Case{{.buf = 1, .align = 8}, {.buf = 2, .align = 4096}, Serves::kPerhaps},
        Case{{.buf = 1}, {.buf = 2, .align = 4096}, Serves::kPerhaps},
        Case{{.buf = 1}, {.buf = 2, .align = 16}, Serves::kYes},
        Case{{.buf = 1}, {.buf = 2, .space = "host"}, Serves::kYes},
        Case{{.buf = 1}, {.buf = 2, .space = "cuda:0"}, Serves::kNo},
        Case{{.buf = 1, .space = "cuda:1"}, {.buf = 2, .space = "cuda:0"}, Serves::kNo}}) {
    TraceScript dead = CopiedTo(c.from, c.to);
    dead.Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(OnlyFinding(dead.Analyzed(), "dead-source-copy") != nullptr,
              c.serves == Serves::kYes);
    TraceScript unmodified = CopiedTo(c.from, c.to);
    unmodified.Read(2).Free(2).Read(1).Free(1).End();
    const Report report = unmodified.Analyzed();
    const Finding* const finding = OnlyFinding(report, "unmodified-copy");
    ASSERT_EQ(finding != nullptr, c.serves != Serves::kNo);
    if (finding == nullptr) continue;
    EXPECT_EQ(finding->confidence,
              c.serves == Serves::kYes ? Confidence::kCertain : Confidence::kLikely);
  }
}

TEST(AdviceTest, TheLastRoundOfTwoBuffersInTurnsIsNoMove) {
  TraceScript trace;
  Make(trace, 1);
  Make(trace, 2);
  trace.Write(1).Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
  TraceScript made;
  Make(made, 1);
  made.Write(1);
  Make(made, 2);
  made.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  made.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(made), "dead-source-copy");
}

// ---- what no view shows ----

TEST(AdviceTest, WhatPicksRepeatsOrMovesElementsIsNoViewNoMoveAndNoTwin) {
  struct Case {
    const char* op;
    const char* reason;
    bool counts;
  };
  for (const Case& c :
       {Case{"mask", "gather", false}, Case{"take", "gather", false}, Case{"", "gather", false},
        Case{"tile", "broadcast", false}, Case{"repeat", "requested", false},
        Case{"roll", "requested", false}, Case{"sort", "requested", false},
        Case{"copy", "requested", true}, Case{"", "", true}}) {
    const CopyArgs copy{.bytes = kBytes,
                        .src_buf = 1,
                        .dst_buf = 2,
                        .src = 1,
                        .dst = 2,
                        .reason = c.reason,
                        .op = c.op};
    TraceScript unmodified;
    Make(unmodified, 1);
    Make(unmodified, 2);
    unmodified.Copy(copy).Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(unmodified), c.counts ? "unmodified-copy" : "") << c.op;
    TraceScript dead;
    Make(dead, 1);
    Make(dead, 2);
    dead.Copy(copy).Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(dead), c.counts ? "dead-source-copy" : "") << c.op;
    TraceScript twice;
    Make(twice, 1);
    Make(twice, 2);
    Make(twice, 3);
    CopyArgs again = copy;
    again.dst_buf = again.dst = 3;
    twice.Copy(copy).Copy(again).Write(1).Read(1).Read(2).Read(3).Free(2).Free(3).Free(1);
    EXPECT_EQ(RulesAtEnd(twice), c.counts ? "duplicate-copy" : "") << c.op;
  }
}

TEST(AdviceTest, AnIrregularGatherThatItsOperationTellsOfIsNoFinding) {
  TraceScript trace;
  Make(trace, 1);
  Make(trace, 2);
  trace.Copy({.bytes = kBytes,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 2,
              .reason = "gather",
              .op = "take"});
  trace.Op("take", {1}, 2, "irregular").Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

// ---- accesses that only a free tells of ----

TEST(AdviceTest, ASourceThatItsFreeSaysWasUsedAfterTheCopyIsNotDead) {
  for (bool written : {false, true}) {
    for (int64_t later : {0, 1}) {
      TraceScript trace = Copied("array");
      const int64_t t = trace.now() + later;
      trace.At(100).Write(2).Read(2);
      trace.Free(written ? FreeArgs{.buf = 1, .last_write = t}
                         : FreeArgs{.buf = 1, .last_read = t});
      trace.Free(2);
      EXPECT_EQ(RulesAtEnd(trace), later == 0 ? "dead-source-copy" : "") << written << later;
    }
  }
}

TEST(AdviceTest, ADestinationThatItsFreeSaysWasWrittenAfterTheCopyIsNotUnmodified) {
  for (int64_t later : {0, 1}) {
    TraceScript trace = Copied("array");
    const int64_t t = trace.now() + later;
    trace.At(100).Read(2).Free({.buf = 2, .last_write = t}).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(trace), later == 0 ? "unmodified-copy" : "") << later;
  }
}

TEST(AdviceTest, ASourceThatItsFreeSaysWasWrittenWhileTheCopyWasUsedIsNotSteady) {
  for (int64_t t : {90, 110}) {
    TraceScript trace = Copied("array");
    trace.At(50).Read(1).At(100).Read(2).At(120).Free({.buf = 1, .last_write = t});
    trace.Free({.buf = 2, .last_read = 100});
    EXPECT_EQ(RulesAtEnd(trace), t == 90 ? "" : "unmodified-copy") << t;
  }
}

TEST(AdviceTest, WhatAProcessInheritedCannotBeMoved) {
  TraceScript trace;
  trace.Add(trace::EventBody(trace::Inherit{
      .buffer = {.buf = BufferId(1), .addr = {}}, .bytes = kBytes, .kind = "array"}));
  Make(trace, 2);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .dst = 2}).Free(1).Write(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(AdviceTest, ACopyOfMemoryOfOthersThatOutlivesItIsNoFinding) {
  for (const char* op : {"copy", "astype", "array"}) {
    for (const char* kind : {"external", "mmap", "array"}) {
      TraceScript trace;
      Make(trace, 1, kind);
      Make(trace, 2);
      trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2, .op = op});
      trace.Read(1).Free(1).Read(2).Free(2).End();
      const bool own = absl::string_view(kind) == "array";
      EXPECT_EQ(trace.Analyzed().findings.size(), own ? 1 : 0) << op << " of " << kind;
    }
  }
}

TEST(AdviceTest, MemoryOfOthersMayChangeUnseen) {
  for (const char* kind : {"external", "mmap", "array"}) {
    TraceScript trace = Copied(kind);
    trace.Read(2).Free(2).Read(1).Free(1).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "unmodified-copy") << kind;
    const bool own = absl::string_view(kind) == "array";
    EXPECT_EQ(report.findings[0].confidence, own ? Confidence::kCertain : Confidence::kLikely)
        << kind;
  }
}

TEST(AdviceTest, TheSameOfASecondCopy) {
  for (const char* kind : {"external", "array"}) {
    TraceScript trace = Copied(kind);
    Make(trace, 3);
    trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3}).Write(1);
    trace.Read(2).Read(3).Free(2).Free(3).Free(1).End();
    const Report report = trace.Analyzed();
    ASSERT_EQ(RulesFound(report), "duplicate-copy") << kind;
    const bool own = absl::string_view(kind) == "array";
    EXPECT_EQ(report.findings[0].confidence, own ? Confidence::kCertain : Confidence::kLikely)
        << kind;
  }
}

TEST(AdviceTest, WhatIsPutIntoMemoryOfOthersHasToBeThere) {
  for (const char* kind : {"external", "mmap"}) {
    TraceScript unmodified = Copied("array", kind);
    unmodified.Read(2).Free(2).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(unmodified), "") << kind;
    TraceScript dead = Copied("array", kind);
    dead.Free(1).Write(2).Free(2);
    EXPECT_EQ(RulesAtEnd(dead), "") << kind;
    TraceScript twice = Copied("array", kind);
    Make(twice, 3, kind);
    twice.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 3, .src = 1, .dst = 3});
    twice.Read(2).Read(3).Free(2).Free(3).Read(1).Free(1);
    EXPECT_EQ(RulesAtEnd(twice), "") << kind;
  }
}

// ---- read-only sources ----

// The array was made read-only, so that its handle 1 gave way to handle 9.
TraceScript CopiedFromReadOnly(bool writable) {
  TraceScript trace;
  Make(trace, 1);
  trace.View({.view = 9,
              .buf = 1,
              .parent = 1,
              .offset = 0,
              .shape = {{kElements}},
              .strides = {{8}},
              .dtype = "f8",
              .writable = writable});
  trace.Drop(1);
  Make(trace, 2);
  trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 9, .dst = 2});
  return trace;
}

TEST(AdviceTest, AReadOnlySourceCannotBeMovedToWhereItIsWritten) {
  TraceScript trace = CopiedFromReadOnly(/*writable=*/false);
  trace.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
  TraceScript writable = CopiedFromReadOnly(/*writable=*/true);
  writable.Free(1).Write(2).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(writable), "dead-source-copy");
}

TEST(AdviceTest, AReadOnlySourceCanBeMovedToWhereItIsOnlyRead) {
  TraceScript trace = CopiedFromReadOnly(/*writable=*/false);
  trace.Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "dead-source-copy");
}

// ---- destinations ----

// t[...] = tmp: array 1 into array 2, through the passing view 3 of it; `onlooker` makes view 4.
TraceScript Assigned(bool onlooker, int64_t source_elements = kElements) {
  TraceScript trace;
  Make(trace, 1, "array", source_elements);
  Make(trace, 2);
  trace.Write(2);
  if (onlooker) {
    trace.View({.view = 4, .buf = 2, .parent = 2, .offset = 80, .shape = {{10}}, .strides = {{8}}});
  }
  trace.View({.view = 3,
              .buf = 2,
              .parent = 2,
              .offset = 0,
              .shape = {{source_elements}},
              .strides = {{8}},
              .dtype = "f8"});
  trace.Copy({.bytes = 8 * source_elements,
              .src_buf = 1,
              .dst_buf = 2,
              .src = 1,
              .dst = 3,
              .reason = "assign",
              .op = "assign"});
  trace.Drop(3);
  return trace;
}

TEST(AdviceTest, NothingIsMovedIntoWhatWasThereBefore) {
  for (bool onlooker : {false, true}) {
    TraceScript trace = Assigned(onlooker);
    trace.Free(1).Write(2).Read(2).Free(2);
    EXPECT_EQ(RulesAtEnd(trace), "") << onlooker;
  }
  TraceScript used;
  Make(used, 1);
  Make(used, 2);
  used.Read(2).Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  used.Free(1).Write(2).Free(2);
  EXPECT_EQ(RulesAtEnd(used), "");
}

TEST(AdviceTest, AnAssignmentToABufferThatOthersLookAtIsNoFinding) {
  TraceScript seen = Assigned(/*onlooker=*/true);
  seen.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(seen), "");
  TraceScript alone = Assigned(/*onlooker=*/false);
  alone.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(alone), "unmodified-copy");
}

TEST(AdviceTest, AnAssignmentToAPartIsNoFinding) {
  TraceScript trace = Assigned(/*onlooker=*/false, kElements / 2);
  trace.Read(2).Free(2).Read(1).Free(1);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

TEST(AdviceTest, TwoWholesThatHaveAPartInCommonCannotBeShared) {
  for (const char* reason : {"assign", "concat", "requested"}) {
    TraceScript trace;
    Make(trace, 1);
    for (int64_t id : {2, 3}) {
      Make(trace, id, "array", 2 * kElements);
      trace.Copy({.bytes = kBytes, .src_buf = 1, .dst_buf = id, .src = 1, .reason = reason});
    }
    trace.Write(1).Read(2).Read(3).Free(2).Free(3).Free(1);
    const bool parts = absl::string_view(reason) != "requested";
    EXPECT_EQ(RulesAtEnd(trace), parts ? "" : "duplicate-copy") << reason;
  }
}

// out = concatenate({out, chunk}): the first time, there is nothing in `out` yet.
TEST(AdviceTest, TheFirstPassOfAGrowingArrayIsNoFinding) {
  TraceScript trace = Copied("array", "array", "concat");
  trace.Free(1).Read(2).Free(2);
  EXPECT_EQ(RulesAtEnd(trace), "");
}

}  // namespace
}  // namespace tidemark::analysis
