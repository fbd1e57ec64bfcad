// The table "what a reader does with bad input" of the trace contract, row by row: each case with
// its line, its column and its words, as a line of NDJSON and as an element of a document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

constexpr absl::string_view kInteger = "an integer from 0 to 9223372036854775807";

struct Case {
  std::string line;
  int column;
  std::string message;
};

// The case stands in the third line, behind a sound event and a blank line.
void ExpectBad(const Case& c) {
  const std::string sound = R"({"ev":"mark","name":"sound"})";
  const std::string position = absl::StrCat("f.json:3:", c.column, ": ", c.message);
  for (const size_t read_bytes : {size_t{1}, size_t{7}, size_t{4096}}) {
    const ReadResult lines =
        ReadText(absl::StrCat(sound, "\n\n", c.line, "\n", sound, "\n"), {}, read_bytes);
    EXPECT_TRUE(absl::IsInvalidArgument(lines.status)) << c.line << lines.status;
    EXPECT_EQ(lines.status.message(), position) << c.line;
    EXPECT_EQ(lines.events.size(), 1U) << c.line;
  }
  const ReadResult recovered =
      ReadText(absl::StrCat(sound, "\n\n", c.line, "\n", sound, "\n"), {.recover = true});
  EXPECT_TRUE(recovered.status.ok()) << recovered.status;
  EXPECT_EQ(recovered.events.size(), 2U) << c.line;
  EXPECT_EQ(recovered.stats.bad_lines_skipped, 1) << c.line;
  EXPECT_THAT(recovered.stats.first_bad_lines, testing::ElementsAre(position));
}

// The same fault as an element of a document. Only for lines that brackets and strings hold
// together: elsewhere the document's own structure is hurt, which document_test.cc looks at.
void ExpectBadElement(const Case& c) {
  const std::string document =
      absl::StrCat("{\"tidemark_trace\":1,\"events\":[\n{\"ev\":\"mark\",\"name\":\"sound\"},\n",
                   c.line, ",\n{\"ev\":\"mark\",\"name\":\"sound\"}\n]}\n");
  const std::string position = absl::StrCat("f.json:3:", c.column, ": ", c.message);
  for (const size_t read_bytes : {size_t{1}, size_t{4096}}) {
    const ReadResult result = ReadText(document, {}, read_bytes);
    EXPECT_TRUE(absl::IsInvalidArgument(result.status)) << c.line << result.status;
    EXPECT_EQ(result.status.message(), position) << c.line;
  }
  const ReadResult recovered = ReadText(document, {.recover = true});
  EXPECT_TRUE(recovered.status.ok()) << recovered.status;
  EXPECT_EQ(recovered.events.size(), 2U) << c.line;
  EXPECT_EQ(recovered.stats.bad_lines_skipped, 1) << c.line;
}

TEST(JsonBadInputTest, NotJson) {
  const Case cases[] = {
      {"hello", 1, "found 'h', expected a JSON object"},
      {"[1,2]", 1, "found an array, expected a JSON object"},
      {"\"ev\"", 1, "found a string, expected a JSON object"},
      {"17", 1, "found a number, expected a JSON object"},
      {"null", 1, "found null, expected a JSON object"},
      {"\x7f"
       "ELF",
       1, "found the byte 0x7f, expected a JSON object"},
      {R"({"ev":"mark","name":"a",})", 25, "found '}', expected a key in quotes"},
      {R"({"ev":"mark" "name":"a"})", 14, "found a string, expected ',' or '}'"},
      {R"({"ev":"mark","name":a})", 21, "found 'a', expected a value"},
      {R"({"ev":"mark","name":"a"}})", 25, "found '}', expected the end of the line"},
      {R"({"ev":"mark","name":"a"} x)", 26, "found 'x', expected the end of the line"},
      {R"({"ev":"mark":1}})", 13, "found ':', expected ',' or '}'"},
      {R"({"zz":"s":1,"ev":"mark","name":"a"}})", 10, "found ':', expected ',' or '}'"},
      {R"({"ev":"mark","name":"a","zz":[1,]})", 33, "found ']', expected a value"},
      {R"({"ev":"mark","name":"a","zz":{"b"}})", 34, "found '}', expected ':'"},
      {R"({"ev":"mark","name":"a","zz":01})", 31, "found a number, expected ',' or '}'"},
      {R"({"ev":"mark","name":"\x"})", 22,
       "found an escape that is none, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u "
       "with four hexadecimal digits"},
      {R"({"ev":"mark","name":"\ud800"})", 22,
       "found half of a surrogate pair, expected the pair or a whole character"},
      {R"({"ev":"mark","na\udc00me":"a"})", 17,
       "found half of a surrogate pair, expected the pair or a whole character"},
      {"{\"ev\":\"mark\",\"name\":\"caf\xE9\"}", 25, "found the byte 0xe9, expected UTF-8"},
      {"{\"ev\":\"mark\",\"zz\":\"\xED\xA0\x80\"}", 20, "found the byte 0xed, expected UTF-8"},
      {"{\"ev\":\"mark\",\"name\":\"a\tb\"}", 23,
       "found the control character 0x09 in a string, expected it escaped (or the string closed)"},
      {std::string("{\"ev\":\"mark\",\0\"name\":\"a\"}", 25), 14,
       "found the byte 0x00, expected a key in quotes"},
      {R"({"ev":"mark","name":"a")", 24, "found the end of the line, expected ',' or '}'"},
      {R"({"ev":"mark","name":"a)", 23,
       "found the end of the line, expected the closing '\"' of a string"},
      {"{", 2, "found the end of the line, expected a key in quotes"},
  };
  for (const Case& c : cases) ExpectBad(c);
}

TEST(JsonBadInputTest, NoEv) {
  const Case cases[] = {
      {"{}", 1, "found an object without \"ev\", expected the kind of the event"},
      {R"({"EV":"mark","name":"a"})", 1,
       "found an object without \"ev\", expected the kind of the event"},
      {R"({"ev":5})", 7, "found 5 as \"ev\", expected a string"},
      {R"({"t":1,"ev":null})", 13, "found null as \"ev\", expected a string"},
      {R"({"ev":["mark"]})", 7, "found an array as \"ev\", expected a string"},
  };
  for (const Case& c : cases) {
    ExpectBad(c);
    ExpectBadElement(c);
  }
}

TEST(JsonBadInputTest, WrongTypes) {
  const auto integer = [](absl::string_view found, absl::string_view key) {
    return absl::StrCat("found ", found, " as \"", key, "\", expected ", kInteger);
  };
  const Case cases[] = {
      {R"({"ev":"alloc","buf":"1","bytes":8})", 21, integer("a string", "buf")},
      {R"({"ev":"alloc","buf":1,"bytes":"8"})", 31, integer("a string", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":true})", 31, integer("true", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":null})", 31, integer("null", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":[8]})", 31, integer("an array", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":{}})", 31, integer("an object", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":8.0})", 31, integer("8.0", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":8e0})", 31, integer("8e0", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":8,"t":"now"})", 37, integer("a string", "t")},
      {R"({"ev":"alloc","buf":1,"bytes":8,"kind":1})", 40,
       "found 1 as \"kind\", expected a string"},
      {R"({"ev":"alloc","buf":1,"bytes":8,"zeroed":1})", 42,
       "found 1 as \"zeroed\", expected true or false"},
      {R"({"ev":"alloc","buf":1,"bytes":8,"zeroed":"true"})", 42,
       "found a string as \"zeroed\", expected true or false"},
      {R"({"ev":"alloc","addr":4096,"bytes":8})", 22,
       "found 4096 as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"alloc","addr":"4096","bytes":8})", 22,
       "found a string as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"alloc","addr":"0x","bytes":8})", 22,
       "found a string as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"alloc","addr":"0x12g","bytes":8})", 22,
       "found a string as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"alloc","addr":"0x-1","bytes":8})", 22,
       "found a string as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"alloc","buf":1,"bytes":8,"shape":8})", 41,
       absl::StrCat("found 8 as \"shape\", expected an array of integers from 0 to ",
                    "9223372036854775807")},
      {R"({"ev":"alloc","buf":1,"bytes":8,"shape":[1,"2"]})", 44,
       absl::StrCat("found a string as \"shape\", expected an array of integers from 0 to ",
                    "9223372036854775807")},
      {R"({"ev":"alloc","buf":1,"bytes":8,"strides":[1,[2]]})", 46,
       "found an array as \"strides\", expected an array of integers"},
      {R"({"ev":"op","name":"add","in":[1,null]})", 33,
       absl::StrCat("found null as \"in\", expected an array of integers from 0 to ",
                    "9223372036854775807")},
      {R"({"ev":"trace","version":1,"args":["a",1]})", 39,
       "found 1 as \"args\", expected an array of strings"},
      {R"({"ev":"trace","version":1,"capture":[]})", 37,
       "found an array as \"capture\", expected an object"},
      {R"({"ev":"trace","version":"1"})", 25, integer("a string", "version")},
      {R"({"ev":"mark","name":7})", 21, "found 7 as \"name\", expected a string"},
  };
  for (const Case& c : cases) {
    ExpectBad(c);
    ExpectBadElement(c);
  }
}

TEST(JsonBadInputTest, NumbersOutOfRange) {
  const auto integer = [](absl::string_view found, absl::string_view key) {
    return absl::StrCat("found ", found, " as \"", key, "\", expected ", kInteger);
  };
  const Case cases[] = {
      {R"({"ev":"alloc","buf":1,"bytes":9223372036854775808})", 31,
       integer("9223372036854775808", "bytes")},
      {R"({"ev":"alloc","buf":1,"bytes":-1})", 31, integer("-1", "bytes")},
      {R"({"ev":"alloc","buf":-7,"bytes":1})", 21, integer("-7", "buf")},
      {R"({"ev":"alloc","buf":1,"bytes":123456789012345678901234567890})", 31,
       integer("123456789012345678901234...", "bytes")},
      {R"({"ev":"mark","name":"a","t":18446744073709551616})", 29,
       integer("18446744073709551616", "t")},
      {R"({"ev":"view","view":1,"buf":1,"offset":-8})", 40, integer("-8", "offset")},
      {R"({"ev":"view","view":1,"buf":1,"shape":[3,-1]})", 42,
       "found -1 as \"shape\", expected an array of integers from 0 to 9223372036854775807"},
      {R"({"ev":"view","view":1,"buf":1,"strides":[-9223372036854775808]})", 42,
       "found -9223372036854775808 as \"strides\", expected an array of integers"},
      {R"({"ev":"op","name":"a","in":[-1]})", 29,
       "found -1 as \"in\", expected an array of integers from 0 to 9223372036854775807"},
      {R"({"ev":"free","addr":"0x10000000000000000"})", 21,
       "found a string as \"addr\", expected an address in a string, \"0x7f00\""},
      {R"({"ev":"trace","version":-1})", 25, integer("-1", "version")},
  };
  for (const Case& c : cases) {
    ExpectBad(c);
    ExpectBadElement(c);
  }
}

// For every required key of every kind: the event without it, and for an id with 0 in its place.
TEST(JsonBadInputTest, MissingRequiredKeys) {
  const std::string type = std::string(kInteger);
  struct Kind {
    std::string whole;                                          // with each required key
    std::vector<std::pair<std::string, std::string>> required;  // key, what was expected
  };
  const std::vector<Kind> kinds = {
      {R"({"ev":"trace","version":1})", {{"version", type}}},
      {R"({"ev":"site","site":1,"file":"f","line":1})",
       {{"site", type}, {"file", "a string"}, {"line", type}}},
      {R"({"ev":"frame","frame":1,"function":"f"})", {{"frame", type}, {"function", "a string"}}},
      {R"({"ev":"stack","stack":1,"frame":1})", {{"stack", type}, {"frame", type}}},
      {R"({"ev":"thread","thread":1})", {{"thread", type}}},
      {R"({"ev":"alloc","buf":1,"bytes":1})", {{"bytes", type}}},
      {R"({"ev":"resize","buf":1,"bytes":1})", {{"bytes", type}}},
      {R"({"ev":"view","view":1,"buf":1})", {{"view", type}, {"buf", type}}},
      {R"({"ev":"drop","view":1})", {{"view", type}}},
      {R"({"ev":"copy","src":1,"dst":1,"bytes":1})", {{"bytes", type}}},
      {R"({"ev":"write","buf":1})", {{"buf", type}}},
      {R"({"ev":"read","buf":1})", {{"buf", type}}},
      {R"({"ev":"op","name":"f"})", {{"name", "a string"}}},
      {R"({"ev":"scope_begin","name":"f"})", {{"name", "a string"}}},
      {R"({"ev":"scope_end","name":"f"})", {{"name", "a string"}}},
      {R"({"ev":"mark","name":"f"})", {{"name", "a string"}}},
      {R"({"ev":"oom","bytes":1})", {{"bytes", type}}},
      {R"({"ev":"lost","count":1})", {{"count", type}}},
  };
  for (const Kind& kind : kinds) {
    ASSERT_TRUE(ReadText(kind.whole + "\n").status.ok()) << kind.whole;
    const std::string ev = nlohmann::json::parse(kind.whole)["ev"];
    for (const auto& [key, expected] : kind.required) {
      // Renamed, the key is an unknown one.
      const std::string without =
          absl::StrReplaceAll(kind.whole, {{"\"" + key + "\":", "\"x_" + key + "\":"}});
      const Case missing = {
          without, 1,
          absl::StrCat("found \"", ev, "\" without \"", key, "\", expected ", expected)};
      ExpectBad(missing);
      ExpectBadElement(missing);
      const bool is_id = key == "site" || key == "frame" || key == "stack" || key == "thread" ||
                         key == "view" || key == "buf";
      const std::string zero =
          absl::StrReplaceAll(kind.whole, {{"\"" + key + "\":1", "\"" + key + "\":0"}});
      if (is_id) {
        ExpectBad({zero, static_cast<int>(zero.find("\"" + key + "\":0") + key.size() + 4),
                   absl::StrCat("found 0, which means none, as \"", key, "\" of \"", ev,
                                "\", expected a positive integer")});
      } else if (key != "version" && zero != kind.whole) {
        EXPECT_TRUE(ReadText(zero + "\n").status.ok()) << zero;
      }
    }
  }
  EXPECT_TRUE(ReadText("{\"ev\":\"end\"}\n").status.ok());
}

TEST(JsonBadInputTest, EitherOr) {
  for (const char* ev : {"alloc", "resize", "free"}) {
    const std::string message = absl::StrCat(
        "found \"", ev, "\" without a buffer, expected a positive \"buf\" or an \"addr\"");
    ExpectBad({absl::StrCat("{\"ev\":\"", ev, "\",\"bytes\":1}"), 1, message});
    ExpectBad({absl::StrCat("{\"ev\":\"", ev, "\",\"bytes\":1,\"buf\":0}"), 1, message});
    for (const char* buffer : {"\"buf\":1", "\"addr\":\"0x0\"", "\"buf\":0,\"addr\":\"0x1\"",
                               "\"buf\":1,\"addr\":\"0x1\""}) {
      const std::string line = absl::StrCat("{\"ev\":\"", ev, "\",\"bytes\":1,", buffer, "}\n");
      EXPECT_TRUE(ReadText(line).status.ok()) << line;
    }
  }
  const std::string copy =
      "found \"copy\" without its two sides, expected \"src_buf\" and \"dst_buf\", or \"src\" and "
      "\"dst\", none of them 0";
  for (const char* sides : {"\"zz\":1", "\"src\":1", "\"dst\":1", "\"src_buf\":1", "\"dst_buf\":1",
                            "\"src\":1,\"dst_buf\":1", "\"src_buf\":1,\"dst\":1",
                            "\"src\":1,\"dst\":0", "\"src_buf\":0,\"dst_buf\":1"}) {
    ExpectBad({absl::StrCat("{\"ev\":\"copy\",\"bytes\":1,", sides, "}"), 1, copy});
  }
  for (const char* sides :
       {"\"src\":1,\"dst\":2", "\"src_buf\":1,\"dst_buf\":2", "\"src\":1,\"dst\":2,\"src_buf\":0",
        "\"src\":1,\"src_buf\":3,\"dst_buf\":4"}) {
    const std::string line = absl::StrCat("{\"ev\":\"copy\",\"bytes\":1,", sides, "}\n");
    EXPECT_TRUE(ReadText(line).status.ok()) << line;
  }
}

TEST(JsonBadInputTest, AnotherVersion) {
  const std::string text = "trace has version 7, this tidemark reads version 1";
  for (const char* line :
       {R"({"ev":"trace","version":7})", R"({"ev":"trace","version":7,"pid":"changed"})",
        R"({"ev":"trace","pid":"changed","version":7})", R"({"version":7,"ev":"trace"})"}) {
    for (const bool recover : {false, true}) {
      const ReadResult result = ReadText(std::string(line) + "\n", {.recover = recover});
      EXPECT_TRUE(absl::IsUnimplemented(result.status)) << result.status;
      const size_t column = std::string(line).find('7') + 1;
      EXPECT_EQ(result.status.message(), absl::StrCat("f.json:1:", column, ": ", text));
    }
  }
  for (const char* number : {"0", "2", "9223372036854775807"}) {
    const ReadResult result =
        ReadText(absl::StrCat("{\"ev\":\"trace\",\"version\":", number, "}\n"));
    EXPECT_TRUE(absl::IsUnimplemented(result.status)) << result.status;
  }
}

TEST(JsonBadInputTest, TheFaultOfTheJsonIsToldBeforeThatOfTheEvent) {
  ExpectBad({R"({"ev":"alloc","buf":-1,"bytes":1]})", 33, "found ']', expected ',' or '}'"});
}

}  // namespace
}  // namespace tidemark::trace
