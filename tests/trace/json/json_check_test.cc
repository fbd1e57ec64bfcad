#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "nlohmann/json.hpp"
#include "tidemark/trace/json/json_check_internal.h"

namespace tidemark::trace {
namespace {

using Outcome = JsonCheckResult::Outcome;

JsonCheckResult Check(const std::string& text) { return CheckJsonObject(text, kMaxJsonDepth); }

TEST(JsonCheckTest, PointsAtTheByteAndSaysWhatItExpected) {
  struct Case {
    std::string text;
    size_t offset;
    std::string message;
  };
  const Case cases[] = {
      {"[1]", 0, "found an array, expected a JSON object"},
      {"{\"a\":1,}", 7, "found '}', expected a key in quotes"},
      {"{\"a\" 1}", 5, "found a number, expected ':'"},
      {"{\"a\":}", 5, "found '}', expected a value"},
      {"{\"a\":1 \"b\":2}", 7, "found a string, expected ',' or '}'"},
      {"{\"a\":[1,]}", 8, "found ']', expected a value"},
      {"{\"a\":[1 2]}", 8, "found a number, expected ',' or ']'"},
      {"{\"a\":01}", 6, "found a number, expected ',' or '}'"},
      {"{\"a\":+1}", 5, "found '+', expected a value"},
      {"{\"a\":1.}", 7, "found '}', expected a digit"},
      {"{\"a\":1e}", 7, "found '}', expected a digit"},
      {"{\"a\":-}", 6, "found '}', expected a digit"},
      {"{\"a\":nul}", 5, "found 'n', expected a value"},
      {"{\"a\":True}", 5, "found 'T', expected a value"},
      {"{a:1}", 1, "found 'a', expected a key in quotes"},
      {"{'a':1}", 1, "found ''', expected a key in quotes"},
      {"{} x", 3, "found 'x', expected the end of the line"},
      {"{}{}", 2, "found an object, expected the end of the line"},
      {"{\"a\":\"\t\"}", 6,
       "found the control character 0x09 in a string, expected it escaped (or the string closed)"},
      {"{\"\xE9\":1}", 2, "found the byte 0xe9, expected UTF-8"},
      {"{\"a\":\xE9}", 5, "found the byte 0xe9, expected a value"},
      {"{\"a\":\u00e9}", 5, "found '\u00e9', expected a value"},
      {std::string("\0", 1), 0, "found the byte 0x00, expected a JSON object"},
      {"{\"a\":\"\\ud83d\"}", 6,
       "found half of a surrogate pair, expected the pair or a whole character"},
  };
  for (const Case& c : cases) {
    const JsonCheckResult result = Check(c.text);
    EXPECT_EQ(result.outcome, Outcome::kInvalid) << c.text;
    EXPECT_EQ(result.offset, c.offset) << c.text;
    EXPECT_EQ(result.message, c.message) << c.text;
  }
}

TEST(JsonCheckTest, AllEscapesAndNoOthers) {
  EXPECT_TRUE(Check(R"({"a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"})").ok());
  for (const char* bad : {R"(\x)", R"(\u12g4)", R"(\u)", R"(\ud83d)", R"(\ude00)", R"(\ud83dx)",
                          R"(\ud83d\u0041)", R"(\ud83d\ud83d)", R"(\ud83d\n)", R"(\ )"}) {
    const std::string text = std::string("{\"a\":\"") + bad + "\"}";
    const JsonCheckResult result = Check(text);
    EXPECT_EQ(result.outcome, Outcome::kInvalid) << text;
    EXPECT_EQ(result.offset, 6U) << text;
  }
}

TEST(JsonCheckTest, EveryBeginningOfAnObjectIsCutAndNotWrong) {
  const std::string whole =
      "  {\"a\" : [1.5e-3, -0, true,false,null,{}],\"\u00e9\u20ac\":\"\\u00e9\\ud83d\\ude00"
      "\xF0\x9F\x98\x80\xED\x9F\xBF\xEF\xBF\xBD\xF4\x8F\xBF\xBF\\n\",\"b\":{\"c\":[[]]}}";
  ASSERT_TRUE(Check(whole).ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    const JsonCheckResult result = Check(whole.substr(0, size));
    EXPECT_EQ(result.outcome, Outcome::kCut) << whole.substr(0, size) << ": " << result.message;
  }
}

TEST(JsonCheckTest, DepthIsBoundedWhateverNests) {
  for (const std::string& open : {std::string("["), std::string("{\"k\":")}) {
    const std::string close = open == "[" ? "]" : "}";
    const auto nested = [&](int levels) {
      std::string text = "{\"a\":";
      for (int i = 1; i < levels; ++i) text += open;
      text += "1";
      for (int i = 1; i < levels; ++i) text += close;
      return text + "}";
    };
    EXPECT_TRUE(Check(nested(64)).ok());
    const JsonCheckResult result = Check(nested(65));
    EXPECT_EQ(result.outcome, Outcome::kInvalid);
    EXPECT_EQ(result.offset, 5 + 63 * open.size());
    EXPECT_EQ(result.message, "found nesting deeper than 64 levels, expected at most 64");
    // No recursion runs away with it.
    EXPECT_FALSE(Check(nested(1'000'000)).ok());
  }
}

TEST(JsonCheckTest, AValueEndsWhereItEnds) {
  EXPECT_EQ(CheckJsonValue("12,3", 0).offset, 2U);
  EXPECT_EQ(CheckJsonValue("\"a\"x", 0).offset, 3U);
  EXPECT_EQ(CheckJsonValue("[1]]", 1).offset, 3U);
  EXPECT_FALSE(CheckJsonValue("[1]", 0).ok());
}

// nlohmann's parser as the judge, over mutations of a sound text.
TEST(JsonCheckTest, AgreesWithAnIndependentParser) {
  std::mt19937 random(11);
  const std::string base =
      "{\"a\":[1,-2.5,\"x\\n\\u00e9\u00e9\"],\"b\":{\"c\":null,\"d\":true},\"e\":\"\\\"\\\\\"}";
  const std::string alphabet = "{}[]\",:\\u0019-+.eEtrufalsn \t\xC3\xA9\x80\xED";
  int accepted = 0;
  for (int i = 0; i < 60000; ++i) {
    std::string text = base;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = alphabet[random() % alphabet.size()];
          break;
        case 1:
          text.erase(at, 1 + random() % 3);
          break;
        default:
          text.insert(at, 1, alphabet[random() % alphabet.size()]);
      }
      if (text.empty()) text = "{";
    }
    // Of numbers beyond a double nlohmann thinks differently.
    if (text.find('e') != text.rfind('e') && text.find("e-") != std::string::npos) continue;
    const nlohmann::json judged = nlohmann::json::parse(text, nullptr, false);
    const bool expected = !judged.is_discarded() && judged.is_object();
    const JsonCheckResult result = Check(text);
    ASSERT_EQ(result.ok(), expected) << text << ": " << result.message;
    ASSERT_LE(result.offset, text.size());
    accepted += result.ok() ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace tidemark::trace
