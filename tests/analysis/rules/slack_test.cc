// slack: what was granted beyond what was asked for, where the trace tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kMebibyte = int64_t{1} << 20;

class HeapProgram {
 public:
  HeapProgram() {
    trace_.Head("app");
    trace_.Site(1, "pool.cc", 7, "Take").Site(2, "other.cc", 9);
  }

  void Take(int64_t buf, int64_t bytes, std::optional<int64_t> usable, int64_t site = 1) {
    trace::Alloc alloc;
    alloc.buffer.buf = BufferId(buf);
    alloc.bytes = bytes;
    alloc.usable = usable;
    alloc.kind = "pool";
    trace_.On({.site = site}).Add(trace::EventBody(alloc));
  }
  TraceScript& trace() { return trace_; }
  Report Analyzed() {
    trace_.End();
    return trace_.Analyzed();
  }

 private:
  TraceScript trace_;
};

TEST(Slack, APlaceThatIsGrantedMuchMore) {
  HeapProgram program;
  program.Take(1, 3 * kMebibyte, 4 * kMebibyte);
  program.Take(2, 3 * kMebibyte, 4 * kMebibyte);
  program.Take(3, 50 * kMebibyte, 50 * kMebibyte, 2);
  program.trace().Free(1).Free(2).Free(3);
  const Report report = program.Analyzed();
  EXPECT_EQ(NotesFound(report), "slack");
  const Finding& finding = report.findings.at(0);
  EXPECT_EQ(finding.count, 2);
  EXPECT_EQ(finding.bytes, 2 * kMebibyte);
  EXPECT_EQ(finding.severity, Severity::kNote);
  EXPECT_EQ(finding.confidence, Confidence::kCertain);
  EXPECT_FALSE(finding.tells_saving);
  EXPECT_EQ(finding.message,
            "2 buffers were granted 2 MiB more than was asked for, of 6 MiB at the peak");
}

TEST(Slack, BlocksOfTheHeapThatTellIt) {
  TraceScript trace;
  trace.Head("app").Frame(1, {.function = "f", .file = "f.cc", .line = 1}).Stack(1, 1);
  for (uint64_t i = 1; i <= 1024; ++i) {
    trace::Alloc alloc;
    alloc.buffer.addr = i * 4096;
    alloc.bytes = 1025;
    alloc.usable = 2049;
    alloc.kind = "heap";
    trace.On({.stack = 1}).Add(trace::EventBody(alloc));
  }
  for (uint64_t i = 1; i <= 1024; ++i) trace.Free(FreeArgs{.addr = i * 4096});
  trace.End();
  const Report report = trace.Analyzed();
  ASSERT_NE(OnlyFinding(report, "slack"), nullptr);
  EXPECT_EQ(OnlyFinding(report, "slack")->count, 1024);
  EXPECT_EQ(OnlyFinding(report, "slack")->bytes, kMebibyte);
}

TEST(Slack, WhereNobodySaysWhatWasGrantedNothingIsClaimed) {
  HeapProgram program;
  program.Take(1, 3 * kMebibyte, std::nullopt);
  program.trace().Free(1);
  EXPECT_EQ(NotesFound(program.Analyzed()), "");
}

TEST(Slack, LessThanATenthOrAMegabyteIsNotWorthIt) {
  HeapProgram tenth;
  tenth.Take(1, 20 * kMebibyte, 22 * kMebibyte - 1);
  tenth.trace().Free(1);
  EXPECT_EQ(NotesFound(tenth.Analyzed()), "");
  HeapProgram small;
  small.Take(1, 100, kMebibyte + 99);
  small.trace().Free(1);
  EXPECT_EQ(NotesFound(small.Analyzed()), "");
  HeapProgram enough;
  enough.Take(1, 20 * kMebibyte, 22 * kMebibyte);
  enough.trace().Free(1);
  EXPECT_EQ(NotesFound(enough.Analyzed()), "slack");
}

// The peak is that of all memory, and this place had next to nothing then.
TEST(Slack, OffThePeakItCostsNothing) {
  HeapProgram program;
  program.Take(1, 3 * kMebibyte, 6 * kMebibyte);
  program.trace().Free(1);
  program.Take(2, 50 * kMebibyte, 50 * kMebibyte, 2);
  program.trace().Free(2);
  EXPECT_EQ(NotesFound(program.Analyzed()), "");
}

// Whatever it was granted first says nothing of what it has now.
TEST(Slack, AResizedBufferHasNone) {
  HeapProgram program;
  program.Take(1, 3 * kMebibyte, 6 * kMebibyte);
  trace::Resize resize;
  resize.buffer.buf = BufferId(1);
  resize.bytes = 6 * kMebibyte;
  program.trace().Add(trace::EventBody(resize));
  program.trace().Free(1);
  EXPECT_EQ(NotesFound(program.Analyzed()), "");
}

}  // namespace
}  // namespace tidemark::analysis
