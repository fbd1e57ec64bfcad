// The worked example of FORMAT.md is a trace, and holds the events that it says.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

std::string Document() {
  std::ifstream file(TIDEMARK_TEST_DATA_DIR "/../../lib/tidemark/trace/FORMAT.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The lines of the only block that begins with ```LANGUAGE.
std::vector<std::string> Block(const std::string& document, const std::string& language) {
  const std::string fence = "```" + language + "\n";
  const size_t begin = document.find(fence);
  EXPECT_NE(begin, std::string::npos);
  EXPECT_EQ(document.find(fence, begin + 1), std::string::npos);
  const size_t end = document.find("```", begin + fence.size());
  return absl::StrSplit(document.substr(begin + fence.size(), end - begin - fence.size()), '\n',
                        absl::SkipEmpty());
}

std::string ExampleBytes(const std::vector<std::string>& lines) {
  std::string bytes;
  for (const std::string& line : lines) {
    const std::string hex = line.substr(0, line.find('#'));
    for (const absl::string_view word : absl::StrSplit(hex, ' ', absl::SkipEmpty())) {
      EXPECT_EQ(word.size(), 2U) << line;
      int value = 0;
      EXPECT_TRUE(absl::SimpleHexAtoi(word, &value)) << line;
      bytes += static_cast<char>(value);
    }
  }
  return bytes;
}

TEST(Format, TheExampleHoldsTheEventsThatItSays) {
  const std::string document = Document();
  auto reader =
      BinaryReader::Open(InMemory(ExampleBytes(Block(document, "hex"))), nullptr, "FORMAT.md");
  ASSERT_TRUE(reader.ok()) << reader.status();
  std::vector<std::string> events;
  while (true) {
    const auto event = (*reader)->Next();
    ASSERT_TRUE(event.ok()) << event.status();
    if (*event == nullptr) break;
    AppendJson(**event, &events.emplace_back());
  }
  EXPECT_EQ(events, Block(document, "json"));
  EXPECT_EQ(events.size(), 6U);
}

}  // namespace
}  // namespace tidemark::trace
