#include "tidemark/trace/json/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

std::string ToJson(const Event& event) {
  std::string text;
  AppendJson(event, &text);
  return text;
}

TEST(JsonTextTest, CommonKeysComeFirst) {
  EXPECT_EQ(ToJson({.t = 100,
                    .thread = ThreadId(1),
                    .site = SiteId(2),
                    .stack = StackId(3),
                    .body = Free{.buffer = {.buf = BufferId(4), .addr = 0xABC}, .last_read = 0}}),
            R"({"ev":"free","t":100,"thread":1,"site":2,"stack":3,"buf":4,"addr":"0xabc",)"
            R"("last_read":0})");
}

TEST(JsonTextTest, AbsentIsLeftOutAndRequiredIsNot) {
  EXPECT_EQ(ToJson({.body = End{}}), R"({"ev":"end"})");
  EXPECT_EQ(ToJson({.body = Mark{}}), R"({"ev":"mark","name":""})");
  EXPECT_EQ(ToJson({.body = Op{.name = "sin", .in = absl::Span<const ViewId>()}}),
            R"({"ev":"op","name":"sin","in":[]})");
  EXPECT_EQ(ToJson({.body = Alloc{.buffer = {.addr = 0}, .shape = Dimensions()}}),
            R"({"ev":"alloc","addr":"0x0","bytes":0,"shape":[]})");
}

TEST(JsonTextTest, ADefinitionCarriesOnlyItsOwnIds) {
  EXPECT_EQ(ToJson({.t = 1,
                    .thread = ThreadId(9),
                    .site = SiteId(9),
                    .stack = StackId(9),
                    .body = SiteDefinition{.site = SiteId(1), .file = "a.cc", .line = 3}}),
            R"({"ev":"site","site":1,"file":"a.cc","line":3})");
}

TEST(JsonTextTest, EscapesWhatJsonEscapes) {
  EXPECT_EQ(ToJson({.body = Mark{.name = "a\"b\\c\n\r\t\x01\x1f/\x7f"}}),
            "{\"ev\":\"mark\",\"name\":\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f/\x7f\"}");
  EXPECT_EQ(ToJson({.body = Mark{.name = absl::string_view("\0", 1)}}),
            "{\"ev\":\"mark\",\"name\":\"\\u0000\"}");
}

TEST(JsonTextTest, WrongUtf8BecomesReplacementCharacters) {
  const std::string r = "\uFFFD";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"caf\xE9", "caf" + r},                    // Latin-1
      {"\x80x", r + "x"},                        // stray continuation
      {"\xC0\xAF", r + r},                       // overlong
      {"\xE0\x80\xAF", r + r + r},               // overlong
      {"\xED\xA0\x80", r + r + r},               // surrogate
      {"\xF4\x90\x80\x80", r + r + r + r},       // above U+10FFFF
      {"\xE2\x82", r + r},                       // cut
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},  // right
      {"\u00e9\u20ac", "\u00e9\u20ac"},
  };
  for (const auto& [text, expected] : cases) {
    const std::string json = ToJson({.body = Mark{.name = text}});
    EXPECT_EQ(nlohmann::json::parse(json)["name"], expected) << json;
  }
}

TEST(JsonTextTest, LongValuesOutgrowTheBufferWhole) {
  for (const size_t size : {900U, 1000U, 1010U, 1020U, 1024U, 1030U, 5000U, 100000U}) {
    const std::string name(size, 'n');
    std::vector<int64_t> shape(size, INT64_MAX);
    const Event event = {.body = Alloc{.buffer = {.addr = UINT64_MAX},
                                       .bytes = INT64_MAX,
                                       .label = name,
                                       .shape = Dimensions(shape)}};
    EXPECT_EQ(nlohmann::json::parse(ToJson(event)), Model(event)) << size;
  }
}

TEST(JsonTextTest, CaptureGoesOutOnOneLine) {
  EXPECT_EQ(ToJson({.body = TraceHead{.capture_json = "{\n\"a\":\r\n1}"}}),
            R"({"ev":"trace","version":1,"capture":{ "a":  1}})");
}

TEST(JsonTextTest, AnIndependentParserReadsBackWhatTheContractDemands) {
  RandomEvents random(20230601);
  for (size_t i = 0; i < 4000; ++i) {
    const Event event = random.Next(i % kEventKinds);
    const std::string json = ToJson(event);
    ASSERT_EQ(nlohmann::json::parse(json), Model(event)) << json;
    ASSERT_EQ(json.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace tidemark::trace
