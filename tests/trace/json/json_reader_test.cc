#include "tidemark/trace/json/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;
using testing::ElementsAre;

std::string ExampleTrace() { return FileContents(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson"); }

std::vector<json> ByNlohmann(const std::string& lines) {
  std::vector<json> events;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) events.push_back(json::parse(line));
  return events;
}

TEST(JsonReaderTest, TheExampleOfTheContract) {
  const ReadResult result = ReadText(ExampleTrace());
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events, ByNlohmann(ExampleTrace()));
  EXPECT_EQ(result.stats.events_read, 11);
  EXPECT_EQ(result.stats.unknown_events_skipped, 0);
  EXPECT_EQ(result.stats.bad_lines_skipped, 0);
  EXPECT_FALSE(result.stats.cut_off);
}

TEST(JsonReaderTest, EveryReadSizeGivesTheSame) {
  const std::vector<json> expected = ByNlohmann(ExampleTrace());
  const std::string compressed = Gzip(ExampleTrace());
  for (size_t read_bytes = 1; read_bytes < 300; ++read_bytes) {
    const ReadResult result = ReadText(ExampleTrace(), {}, read_bytes);
    ASSERT_TRUE(result.status.ok()) << result.status;
    ASSERT_EQ(result.events, expected) << read_bytes;
    ASSERT_EQ(ReadText(compressed, {}, read_bytes).events, expected) << read_bytes;
  }
}

TEST(JsonReaderTest, AnEmptyTextIsNoErrorHere) {
  for (const char* text : {"", "\n", "\n\n  \r\n\t\n", " ", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
    const ReadResult result = ReadText(text);
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_TRUE(result.events.empty());
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(JsonReaderTest, ByteOrderMarksLineEndsAndBlankLinesDoNotMatter) {
  const std::string text =
      "\xEF\xBB\xBF{\"ev\":\"mark\",\"name\":\"a\"}\r\n\r\n   \n"
      "  {\"ev\" : \"mark\" , \"name\" : \"b\"}\t\n\n"
      "{\"ev\":\"mark\",\"name\":\"c\"}";
  for (size_t read_bytes = 1; read_bytes < 40; ++read_bytes) {
    const ReadResult result = ReadText(text, {}, read_bytes);
    ASSERT_TRUE(result.status.ok()) << result.status;
    ASSERT_EQ(result.events.size(), 3U);
    EXPECT_EQ(result.events[2]["name"], "c");
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(JsonReaderTest, KeysComeInAnyOrder) {
  const ReadResult result = ReadText(
      "{\"name\":\"a\",\"ev\":\"mark\"}\n{\"bytes\":5,\"buf\":3,\"ev\":\"alloc\"}\n"
      "{\"shape\":[1,2],\"view\":1,\"zz\":{\"ev\":\"end\"},\"buf\":2,\"ev\":\"view\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events,
              ElementsAre(json({{"ev", "mark"}, {"name", "a"}}),
                          json({{"ev", "alloc"}, {"buf", 3}, {"bytes", 5}}),
                          json({{"ev", "view"}, {"view", 1}, {"buf", 2}, {"shape", {1, 2}}})));
}

TEST(JsonReaderTest, UnknownKeysAreIgnoredWhateverTheyHold) {
  for (const char* value : {"1", "-1", "1.5", "1e999", "123456789012345678901234567890", "null",
                            "true", "\"x\"", "[]", "{}", "[1,[2,{\"a\":[]}],\"]\"]",
                            "{\"ev\":\"end\",\"}\":\"{\"}", "\"\\u0000\"", "\"\\\\\\\"\""}) {
    for (const char* key : {"zz", "", "evx", "a_key_that_is_longer_than_sixteen_bytes", "e\\\"v",
                            "t\\u0000", "\\u00e9"}) {
      const std::string line =
          std::string("{\"ev\":\"mark\",\"") + key + "\":" + value + ",\"name\":\"a\"}\n";
      const ReadResult result = ReadText(line);
      EXPECT_TRUE(result.status.ok()) << line << result.status;
      EXPECT_THAT(result.events, ElementsAre(json({{"ev", "mark"}, {"name", "a"}}))) << line;
    }
  }
}

TEST(JsonReaderTest, TheKeyOfAnotherKindIsUnknownInThisOne) {
  const ReadResult result = ReadText(
      "{\"ev\":\"mark\",\"name\":\"a\",\"bytes\":\"many\",\"buf\":-1,\"shape\":{}}\n"
      "{\"ev\":\"site\",\"site\":1,\"file\":\"f\",\"line\":2,\"t\":\"never\",\"thread\":[]}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events,
              ElementsAre(json({{"ev", "mark"}, {"name", "a"}}),
                          json({{"ev", "site"}, {"site", 1}, {"file", "f"}, {"line", 2}})));
}

TEST(JsonReaderTest, OfAKeyThatOccursTwiceTheLastCounts) {
  const ReadResult result = ReadText(
      "{\"ev\":\"mark\",\"name\":\"a\",\"name\":\"b\"}\n"
      "{\"ev\":\"alloc\",\"buf\":1,\"buf\":2,\"shape\":[1,2],\"bytes\":1,\"shape\":[3]}\n"
      "{\"ev\":\"alloc\",\"buf\":1,\"addr\":\"0x1\",\"bytes\":1,\"buf\":0}\n"
      "{\"ev\":\"alloc\",\"name\":\"c\",\"ev\":\"mark\"}\n"
      "{\"name\":\"d\",\"ev\":\"alloc\",\"ev\":\"mark\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(
      result.events,
      ElementsAre(json({{"ev", "mark"}, {"name", "b"}}),
                  json({{"ev", "alloc"}, {"buf", 2}, {"shape", {3}}, {"bytes", 1}}),
                  json({{"ev", "alloc"}, {"addr", "0x1"}, {"bytes", 1}}),
                  json({{"ev", "mark"}, {"name", "c"}}), json({{"ev", "mark"}, {"name", "d"}})));
}

TEST(JsonReaderTest, KeysAndKindsMayBeEscaped) {
  const ReadResult result = ReadText(
      "{\"\\u0065v\":\"m\\u0061rk\",\"n\\u0061me\":\"\\u00e9\\ud83d\\ude00\\n\\/\"}\n"
      "{\"t\":1,\"e\\u0076\":\"mark\",\"name\":\"\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events, ElementsAre(json({{"ev", "mark"}, {"name", "\u00e9\U0001F600\n/"}}),
                                         json({{"ev", "mark"}, {"name", ""}, {"t", 1}})));
}

TEST(JsonReaderTest, UnknownKindsAreSkippedAndCounted) {
  const ReadResult result = ReadText(
      "{\"ev\":\"teleport\",\"buf\":{\"x\":[1]}}\n{\"ev\":\"mark\",\"name\":\"a\"}\n"
      "{\"ev\":\"\"}\n{\"ev\":\"mark\\u0000\"}\n{\"ev\":\"a_kind_of_more_than_sixteen_bytes\"}\n"
      "{\"buf\":-1,\"ev\":\"Alloc\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events.size(), 1U);
  EXPECT_EQ(result.stats.events_read, 1);
  EXPECT_EQ(result.stats.unknown_events_skipped, 5);
  EXPECT_EQ(result.stats.bad_lines_skipped, 0);
}

TEST(JsonReaderTest, UnknownKeysAreSkippedAndCounted) {
  const ReadResult result = ReadText(
      "{\"ev\":\"drop\",\"view\":1,\"spin\":{\"x\":[1]},\"buf\":-3}\n"
      "{\"colour\":1,\"view\":2,\"ev\":\"drop\"}\n"
      "{\"ev\":\"site\",\"site\":1,\"file\":\"a\",\"line\":1,\"t\":\"soon\"}\n"
      "{\"ev\":\"teleport\",\"buf\":1}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events.size(), 3U);
  EXPECT_EQ(result.stats.unknown_keys_skipped, 4) << "also those that other kinds have";
  EXPECT_EQ(result.stats.unknown_events_skipped, 1);
}

TEST(JsonReaderTest, UnknownWordsAreTakenAsTheyAre) {
  const ReadResult result = ReadText(
      "{\"ev\":\"alloc\",\"buf\":1,\"bytes\":1,\"kind\":\"gpu\",\"dtype\":\"f16\"}\n"
      "{\"ev\":\"copy\",\"src\":1,\"dst\":2,\"bytes\":1,\"reason\":\"whim\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events[0]["kind"], "gpu");
  EXPECT_EQ(result.events[0]["dtype"], "f16");
  EXPECT_EQ(result.events[1]["reason"], "whim");
}

TEST(JsonReaderTest, AZeroIdIsAbsent) {
  const ReadResult result = ReadText(
      "{\"ev\":\"free\",\"buf\":0,\"addr\":\"0x10\",\"thread\":0,\"site\":0,\"stack\":0}\n"
      "{\"ev\":\"op\",\"name\":\"a\",\"in\":[0,1],\"out\":0}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events, ElementsAre(json({{"ev", "free"}, {"addr", "0x10"}}),
                                         json({{"ev", "op"}, {"name", "a"}, {"in", {0, 1}}})));
}

// Of elements that are no integers, or not in the range of the type.
TEST(JsonReaderTest, ExtremesThatAreNoIntegersAreIgnored) {
  const ReadResult result = ReadText(
      "{\"ev\":\"values\",\"buf\":1,\"fits\":\"f4\",\"min\":-1.5,\"max\":2e3}\n"
      "{\"ev\":\"values\",\"buf\":1,\"fits\":\"u8\",\"min\":-3,\"max\":18446744073709551615}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.events,
              ElementsAre(json({{"ev", "values"}, {"buf", 1}, {"fits", "f4"}}),
                          json({{"ev", "values"}, {"buf", 1}, {"fits", "u8"}, {"min", -3}})));
  EXPECT_FALSE(
      ReadText("{\"ev\":\"values\",\"buf\":1,\"fits\":\"u8\",\"min\":\"a\"}\n").status.ok());
}

TEST(JsonReaderTest, AddressesHaveAllTheirBits) {
  const ReadResult result = ReadText(
      "{\"ev\":\"free\",\"addr\":\"0xffffffffffffffff\"}\n{\"ev\":\"free\",\"addr\":\"0xABCdef\"}"
      "\n{\"ev\":\"free\",\"addr\":\"0x\\u0031\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events[0]["addr"], "0xffffffffffffffff");
  EXPECT_EQ(result.events[1]["addr"], "0xabcdef");
  EXPECT_EQ(result.events[2]["addr"], "0x1");
}

TEST(JsonReaderTest, CaptureIsKeptOnOneLine) {
  const std::string document =
      "{\"tidemark_trace\":1,\"events\":[{\"ev\":\"trace\",\"version\":1,\"capture\":\n"
      "  {\"a\":\r\n [1,\"\\n\"]}\n}]}";
  absl::StatusOr<std::unique_ptr<ByteSource>> source =
      Decompress(std::make_unique<StringSource>(document), "f");
  JsonReader reader(*std::move(source), "f", {});
  const absl::StatusOr<const Event*> event = reader.Next();
  ASSERT_TRUE(event.ok()) << event.status();
  const absl::string_view capture = std::get<TraceHead>((*event)->body).capture_json;
  EXPECT_EQ(capture.find_first_of("\r\n"), absl::string_view::npos);
  EXPECT_EQ(json::parse(std::string(capture)), json({{"a", {1, "\n"}}}));
}

TEST(JsonReaderTest, AnEventBorrowsUntilTheNextOne) {
  // Text with and without escapes lives in different places; neither may move too early.
  absl::StatusOr<std::unique_ptr<ByteSource>> source = Decompress(
      std::make_unique<StringSource>(
          "{\"ev\":\"site\",\"site\":1,\"file\":\"plain\",\"line\":1,\"function\":\"a\\\"b\","
          "\"label\":\"c\\\\d\"}\n{\"ev\":\"mark\",\"name\":\"x\"}\n"),
      "f");
  JsonReader reader(*std::move(source), "f", {}, 1);
  const absl::StatusOr<const Event*> event = reader.Next();
  ASSERT_TRUE(event.ok());
  const auto& site = std::get<SiteDefinition>((*event)->body);
  EXPECT_EQ(site.file, "plain");
  EXPECT_EQ(site.function, "a\"b");
  EXPECT_EQ(site.label, "c\\d");
}

}  // namespace
}  // namespace tidemark::trace
