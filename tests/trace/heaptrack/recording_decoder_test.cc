// What each line of a recording becomes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/heaptrack/heaptrack_text.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

// The events between the head and the end.
std::vector<json> Between(const ReadResult& result) {
  EXPECT_TRUE(result.status.ok()) << result.status;
  if (result.events.size() < 2) return {};
  EXPECT_EQ(result.events.front()["ev"], "trace");
  EXPECT_EQ(result.events.back()["ev"], "end");
  return {result.events.begin() + 1, result.events.end() - 1};
}

json HeadOf(const std::string& text) {
  const ReadResult result = ReadRecording(text);
  EXPECT_TRUE(result.status.ok()) << result.status;
  return result.events.empty() ? json() : result.events.front();
}

TEST(RecordingDecoder, TheHeadNamesProgramArgumentsAndRecorder) {
  const json interpreted = HeadOf(Interpreted(""));
  EXPECT_EQ(interpreted["program"], "prog");
  EXPECT_EQ(interpreted["args"], json({"prog", "a", "b"}));
  EXPECT_EQ(interpreted["capture"]["recorder"], "heaptrack 1.4.0");
  EXPECT_EQ(HeadOf(Raw(""))["program"], "/bin/prog");
}

TEST(RecordingDecoder, ACommandLineMayGoOverSeveralLines) {
  // Of which some look like lines of a recording, but are none.
  const json head = HeadOf("v 10400 3\nX py -c import os\nt = 1\nx = 2\n\ta 3\nI 1000 10\ns 1 f\n");
  EXPECT_EQ(head["args"][2], "import");
  EXPECT_THAT(head["args"].dump(), AllOf(HasSubstr("os\\nt"), HasSubstr("2\\n\\ta")));
  // Behind it, the same is an error.
  EXPECT_FALSE(ReadRecording(Interpreted("x = 2\n")).status.ok());
}

TEST(RecordingDecoder, AnAddressIsAFrameAndAllThatWasInlinedThere) {
  const std::vector<json> events = Between(ReadRecording(
      Interpreted("s 1 f\ns 1 g\ns 4 a b.\ns 6 /bin/p\ni ff00 4 1 3 a 2 3 b\ni ff10 4 2\ni ff20 4\n"
                  "t 1 0\nt 2 1\nt 3 2\n")));
  EXPECT_THAT(
      events,
      ElementsAre(json({{"ev", "frame"},
                        {"frame", 1},
                        {"function", "f"},
                        {"file", "a b."},
                        {"line", 10},
                        {"module", "/bin/p"}}),
                  json({{"ev", "frame"},
                        {"frame", 2},
                        {"function", "g"},
                        {"file", "a b."},
                        {"line", 11},
                        {"module", "/bin/p"}}),
                  json({{"ev", "frame"}, {"frame", 3}, {"function", "g"}, {"module", "/bin/p"}}),
                  json({{"ev", "frame"}, {"frame", 4}, {"function", ""}, {"module", "/bin/p"}}),
                  json({{"ev", "stack"}, {"stack", 1}, {"frame", 2}}),
                  json({{"ev", "stack"}, {"stack", 2}, {"frame", 1}, {"parent", 1}}),
                  json({{"ev", "stack"}, {"stack", 3}, {"frame", 3}, {"parent", 2}}),
                  json({{"ev", "stack"}, {"stack", 4}, {"frame", 4}, {"parent", 3}})));
}

TEST(RecordingDecoder, AnAllocationHasTheSizeAndTheStackOfItsKind) {
  const std::vector<json> events = Between(ReadRecording(Interpreted(
      "s 1 f\ni 1 0 1\nt 1 0\na 10 1\na 20 0\n+ 0\nc 5\n+ 1\n+ 0\n- 0\n- 1\n- 0\nR 3\n")));
  ASSERT_EQ(events.size(), 9U);
  const auto alloc = [](int buf, int bytes, int64_t t) {
    return json({{"ev", "alloc"}, {"buf", buf}, {"bytes", bytes}, {"kind", "heap"}, {"t", t}});
  };
  const auto free = [](int buf) { return json({{"ev", "free"}, {"buf", buf}, {"t", 5'000'000}}); };
  json first = alloc(1, 16, 0);
  first["stack"] = 1;
  json third = alloc(3, 16, 5'000'000);
  third["stack"] = 1;
  EXPECT_EQ(events[2], first);
  EXPECT_EQ(events[3], alloc(2, 32, 5'000'000));
  EXPECT_EQ(events[4], third);
  EXPECT_EQ(events[5], free(3)) << "the youngest of its kind";
  EXPECT_EQ(events[6], free(2));
  EXPECT_EQ(events[7], free(1));
  EXPECT_EQ(events[8], json({{"ev", "memory"}, {"resident", 0x3000}, {"t", 5'000'000}}));
}

TEST(RecordingDecoder, ARawRecordingHasAddressesOfModules) {
  const std::vector<json> events = Between(ReadRecording(
      Raw("m 1 x 400000 0 1000 2000 1000\nm b /lib/a b.so 7f0000 100 50\n"
          "t 400010 0\nt 401800 1\nt 7f0120 2\nt 7f0150 3\nt 0 4\n+ 8 3 5000\n- 5000\n- 6000\n")));
  EXPECT_THAT(
      events,
      ElementsAre(json({{"ev", "frame"},
                        {"frame", 1},
                        {"function", ""},
                        {"module", "/bin/prog"},
                        {"pc", "0x10"}}),
                  json({{"ev", "stack"}, {"stack", 1}, {"frame", 1}}),
                  json({{"ev", "frame"}, {"frame", 2}, {"function", ""}, {"pc", "0x401800"}}),
                  json({{"ev", "stack"}, {"stack", 2}, {"frame", 2}, {"parent", 1}}),
                  json({{"ev", "frame"},
                        {"frame", 3},
                        {"function", ""},
                        {"module", "/lib/a b.so"},
                        {"pc", "0x120"}}),
                  json({{"ev", "stack"}, {"stack", 3}, {"frame", 3}, {"parent", 2}}),
                  json({{"ev", "frame"}, {"frame", 4}, {"function", ""}, {"pc", "0x7f0150"}}),
                  json({{"ev", "stack"}, {"stack", 4}, {"frame", 4}, {"parent", 3}}),
                  json({{"ev", "alloc"},
                        {"buf", 1},
                        {"bytes", 8},
                        {"kind", "heap"},
                        {"stack", 3},
                        {"t", 0}}),
                  json({{"ev", "free"}, {"buf", 1}, {"t", 0}})))
      << "what the recording did not see allocated has no free";
}

TEST(RecordingDecoder, ModulesAreThoseOfTheTime) {
  const std::vector<json> events = Between(
      ReadRecording(Raw("m 1 x 1000 0 100\nt 1010 0\nm 1 -\nm 2 /b 1000 0 100\nt 1010 0\n")));
  EXPECT_EQ(events[0]["module"], "/bin/prog");
  EXPECT_EQ(events[2]["module"], "/b");
}

TEST(RecordingDecoder, BeforeVersion13AddressesWereBehindTheCall) {
  const std::string text = "v 10200 2\nx /bin/prog\nX prog\nm x 1000 0 100\nt 1010 0\n";
  EXPECT_EQ(Between(ReadRecording(text))[0]["pc"], "0xf");
  EXPECT_EQ(Between(ReadRecording(text))[0]["module"], "/bin/prog");
}

TEST(RecordingDecoder, OlderFormatsHaveTextsWithoutLength) {
  const std::string text = "v 10000 2\nX prog\ns f(int, int)\ni 1 0 1\nt 1 0\na 10 1\n+ 0\n";
  EXPECT_EQ(Between(ReadRecording(text + kTail))[0]["function"], "f(int, int)");
}

TEST(RecordingDecoder, TheOldestFormatHasPointersWhenInterpreted) {
  const std::vector<json> events = Between(ReadRecording(
      std::string("v 10000 0\nX prog\ns f\ni 1 0 1\nt 1 0\n+ 10 1 ff\n- ff\n- ee\n") + kTail));
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[2]["bytes"], 16);
  EXPECT_EQ(events[3]["buf"], 1);
}

struct Bad {
  std::string line;
  std::string message;
};

TEST(RecordingDecoder, ABadLineIsAnErrorWithLineAndColumn) {
  const std::string before = "s 1 f\ni 1 0 1\nt 1 0\na 10 1\n";  // lines 4 to 7
  for (const auto& [line, message] : std::vector<Bad>{
           {"+", ":8:2: found the end of the line, expected an allocation"},
           {"+ ", ":8:3: found the end of the line, expected an allocation"},
           {"+ 1", ":8:3: found allocation 1, counted from 0, of 1 that there are"},
           {"+ 0 0", ":8:5: found more fields"},
           {"+ 0x0", ":8:3: found '0x0', expected an allocation"},
           {"+ F", ":8:3: found 'F', expected an allocation"},
           {"- 0", ":8:3: found allocation 0, expected one that is live"},
           {"- ffffffffffffffff", ":8:3: found allocation 18446744073709551615"},
           {"- 10000000000000000", ":8:3: found a number over"},
           {"a 10 2", ":8:6: found stack 2, of 1 that there are"},
           {"a 8000000000000000 1", ":8:3: found a number over 7fffffffffffffff, expected a size"},
           {"t 2 0", ":8:3: found address 2, of 1 that there are"},
           {"t 1 2", ":8:5: found stack 2, of 1 that there are"},
           {"t 1", ":8:4: found the end of the line, expected a stack"},
           {"i 1 2", ":8:5: found text 2 as a module, of 1 that there are"},
           {"i 1 0 1 1", ":8:10: found the end of the line, expected a line of a file"},
           {"i 1 0 1 0 1 1", ":8:14: found the end of the line, expected a file"},
           {"s 5 abc", ":8:3: found 3 bytes, expected a text of 5 as the line says"},
           {"s 1 abc", ":8:5: found more than the 1 bytes of a text"},
           {"c 8637bd05af7", ":8:3: found a number over"},
           {"R 7ffffffffffff0", ":8:3: found a number over"},
           {"q 1", ":8:1: found a line of the unknown kind 'q'"},
           {"+0", ":8:1: found no line of a recording"},
           {"+  0", ":8:3: found a blank, expected an allocation"}}) {
    const ReadResult result = ReadRecording(Interpreted(before + line + "\n+ 0\n"));
    EXPECT_TRUE(absl::IsInvalidArgument(result.status)) << line;
    EXPECT_THAT(std::string(result.status.message()), testing::StartsWith("h" + message)) << line;
  }
}

TEST(RecordingDecoder, WhatCostsMoreThanItsBytesIsBounded) {
  std::string inlined = "s 1 f\ni 1 0";
  for (int i = 0; i < 1000; ++i) inlined += " 1 1 1";
  EXPECT_EQ(Between(ReadRecording(Interpreted(inlined + "\nt 1 0\n"))).size(), 2U * 64);
  std::string module = "m 1 x 0";
  for (int i = 0; i < 4096; ++i) module += " 0 1";
  EXPECT_TRUE(ReadRecording(Raw(module + "\n")).status.ok());
  EXPECT_THAT(std::string(ReadRecording(Raw(module + " 0 1\n")).status.message()),
              HasSubstr("found more than 4096 segments"));
  // A command line does not go on for ever.
  EXPECT_TRUE(ReadRecording("v 10400 3\nX p\n" + std::string(8000, 'x') + "\ns 1 f\n").status.ok());
  EXPECT_FALSE(
      ReadRecording("v 10400 3\nX p\n" + std::string(9000, 'x') + "\ns 1 f\n").status.ok());
}

TEST(RecordingDecoder, TheLargestNumbersAreRead) {
  const ReadResult result = ReadRecording(Interpreted(
      "a 7fffffffffffffff 0\n+ 0\nc 8637bd05af6\ni ffffffffffffffff 0\nR 7ffffffffffff\n"));
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(Between(result)[0]["bytes"], INT64_MAX);
}

TEST(RecordingDecoder, SegmentsBeyondTheEndOfMemoryAreNowhere) {
  const std::vector<json> events =
      Between(ReadRecording(Raw("m 2 /a fffffffffffff000 0 2000 1000 1\nm 2 /b 10 ffffffffffffffff "
                                "1\nt fffffffffffff010 0\nt f 0\n")));
  EXPECT_FALSE(events[0].contains("module"));
  EXPECT_FALSE(events[2].contains("module"));
}

}  // namespace
}  // namespace tidemark::trace
