#include "tidemark/trace/heaptrack/heaptrack_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/trace/heaptrack/heaptrack_text.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<json> OfKind(const ReadResult& result, const std::string& kind) {
  std::vector<json> events;
  for (const json& event : result.events) {
    if (event["ev"] == kind) events.push_back(event);
  }
  return events;
}

// What heaptrack says of its recordings in tests/data (heaptrack_print, with its suppressions off):
// the highest sum of sizes, the calls, and what is left of them.
struct Figures {
  int64_t peak = 0;
  int64_t allocations = 0;
  int64_t live = 0;
  size_t live_blocks = 0;

  friend bool operator==(const Figures&, const Figures&) = default;
};
void PrintTo(const Figures& f, std::ostream* out) {
  *out << f.peak << " " << f.allocations << " " << f.live << " " << f.live_blocks;
}

Figures SumUp(const ReadResult& result) {
  Figures figures;
  std::map<int64_t, int64_t> live;
  for (const json& event : result.events) {
    if (event["ev"] == "alloc") {
      ++figures.allocations;
      live[event["buf"]] = event["bytes"];
      figures.live += live[event["buf"]];
      figures.peak = std::max(figures.peak, figures.live);
    } else if (event["ev"] == "free") {
      EXPECT_EQ(live.count(event["buf"]), 1U) << event;
      figures.live -= live[event["buf"]];
      live.erase(event["buf"]);
    }
  }
  figures.live_blocks = live.size();
  return figures;
}

constexpr Figures kOfLs = {.peak = 154707, .allocations = 333, .live = 44925, .live_blocks = 197};

TEST(HeaptrackReader, ARealRecordingHasHeaptracksFigures) {
  for (const char* name : {"ls.zst", "ls.raw.zst"}) {
    const std::string path = TIDEMARK_TEST_DATA_DIR "/trace/heaptrack/" + std::string(name);
    const ReadResult result = ReadFile(path);
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(SumUp(result), kOfLs) << name;
    EXPECT_EQ(result.events.front()["ev"], "trace");
    EXPECT_EQ(result.events.front()["args"], json({"ls", "-lR", "/usr/share/doc/bash"}));
    EXPECT_EQ(result.events.back()["ev"], "end");
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(HeaptrackReader, OfARealRecordingTheStacksAreWhole) {
  const ReadResult result = ReadFile(TIDEMARK_TEST_DATA_DIR "/trace/heaptrack/ls.zst");
  std::map<int64_t, std::string> functions;
  std::map<int64_t, json> stacks;
  for (const json& frame : OfKind(result, "frame")) functions[frame["frame"]] = frame["function"];
  for (const json& stack : OfKind(result, "stack")) {
    EXPECT_TRUE(functions.contains(stack["frame"]));
    EXPECT_TRUE(!stack.contains("parent") || stacks.contains(stack["parent"])) << stack;
    stacks[stack["stack"]] = stack;
  }
  // The first block with a name on its stack: fopen's, as heaptrack_print shows it.
  const json alloc = OfKind(result, "alloc")[1];
  EXPECT_EQ(alloc["bytes"], 0x1d8);
  std::vector<std::string> names;
  for (json at = stacks[alloc["stack"]];; at = stacks[at["parent"]]) {
    if (!functions[at["frame"]].empty()) names.push_back(functions[at["frame"]]);
    if (!at.contains("parent")) break;
  }
  EXPECT_THAT(names, ElementsAre("__fopen_internal", "selinuxfs_exists", "call_init", "call_init",
                                 "_dl_init"));
}

TEST(HeaptrackReader, CompressionIsNoMatter) {
  const std::string text = Interpreted("a 10 0\n+ 0\n- 0\n");
  for (const std::string& contents : {text, Gzip(text), Zstd(text)}) {
    const std::string path = TempPath("recording");
    WriteFile(path, contents);
    const ReadResult result = ReadFile(path);
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_THAT(result.events, SizeIs(4));
  }
}

TEST(HeaptrackReader, KnowsARecordingByItsFirstLine) {
  for (const char* yes : {"v 10400 3\n", "v 10200\nX", "v 10000 2\nx 1 a"}) {
    EXPECT_TRUE(HeaptrackReader::Recognizes(yes)) << yes;
  }
  for (const char* no : {"", "v", "v ", "v \n", "v 10400 3", "v 10400 x\n", "v10400 3\n",
                         "version 1\n", "{\"ev\":1}\n", "V 10400 3\n", "v  3\n", " v 1 1\n"}) {
    EXPECT_FALSE(HeaptrackReader::Recognizes(no)) << no;
  }
}

TEST(HeaptrackReader, AnUnfinishedLastLineIsCutOff) {
  const std::string whole = Interpreted("a 10 0\n+ 0\n- 0\n");
  for (size_t size = sizeof(kHead); size < whole.size(); ++size) {
    const ReadResult result = ReadRecording(whole.substr(0, size));
    EXPECT_TRUE(result.status.ok()) << size << result.status;
    EXPECT_EQ(result.stats.cut_off, whole[size - 1] != '\n') << size;
    EXPECT_THAT(OfKind(result, "end"), IsEmpty()) << size;
  }
  EXPECT_THAT(OfKind(ReadRecording(whole), "end"), SizeIs(1));
}

TEST(HeaptrackReader, ACompressedRecordingThatEndsTooEarlyIsCutOff) {
  const std::string path = TempPath("cut.zst");
  const std::string whole = FileContents(TIDEMARK_TEST_DATA_DIR "/trace/heaptrack/ls.raw.zst");
  for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{30}}) {
    WriteFile(path, whole.substr(0, size));
    const ReadResult result = ReadFile(path);
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_TRUE(result.stats.cut_off);
    EXPECT_THAT(OfKind(result, "end"), IsEmpty());
  }
}

TEST(HeaptrackReader, ALineTooLongIsAnErrorAndCanBeSkipped) {
  const std::string text =
      Interpreted("a 10 0\n+ 0\nS " + std::string((16 << 20) + 1, 'x') + "\n+ 0\n");
  EXPECT_THAT(std::string(ReadRecording(text).status.message()),
              HasSubstr("h:6:1: found a line over 16 MiB"));
  const ReadResult recovered = ReadRecording(text, {.recover = true});
  EXPECT_EQ(recovered.stats.bad_lines_skipped, 1);
  EXPECT_THAT(OfKind(recovered, "alloc"), SizeIs(2));
  // One byte less is a line.
  const std::string near =
      Interpreted("a 10 0\n+ 0\nS " + std::string((16 << 20) - 2, 'x') + "\n+ 0\n");
  EXPECT_TRUE(ReadRecording(near).status.ok());
}

TEST(HeaptrackReader, BadLinesAreSkippedAndCountedWithRecover) {
  const std::string text = Interpreted("a 10 0\n+ 0\n+ 9\nnonsense\n- zz\n- 0\n- 0\n");
  EXPECT_EQ(ReadRecording(text).status.message(),
            "h:6:3: found allocation 9, counted from 0, of 1 that there are");
  const ReadResult result = ReadRecording(text, {.recover = true});
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.stats.bad_lines_skipped, 4);
  EXPECT_THAT(result.stats.first_bad_lines,
              ElementsAre(HasSubstr("h:6:3: found allocation 9"),
                          HasSubstr("h:7:1: found no line of a recording"),
                          HasSubstr("h:8:3: found 'zz', expected an allocation")));
  EXPECT_THAT(OfKind(result, "alloc"), SizeIs(1));
  EXPECT_THAT(OfKind(result, "free"), SizeIs(1));
}

TEST(HeaptrackReader, TheSizesOfReadsAreNoMatter) {
  const std::string text = Interpreted("s 3 f g\ni 1 1 1 1 7\nt 1 0\na 10 1\n+ 0\nc a\nR 2\n- 0\n");
  const ReadResult whole = ReadRecording(text);
  for (const size_t bytes : {1, 2, 3, 7, 64}) {
    const ReadResult parts = ReadRecording(text, {}, bytes);
    EXPECT_EQ(parts.events, whole.events) << bytes;
  }
}

TEST(HeaptrackReader, AnotherVersionIsNamedWithOurs) {
  const ReadResult result = ReadRecording("v 20000 4\nX a\n");
  EXPECT_TRUE(absl::IsUnimplemented(result.status));
  EXPECT_EQ(result.status.message(),
            "h:1:9: found version 4 of heaptrack's format (heaptrack 2.0.0), expected 0 to 3");
  EXPECT_TRUE(absl::IsUnimplemented(ReadRecording("v 20000 4\nX a\n", {.recover = true}).status));
}

}  // namespace
}  // namespace tidemark::trace
