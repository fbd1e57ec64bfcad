// What ends a trace early, and what reading goes on behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using testing::HasSubstr;

std::string ExampleToRecover() {
  return FileContents(TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson");
}

TEST(JsonRecoverTest, BadLinesAreCountedAndTheFirstThreeKept) {
  const std::string mark = "{\"ev\":\"mark\",\"name\":\"a\"}\n";
  std::string text;
  for (int i = 0; i < 5; ++i) text += mark + "bad\n";
  const ReadResult result = ReadText(text, {.recover = true});
  EXPECT_TRUE(result.status.ok());
  EXPECT_EQ(result.events.size(), 5U);
  EXPECT_EQ(result.stats.bad_lines_skipped, 5);
  EXPECT_THAT(result.stats.first_bad_lines,
              testing::ElementsAre("f.json:2:1: found 'b', expected a JSON object",
                                   "f.json:4:1: found 'b', expected a JSON object",
                                   "f.json:6:1: found 'b', expected a JSON object"));
}

TEST(JsonRecoverTest, AFirstLineThatIsBadDoesNotHideTheRest) {
  const std::string rest = ExampleToRecover();
  for (const char* first : {"{", "{\"a\":", "{\"a\":1", "garbage", "[", "\"", "{\"a\":{", "{]",
                            "{\"a\":\"", "{\"events\":7}", "}", "\x80\xff"}) {
    const ReadResult result = ReadText(std::string(first) + "\n" + rest, {.recover = true});
    EXPECT_TRUE(result.status.ok()) << first << result.status;
    EXPECT_EQ(result.events.size(), 11U) << first;
    EXPECT_EQ(result.stats.bad_lines_skipped, 1) << first;
    EXPECT_FALSE(ReadText(std::string(first) + "\n" + rest).status.ok()) << first;
  }
}

// The whole example cut at every byte: never an error, and every whole line is read.
TEST(JsonRecoverTest, ATraceMayEndAtAnyByte) {
  const std::string text = ExampleToRecover();
  size_t lines = 0;
  for (size_t size = 0; size <= text.size(); ++size) {
    const ReadResult result = ReadText(text.substr(0, size));
    ASSERT_TRUE(result.status.ok()) << size << result.status;
    const bool at_line_end = size == 0 || text[size - 1] == '\n';
    const bool whole_line = size < text.size() && text[size] == '\n';  // only its end is missing
    ASSERT_EQ(result.stats.cut_off, !at_line_end && !whole_line) << size;
    ASSERT_EQ(result.events.size(), lines + (whole_line ? 1 : 0)) << size;
    if (whole_line) ++lines;
  }
}

TEST(JsonRecoverTest, ALastLineThatIsWrongAndNotCutIsAnError) {
  // No newline ends these, but no more text could mend them.
  for (const char* last :
       {"garbage", "{\"ev\":\"mark\",\"name\":\"a\"}}", "{\"ev\":mark", "{\"ev\":\"mark\"}",
        "{\"ev\":\"alloc\",\"buf\":1,\"bytes\":-1}", "\x80"}) {
    const ReadResult result = ReadText(ExampleToRecover() + last);
    EXPECT_TRUE(absl::IsInvalidArgument(result.status)) << last << result.status;
    EXPECT_THAT(std::string(result.status.message()), HasSubstr("f.json:12:"));
    const ReadResult recovered = ReadText(ExampleToRecover() + last, {.recover = true});
    EXPECT_EQ(recovered.stats.bad_lines_skipped, 1);
    EXPECT_FALSE(recovered.stats.cut_off);
  }
}

TEST(JsonRecoverTest, ALastLineThatIsCutIsNotOneThatIsBad) {
  for (const char* last :
       {"{", "{\"ev\":\"al", "{\"ev\":\"alloc\",\"buf\":-1,\"by", "{\"a\":\"\\u00", "{\"a\":\"\xC3",
        "{\"a\":tr", "{\"a\":-", "{\"a\":[[{"}) {
    for (const bool recover : {false, true}) {
      const ReadResult result = ReadText(ExampleToRecover() + last, {.recover = recover});
      EXPECT_TRUE(result.status.ok()) << last << result.status;
      EXPECT_TRUE(result.stats.cut_off) << last;
      EXPECT_EQ(result.stats.bad_lines_skipped, 0) << last;
      EXPECT_EQ(result.events.size(), 11U);
    }
    // With a line end behind it, it is bad.
    EXPECT_FALSE(ReadText(ExampleToRecover() + last + "\n").status.ok()) << last;
  }
}

TEST(JsonRecoverTest, ZerosThatACrashLeftAreACut) {
  for (const std::string& begun : {std::string(), std::string("{\"ev\":\"al")}) {
    const ReadResult result = ReadText(ExampleToRecover() + begun + std::string(5000, '\0'));
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_TRUE(result.stats.cut_off);
    EXPECT_EQ(result.events.size(), 11U);
  }
  EXPECT_FALSE(ReadText(ExampleToRecover() + std::string(100, '\0') + "\n").status.ok());
}

TEST(JsonRecoverTest, ACutCompressedStreamIsACutTrace) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += ExampleToRecover();
  for (const std::string& whole : {Gzip(text), Zstd(text)}) {
    for (const size_t missing : {size_t{1}, size_t{9}, whole.size() / 2}) {
      const ReadResult result = ReadText(whole.substr(0, whole.size() - missing));
      EXPECT_TRUE(result.status.ok()) << result.status;
      EXPECT_TRUE(result.stats.cut_off);
    }
    EXPECT_FALSE(ReadText(whole).stats.cut_off);
  }
  EXPECT_GT(ReadText(Gzip(text).substr(0, Gzip(text).size() / 2)).events.size(), 1000U);
}

TEST(JsonRecoverTest, CorruptCompressedDataIsAnErrorAndWithRecoverAnEnd) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += ExampleToRecover() + std::to_string(i * 7919) + "\n";
  std::string bytes = Gzip(text);
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 30; ++i) bytes[i] = '\xff';
  const ReadResult recovered = ReadText(bytes, {.recover = true});
  EXPECT_TRUE(recovered.status.ok()) << recovered.status;
  EXPECT_TRUE(recovered.stats.cut_off);
  EXPECT_GT(recovered.events.size(), 1000U);

  // The checksum of sound text is wrong.
  bytes = Gzip(ExampleToRecover());
  bytes[bytes.size() - 8] ^= 1;
  const ReadResult result = ReadText(bytes);
  EXPECT_EQ(result.events.size(), 11U);
  EXPECT_TRUE(absl::IsDataLoss(result.status)) << result.status;
  EXPECT_THAT(std::string(result.status.message()),
              testing::ContainsRegex("^f.json: corrupt gzip data at byte [0-9]+ of the file: "));
}

}  // namespace
}  // namespace tidemark::trace
