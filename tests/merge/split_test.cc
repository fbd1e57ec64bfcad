// The pieces of a trace are that trace, wherever it was cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_generator.h"
#include "tests/merge/trace_files.h"
#include "tidemark/analysis/analyze.h"

namespace tidemark::merge {
namespace {

using analysis::TraceScript;
using test_support::TempFolder;
using ::testing::HasSubstr;

std::string FiguresOfWhole(const std::string& path) {
  const absl::StatusOr<analysis::Report> report = analysis::Analyze(path);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? Figures(*report) : "";
}

void ExpectEqualsWhole(std::vector<std::string> pieces, const std::string& whole, uint64_t seed) {
  // In whatever order they are given.
  std::mt19937_64 random(seed);
  std::shuffle(pieces.begin(), pieces.end(), random);
  const MergedReport merged = Merged(pieces);
  EXPECT_EQ(Figures(merged.sum.report), whole) << "seed " << seed;
  EXPECT_TRUE(merged.sum.exact_peak());
  ASSERT_EQ(merged.runs.size(), 1U);
  EXPECT_EQ(merged.runs.front().files.size(), pieces.size());
  EXPECT_TRUE(merged.notes.empty());
}

// Arrays with views and copies, heaps with stacks, threads and faults.
TEST(SplitTest, SevenShardsOfARandomTraceAreTheWhole) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    const TempFolder folder;
    const TraceScript script =
        seed % 3 == 0 ? analysis::RandomIllegalTrace(seed, 5) : analysis::RandomLegalTrace(seed);
    const std::string path = folder.File("whole.tmk");
    WriteTrace(path, {}, script);
    const auto count = static_cast<int64_t>(CountOf(script));
    const auto shards = WriteShardFiles(path, folder.File("part.ndjson"), (count + 6) / 7);
    ASSERT_TRUE(shards.ok()) << shards.status();
    if (count >= 42) {
      EXPECT_EQ(shards->size(), 7U);
    }
    ExpectEqualsWhole(*shards, FiguresOfWhole(path), seed);
  }
}

TraceScript SmallTrace() {
  TraceScript script;
  script.Site(1, "a.cc", 10, "load").Site(2, "a.cc", 20, "work");
  script.Frame(1, {.function = "main", .file = "m.cc", .line = 3});
  script.Frame(2, {.function = "make", .file = "m.cc", .line = 9});
  script.Stack(1, 1).Stack(2, 2, 1);
  script.On({.site = 1}).Array(1, 1, 100).Array(2, 2, 10);
  script.On({.site = 2});
  script.Alloc({.buf = 3, .bytes = 800, .view = 3, .dtype = "f8", .shape = {{100}}});
  script.Copy({.bytes = 800, .src = 1, .dst = 3});
  script.On({.site = 0, .stack = 2}).Alloc({.addr = 0x1000, .bytes = 5000, .kind = "heap"});
  script.On({.site = 2}).Read(3, 3).Free(1).Free(3);
  script.Free({.addr = 0x1000}).End();
  return script;
}

TEST(SplitTest, EveryCutOfASmallTraceGivesTheWhole) {
  const TraceScript script = SmallTrace();
  const TempFolder folder;
  WriteTrace(folder.File("whole.ndjson"), {}, script);
  const std::string whole = FiguresOfWhole(folder.File("whole.ndjson"));
  const size_t count = CountOf(script);
  for (size_t cut = 0; cut <= count; ++cut) {
    const TempFolder pieces;
    ExpectEqualsWhole(WritePieces(pieces, {}, script, {cut}), whole, cut);
  }
  std::vector<size_t> everywhere;
  for (size_t cut = 1; cut < count; ++cut) everywhere.push_back(cut);
  const TempFolder pieces;
  ExpectEqualsWhole(WritePieces(pieces, {}, script, everywhere), whole, 0);
}

TEST(SplitTest, APieceThatIsMissingIsTold) {
  const TempFolder folder;
  const std::vector<std::string> pieces = WritePieces(folder, {}, SmallTrace(), {4, 8, 12});
  EXPECT_THAT(MergeError({pieces[0], pieces[2], pieces[3]}),
              HasSubstr("-2.ndjson.gz: piece 2 of the run r1 of process 7, of which piece 1 is "
                        "missing"));
  EXPECT_THAT(MergeError({pieces[1], pieces[2]}), HasSubstr("of which piece 0 is missing"));
  EXPECT_THAT(MergeError({pieces[3]}), HasSubstr("of which piece 0 is missing"));
  // Without its end the trace is truncated.
  const MergedReport cut = Merged({pieces[0], pieces[1], pieces[2]});
  EXPECT_TRUE(cut.sum.report.trace.truncated);
}

TEST(SplitTest, APieceThatIsNotWholeIsTold) {
  const TempFolder folder;
  const std::vector<std::string> pieces = WritePieces(folder, {}, SmallTrace(), {4, 8});
  const std::vector<std::string> others = WritePieces(folder, {.run = "x"}, SmallTrace(), {3, 8});
  std::filesystem::copy_file(others[1], folder.File("wrong.tmk"));
  EXPECT_THAT(MergeError({others[0], pieces[1]}), HasSubstr("of which piece 0 is missing"));

  // The same names, other cuts.
  const TempFolder again;
  const std::vector<std::string> cut_elsewhere = WritePieces(again, {}, SmallTrace(), {5, 8});
  EXPECT_THAT(MergeError({cut_elsewhere[0], pieces[1], pieces[2]}),
              HasSubstr("r1-1.tmk: found the piece of a trace that begins behind 4 events, but the "
                        "piece before it, "));
  EXPECT_THAT(MergeError({pieces[0], cut_elsewhere[0], pieces[1]}),
              HasSubstr("piece 0 of the run r1 of process 7, as is "));
}

// What the others began is unknown in it, or what became of what it began.
TEST(SplitTest, APieceAloneIsNoTrace) {
  const TempFolder folder;
  const TraceScript script = SmallTrace();
  for (size_t cut = 1; cut < CountOf(script); ++cut) {
    const TempFolder pieces;
    for (const std::string& piece : WritePieces(pieces, {}, script, {cut})) {
      const absl::StatusOr<analysis::Report> report = analysis::Analyze(piece);
      EXPECT_TRUE(absl::IsOutOfRange(report.status())) << piece << " of " << cut;
      EXPECT_THAT(std::string(report.status().message()),
                  HasSubstr(piece + ": this is only a piece of a trace that was cut"));
      const auto rows = WriteShardFiles(piece, folder.File("rows.ndjson"), 1000);
      EXPECT_EQ(rows.status().message(), report.status().message());
    }
  }
  EXPECT_TRUE(folder.Names().empty());
}

TEST(SplitTest, TheOnlyPieceAndPiecesInOneFileAreATrace) {
  const TempFolder folder;
  const TraceScript script = SmallTrace();
  WriteTrace(folder.File("whole.ndjson"), {}, script);
  const std::string whole = FiguresOfWhole(folder.File("whole.ndjson"));
  for (const int64_t events : {int64_t{0}, int64_t{1000}, int64_t{5}}) {
    const auto shards =
        WriteShardFiles(folder.File("whole.ndjson"), folder.File("s.ndjson"), events);
    ASSERT_TRUE(shards.ok()) << shards.status();
    EXPECT_EQ(shards->size() > 1, events == 5);
    std::ofstream together(folder.File("together.ndjson"));
    for (const std::string& shard : *shards) together << std::ifstream(shard).rdbuf();
    together.close();
    EXPECT_EQ(FiguresOfWhole(folder.File("together.ndjson")), whole) << events;
    for (const std::string& shard : *shards) std::filesystem::remove(shard);
  }
}

TEST(SplitTest, RunsOfOneProgramAreNoPieces) {
  const TempFolder folder;
  WriteTrace(folder.File("a.tmk"), {.run = "r1"}, SmallTrace());
  WriteTrace(folder.File("b.tmk"), {.run = "r2"}, SmallTrace());
  const MergedReport merged = Merged({folder.File("a.tmk"), folder.File("b.tmk")});
  EXPECT_EQ(merged.runs.size(), 2U);
  EXPECT_EQ(merged.sum.report.totals.alloc_count, 8);
  EXPECT_EQ(merged.sum.report.leaks.count, 2);
  // Nobody said that they share a clock.
  EXPECT_FALSE(merged.sum.exact_peak());
  EXPECT_EQ(merged.sum.peak_at_most, 2 * merged.sum.report.peak.bytes);
  EXPECT_THAT(merged.notes.front(), HasSubstr("2 of 2 traces do not say by which clock"));
}

}  // namespace
}  // namespace tidemark::merge
