// Events that go through the writer, a file and the reader come out as they were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/writer.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

TEST(RoundTripTest, EveryKindWithRandomContents) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    RandomEvents random(seed);
    std::vector<json> written;
    std::string text;
    for (size_t i = 0; i < 100 * kEventKinds; ++i) {
      const Event event = random.Next(i % kEventKinds);
      written.push_back(Model(event));
      AppendJson(event, &text);
      text.push_back('\n');
    }
    const ReadResult read = ReadText(text, {}, 1000 + seed);
    ASSERT_TRUE(read.status.ok()) << read.status;
    ASSERT_EQ(read.events.size(), written.size());
    for (size_t i = 0; i < written.size(); ++i) ASSERT_EQ(read.events[i], written[i]);
  }
}

// nlohmann sorts keys, so "ev" comes somewhere in the middle, and escapes in its own way.
TEST(RoundTripTest, WhatAnotherWriterWroteIsReadAlike) {
  RandomEvents random(77);
  std::vector<json> written;
  std::string text;
  for (size_t i = 0; i < 50 * kEventKinds; ++i) {
    written.push_back(Model(random.Next(i % kEventKinds)));
    const bool ascii = i % 2 == 0;
    text += written.back().dump(-1, ' ', ascii) + "\n";
  }
  const ReadResult read = ReadText(text);
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_EQ(read.events.size(), written.size());
  for (size_t i = 0; i < written.size(); ++i) ASSERT_EQ(read.events[i], written[i]);
}

TEST(RoundTripTest, TheExampleOfTheContractIsWrittenToTheByte) {
  const std::string example = FileContents(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson");
  auto reader = OpenTrace(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson");
  ASSERT_TRUE(reader.ok()) << reader.status();
  const std::string path = TempPath("copy.ndjson");
  auto writer = CreateTrace(path);
  ASSERT_TRUE(writer.ok()) << writer.status();
  while (true) {
    const absl::StatusOr<const Event*> event = (*reader)->Next();
    ASSERT_TRUE(event.ok()) << event.status();
    if (*event == nullptr) break;
    ASSERT_TRUE((*writer)->Write(**event).ok());
  }
  ASSERT_TRUE((*writer)->Close().ok());
  EXPECT_EQ(FileContents(path), example);
}

TEST(RoundTripTest, TextThatIsNotUtf8IsMendedOnceAndStays) {
  std::string text;
  AppendJson({.body = Mark{.name = "caf\xE9 \xF0\x9F"}}, &text);
  const ReadResult read = ReadText(text + "\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.events[0]["name"], "caf\uFFFD \uFFFD\uFFFD");
}

}  // namespace
}  // namespace tidemark::trace
