// Traces in the form of one document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

std::string Example() { return FileContents(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson"); }

json ExampleEvents() {
  json events = json::array();
  std::istringstream stream(Example());
  for (std::string line; std::getline(stream, line);) events.push_back(json::parse(line));
  return events;
}

TEST(DocumentTest, EveryLayoutGivesTheEventsOfTheLines) {
  const json document = {{"tidemark_trace", 1}, {"events", ExampleEvents()}};
  const std::vector<json> expected = ReadText(Example()).events;
  std::string spaced = document.dump(1, '\t');
  for (const std::string& text :
       {document.dump(), document.dump(2), spaced, "\xEF\xBB\xBF\n\n " + document.dump(4) + "\n\n",
        Gzip(document.dump(2)), Zstd(document.dump())}) {
    for (const size_t read_bytes : {size_t{1}, size_t{2}, size_t{3}, size_t{61}, size_t{4096}}) {
      const ReadResult result = ReadText(text, {}, read_bytes);
      ASSERT_TRUE(result.status.ok()) << result.status;
      ASSERT_EQ(result.events, expected);
      ASSERT_FALSE(result.stats.cut_off);
    }
  }
}

TEST(DocumentTest, RandomEventsAreTheSameInEitherForm) {
  RandomEvents random(99);
  std::string lines;
  std::string document = "{\"events\" : [";
  for (size_t i = 0; i < 1500; ++i) {
    const Event event = random.Next(i % kEventKinds);
    std::string text;
    AppendJson(event, &text);
    absl::StrAppend(&lines, text, "\n");
    absl::StrAppend(&document, i == 0 ? "" : (i % 3 == 0 ? ",\n" : " , "), text);
  }
  document += "],\"tidemark_trace\":1}";
  const ReadResult from_lines = ReadText(lines);
  ASSERT_TRUE(from_lines.status.ok()) << from_lines.status;
  EXPECT_EQ(from_lines.events.size(), 1500U);
  for (const size_t read_bytes : {size_t{17}, size_t{4096}, size_t{1} << 20}) {
    const ReadResult from_document = ReadText(document, {}, read_bytes);
    EXPECT_TRUE(from_document.status.ok()) << from_document.status;
    EXPECT_EQ(from_document.events, from_lines.events);
  }
}

TEST(DocumentTest, KeysComeInAnyOrderAndUnknownOnesAreIgnored) {
  const std::string events = "\"events\":[{\"ev\":\"mark\",\"name\":\"a\"}]";
  const std::string version = "\"tidemark_trace\":1";
  for (const std::string& other :
       {std::string("\"zz\":{\"events\":[{\"ev\":\"end\"}],\"]\":\"}\"}"),
        std::string("\"zz\":[1,[2],\"]\"]"), std::string("\"zz\":-1.5e3"),
        std::string("\"zz\":null"), std::string("\"\":\"\\\"]\""),
        "\"zz\":\"" + std::string(9000, 'z') + "\""}) {
    for (const std::string& text : {"{" + version + "," + events + "," + other + "}",
                                    "{" + other + "," + version + "," + events + "}",
                                    "{" + events + "," + other + " , " + version + " }",
                                    "{" + version + " ,\n" + other + ",\n" + events + "\n}\n"}) {
      for (const size_t read_bytes : {size_t{1}, size_t{100}}) {
        const ReadResult result = ReadText(text, {}, read_bytes);
        EXPECT_TRUE(result.status.ok()) << text << result.status;
        EXPECT_EQ(result.events.size(), 1U) << text;
      }
    }
  }
}

TEST(DocumentTest, NoEventsAreNoError) {
  for (const char* text :
       {"{\"tidemark_trace\":1,\"events\":[]}", "{\"events\":[ \n ],\"tidemark_trace\":1}"}) {
    const ReadResult result = ReadText(text);
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_TRUE(result.events.empty());
    EXPECT_FALSE(result.stats.cut_off);
  }
}

TEST(DocumentTest, AnEndOfManyEventsIsALineAndNoDocument) {
  const ReadResult result = ReadText("{\"events\":8,\"ev\":\"end\"}\n");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events, std::vector<json>({{{"ev", "end"}, {"events", 8}}}));
}

TEST(DocumentTest, FaultsOfTheDocumentItself) {
  const std::pair<const char*, const char*> cases[] = {
      {"{\"tidemark_trace\":1,\"events\":{}}",
       "1:30: found an object, expected an array as "
       "\"events\""},
      {"{\"tidemark_trace\":1,\n \"events\":7}",
       "2:11: found a number, expected an array as "
       "\"events\""},
      {"{\"tidemark_trace\":\"1\",\"events\":[]}",
       "1:19: found a string as \"tidemark_trace\", expected the version, 1"},
      {"{\"tidemark_trace\":1.0,\"events\":[]}",
       "1:19: found a number as \"tidemark_trace\", expected the version, 1"},
      {"{\"tidemark_trace\":1,\"events\":[],}", "1:33: found '}', expected a key in quotes"},
      {"{\"tidemark_trace\":1 \"events\":[]}", "1:21: found a string, expected ',' or '}'"},
      {"{\"tidemark_trace\" 1,\"events\":[]}", "1:19: found a number, expected ':'"},
      {"{\"tidemark_trace\":1,\"events\":[]} x",
       "1:34: found 'x' behind the document, expected the end of the file"},
      {"{\"tidemark_trace\":1}",
       "1:21: found a document without \"events\", expected an array of events"},
      {"{\"events\":[]}\n",
       "2:1: found a document without \"tidemark_trace\", expected its version, 1"},
      {"{\"tidemark_trace\":1,\"zz\":[1,],\"events\":[]}", "1:29: found ']', expected a value"},
      {"{\"tidemark_trace\":1,\"zz\":nope,\"events\":[]}", "1:26: found 'n', expected a value"},
      {"{\"tidemark_trace\":1,\"zz\":1x,\"events\":[]}", "1:27: found 'x', expected ',' or '}'"},
      {"{\"tidemark_trace\":1,\"events\":[],\"events\":[]}",
       "1:33: found a second \"events\", expected one"},
      {"{\"tidemark_trace\":1,\"events\":[,]}", "1:31: found ',', expected a JSON object"},
      {"{\"tidemark_trace\":1 true}", "1:21: found true, expected ',' or '}'"},
      {"{\"tidemark_trace\":1,\u20ac}", "1:21: found '\u20ac', expected a key in quotes"},
      {"{\"tidemark_trace\":1,\"events\":[]}\u20ac",
       "1:33: found '\u20ac' behind the document, expected the end of the file"},
  };
  for (const auto& [text, message] : cases) {
    for (const size_t read_bytes : {size_t{1}, size_t{4096}}) {
      const ReadResult result = ReadText(text, {}, read_bytes);
      EXPECT_TRUE(absl::IsInvalidArgument(result.status)) << text << result.status;
      EXPECT_EQ(result.status.message(), absl::StrCat("f.json:", message)) << text;
    }
  }
}

TEST(DocumentTest, FaultsBetweenTheElements) {
  const std::string mark = "{\"ev\":\"mark\",\"name\":\"a\"}";
  const auto document = [](const std::string& elements) {
    return "{\"tidemark_trace\":1,\"events\":[\n" + elements + "\n]}";
  };
  struct Case {
    std::string elements;
    std::string message;
    size_t recovered;
  };
  const Case cases[] = {
      {mark + mark, "2:25: found an object, expected ',' or ']'", 2},
      {mark + ",," + mark, "2:26: found ',', expected a JSON object", 2},
      {mark + ",", "3:1: found ']', expected a JSON object", 1},
      {mark + ",7," + mark, "2:26: found a number, expected a JSON object", 2},
      {mark + ",[" + mark + "]," + mark, "2:26: found an array, expected a JSON object", 2},
      {mark + ",oops," + mark, "2:26: found 'o', expected a JSON object", 2},
      {mark + ",{\"ev\":\"mark\",\"name\":\"a]," + "\n" + mark,
       "2:50: found the control character 0x0a in a string, expected it escaped (or the string "
       "closed)",
       2},
      {mark + ",{\"ev\":\"mark\",\"name\":[1}," + mark, "2:48: found '}', expected ',' or ']'", 2},
  };
  for (const Case& c : cases) {
    for (const size_t read_bytes : {size_t{1}, size_t{5}, size_t{4096}}) {
      const ReadResult result = ReadText(document(c.elements), {}, read_bytes);
      EXPECT_TRUE(absl::IsInvalidArgument(result.status)) << c.elements << result.status;
      EXPECT_EQ(result.status.message(), "f.json:" + c.message) << c.elements;
      const ReadResult recovered = ReadText(document(c.elements), {.recover = true}, read_bytes);
      EXPECT_TRUE(recovered.status.ok()) << recovered.status;
      EXPECT_EQ(recovered.events.size(), c.recovered) << c.elements;
      EXPECT_EQ(recovered.stats.bad_lines_skipped, 1) << c.elements;
      EXPECT_FALSE(recovered.stats.cut_off) << c.elements;
    }
  }
}

TEST(DocumentTest, AFaultInAnElementOfSeveralLinesIsFoundInItsLine) {
  const ReadResult result = ReadText(
      "{\n  \"tidemark_trace\": 1,\n  \"events\": [\n    {\n      \"ev\": \"alloc\",\n"
      "      \"buf\": 1,\n      \"bytes\": -8\n    }\n  ]\n}\n");
  EXPECT_EQ(result.status.message(),
            "f.json:7:16: found -8 as \"bytes\", expected an integer from 0 to "
            "9223372036854775807");
}

TEST(DocumentTest, AnotherVersion) {
  for (const bool recover : {false, true}) {
    const ReadResult first = ReadText("{\"tidemark_trace\":7,\"events\":[]}", {.recover = recover});
    EXPECT_TRUE(absl::IsUnimplemented(first.status));
    EXPECT_EQ(first.status.message(),
              "f.json:1:19: trace has version 7, this tidemark reads version 1");
    const ReadResult last = ReadText("{\"events\":[],\"tidemark_trace\":0}", {.recover = recover});
    EXPECT_EQ(last.status.message(),
              "f.json:1:31: trace has version 0, this tidemark reads version 1");
  }
}

TEST(DocumentTest, MayEndAtAnyByte) {
  const std::string text =
      json({{"tidemark_trace", 1}, {"events", ExampleEvents()}, {"zz", {1, "]"}}}).dump(1);
  // Before the first key is there, nothing tells a document from a line.
  for (size_t size = 1; size < text.size(); ++size) {
    const ReadResult result = ReadText(text.substr(0, size));
    ASSERT_TRUE(result.status.ok()) << size << result.status;
    ASSERT_TRUE(result.stats.cut_off) << size;
    ASSERT_LE(result.events.size(), 11U);
  }
  EXPECT_FALSE(ReadText(text).stats.cut_off);
}

TEST(DocumentTest, UnknownKindsAreCountedInADocumentToo) {
  const ReadResult result =
      ReadText("{\"tidemark_trace\":1,\"events\":[{\"ev\":\"teleport\"},{\"ev\":\"end\"}]}");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.stats.unknown_events_skipped, 1);
  EXPECT_EQ(result.stats.events_read, 1);
}

}  // namespace
}  // namespace tidemark::trace
