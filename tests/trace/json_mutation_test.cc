// Sound traces with random damage: the reader never crashes, says where the damage is, and takes
// no line that an independent parser refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

class Mutator {
 public:
  explicit Mutator(uint32_t seed) : random_(seed) {}

  void Mutate(std::string* text) {
    static const char* const kTokens[] = {"{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          ":",
                                          "\"",
                                          "\\",
                                          "\\u",
                                          "\\ud8",
                                          "null",
                                          "-1",
                                          "1e9",
                                          "0.5",
                                          "true",
                                          "\n",
                                          "\r\n",
                                          "\x80",
                                          "\xED\xA0",
                                          "\"ev\"",
                                          "\"ev\":\"alloc\",",
                                          "99999999999999999999",
                                          "{\"",
                                          "]}",
                                          "\xEF\xBB\xBF",
                                          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                                          "0x"};
    if (text->empty()) *text = "{";
    const size_t at = Below(text->size());
    switch (Below(6)) {
      case 0:
        (*text)[at] = static_cast<char>(Below(256));
        break;
      case 1:
        text->erase(at, 1 + Below(8));
        break;
      case 2:
        text->insert(at, kTokens[Below(std::size(kTokens))]);
        break;
      case 3:
        text->insert(at, text->substr(Below(text->size()), Below(60)));
        break;
      case 4:
        (*text)[at] = static_cast<char>((*text)[at] ^ (1 << Below(8)));
        break;
      default:
        if (Below(8) == 0) text->resize(at);
    }
  }

  size_t Below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }

 private:
  std::mt19937 random_;
};

// Reads in both ways and checks what must hold for any input.
void CheckInvariants(const std::string& text, size_t read_bytes) {
  const ReadResult strict = ReadText(text, {}, read_bytes);
  const ReadResult lenient = ReadText(text, {.recover = true}, read_bytes);
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  const auto expect_position = [&](absl::string_view message) {
    static const std::regex form("f\\.json:([0-9]+):([0-9]+): [^\\n]*");
    std::cmatch match;
    ASSERT_TRUE(std::regex_match(message.begin(), message.end(), match, form)) << message;
    EXPECT_GE(std::stoll(match[1]), 1);
    EXPECT_LE(std::stoll(match[1]), lines) << message;
    EXPECT_GE(std::stoll(match[2]), 1);
    EXPECT_EQ(message.find("cannot be parsed"), absl::string_view::npos)
        << "the parser refuses what the checker accepts: " << text;
  };
  if (!strict.status.ok()) expect_position(strict.status.message());
  for (const std::string& message : lenient.stats.first_bad_lines) expect_position(message);
  // What was read without recovery is the beginning of what is read with it.
  ASSERT_LE(strict.events.size(), lenient.events.size());
  for (size_t i = 0; i < strict.events.size(); ++i) ASSERT_EQ(strict.events[i], lenient.events[i]);
  if (strict.status.ok()) {
    ASSERT_EQ(lenient.stats.bad_lines_skipped, 0);
  }
  // The size of the reads does not matter.
  const ReadResult other = ReadText(text, {}, read_bytes + 13);
  ASSERT_EQ(other.status, strict.status);
  ASSERT_EQ(other.events, strict.events);
  ASSERT_EQ(other.stats.cut_off, strict.stats.cut_off);
}

std::string RandomLines(RandomEvents* random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    std::string line;
    AppendJson(random->Next(), &line);
    if (line.size() < 400) text += line + "\n";
  }
  return text;
}

TEST(JsonMutationTest, DamagedLines) {
  Mutator mutator(41);
  RandomEvents random(41);
  for (int i = 0; i < 20000; ++i) {
    std::string text = RandomLines(&random, 3);
    for (size_t n = 1 + mutator.Below(3); n > 0; --n) mutator.Mutate(&text);
    CheckInvariants(text, 1 + mutator.Below(200));
    if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << text;
  }
}

TEST(JsonMutationTest, DamagedDocuments) {
  Mutator mutator(42);
  RandomEvents random(42);
  for (int i = 0; i < 10000; ++i) {
    json document = {
        {"tidemark_trace", 1}, {"events", json::array()}, {"zz", {1, "x", {{"a", 2}}}}};
    for (int n = 0; n < 3; ++n) document["events"].push_back(Model(random.Next()));
    std::string text = document.dump(i % 2 == 0 ? -1 : 1);
    if (text.size() > 2000) continue;
    for (size_t n = 1 + mutator.Below(3); n > 0; --n) mutator.Mutate(&text);
    CheckInvariants(text, 1 + mutator.Below(200));
    if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << text;
  }
}

// One line at a time against nlohmann's parser: what we take, it takes, and reads alike; what it
// refuses, we refuse. (What it takes and we refuse is for the schema.)
TEST(JsonMutationTest, NoLineIsTakenThatIsNotJson) {
  Mutator mutator(43);
  RandomEvents random(43);
  int taken = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string line;
    AppendJson(random.Next(), &line);
    if (line.size() > 400) continue;
    mutator.Mutate(&line);
    if (line.find_first_of("\r\n") != std::string::npos) continue;
    if (line.find_first_not_of(" \t") == std::string::npos) continue;  // a blank line is none
    // A byte order mark is passed over by both, but not at the same places.
    if (line.find("\xEF\xBB\xBF") != std::string::npos) continue;
    const ReadResult ours = ReadText(line + "\n");
    const json theirs = json::parse(line, nullptr, false);
    if (theirs.is_discarded() && !ours.status.ok()) continue;
    if (theirs.is_discarded() && ours.stats.cut_off) {
      // "{" alone is a document that was cut off behind its first byte: nothing is taken of it.
      ASSERT_TRUE(ours.events.empty()) << line;
      continue;
    }
    if (theirs.is_discarded()) {
      // It refuses numbers beyond a double, which stand in no key that we know.
      ASSERT_NE(line.find_first_of("eE", line.find_first_of("0123456789")), std::string::npos)
          << line;
      continue;
    }
    if (ours.events.empty()) continue;
    ++taken;
    for (const auto& [key, value] : ours.events[0].items()) {
      ASSERT_TRUE(theirs.contains(key)) << line;
      if (value.is_string() && key != "ev" && value.get<std::string>().substr(0, 2) == "0x") {
        continue;  // an address may be written in several ways
      }
      ASSERT_EQ(theirs[key], value) << line;
    }
  }
  EXPECT_GT(taken, 5000);
}

TEST(JsonMutationTest, DamagedCompressedBytes) {
  Mutator mutator(44);
  RandomEvents random(44);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = RandomLines(&random, 20);
    std::string bytes = i % 2 == 0 ? Gzip(text) : Zstd(text);
    mutator.Mutate(&bytes);
    for (const bool recover : {false, true}) {
      const ReadResult result = ReadText(bytes, {.recover = recover}, 1 + mutator.Below(500));
      ASSERT_LE(result.events.size(), 40U);
    }
  }
}

}  // namespace
}  // namespace tidemark::trace
