// The limits of the trace contract, on both sides of each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

constexpr size_t kLongestLine = size_t{16} << 20;

TEST(JsonLimitsTest, IntegersGoToTheEndOfTheirRange) {
  const ReadResult result = ReadText(
      "{\"ev\":\"alloc\",\"buf\":9223372036854775807,\"bytes\":9223372036854775807,\"t\":0,"
      "\"shape\":[0,9223372036854775807],"
      "\"strides\":[-9223372036854775807,9223372036854775807,-0]}\n"
      "{\"ev\":\"oom\",\"bytes\":-0}\n{\"ev\":\"oom\",\"bytes\": 1000000000000000000 }\n");
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events[0]["buf"], INT64_MAX);
  EXPECT_EQ(result.events[0]["bytes"], INT64_MAX);
  EXPECT_EQ(result.events[0]["strides"], nlohmann::json({-INT64_MAX, INT64_MAX, 0}));
  EXPECT_EQ(result.events[1]["bytes"], 0);
  EXPECT_EQ(result.events[2]["bytes"], 1'000'000'000'000'000'000);
}

TEST(JsonLimitsTest, EveryLengthOfANumberIsReadAsItIs) {
  std::string lines;
  std::vector<int64_t> expected;
  int64_t value = 0;
  for (int digits = 1; digits <= 18; ++digits) {
    value = value * 10 + digits % 10;
    for (const char* end : {"}", " }", ",\"t\":1}"}) {
      absl::StrAppend(&lines, "{\"ev\":\"oom\",\"bytes\":", value, end, "\n");
      expected.push_back(value);
    }
  }
  const ReadResult result = ReadText(lines);
  ASSERT_TRUE(result.status.ok()) << result.status;
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(result.events[i]["bytes"], expected[i]);
}

TEST(JsonLimitsTest, NestingTo64AndNotTo65) {
  const auto line = [](int arrays) {
    return absl::StrCat(
        "{\"ev\":\"mark\",\"name\":\"a\",\"zz\":", std::string(static_cast<size_t>(arrays), '['),
        std::string(static_cast<size_t>(arrays), ']'), "}");
  };
  for (const bool document : {false, true}) {
    const auto wrap = [document](const std::string& event) {
      return document ? "{\"tidemark_trace\":1,\"events\":[\n" + event + "\n]}" : event + "\n";
    };
    EXPECT_TRUE(ReadText(wrap(line(63))).status.ok());
    for (const int arrays : {64, 65, 1000, 100'000}) {
      const ReadResult result = ReadText(wrap(line(arrays)));
      EXPECT_EQ(result.status.message(),
                absl::StrCat("f.json:", document ? 2 : 1,
                             ":93: found nesting deeper than 64 levels, expected at most 64"));
      const ReadResult recovered = ReadText(wrap(line(arrays)), {.recover = true});
      EXPECT_TRUE(recovered.status.ok()) << recovered.status;
      EXPECT_EQ(recovered.stats.bad_lines_skipped, 1);
    }
  }
  // Known keys are no way around it.
  const std::string capture =
      "{\"ev\":\"trace\",\"version\":1,\"capture\":{\"a\":" + std::string(63, '[') +
      std::string(63, ']') + "}}\n";
  EXPECT_FALSE(ReadText(capture).status.ok());
}

// An event whose line has `size` bytes.
std::string LongLine(size_t size) {
  const std::string head = "{\"ev\":\"mark\",\"name\":\"";
  return head + std::string(size - head.size() - 2, 'x') + "\"}";
}

TEST(JsonLimitsTest, ALineOf16MiBAndNotOneByteMore) {
  const std::string next = "{\"ev\":\"mark\",\"name\":\"next\"}\n";
  const std::pair<const char*, size_t> cases[] = {{"\n", size_t{256} << 10},
                                                  {"\r\n", size_t{1} << 20}};
  for (const auto& [end, read_bytes] : cases) {
    const ReadResult longest = ReadText(LongLine(kLongestLine) + end + next, {}, read_bytes);
    EXPECT_TRUE(longest.status.ok()) << longest.status;
    EXPECT_EQ(longest.events.size(), 2U);

    const std::string text = next + LongLine(kLongestLine + 1) + end + next;
    const ReadResult longer = ReadText(text, {}, read_bytes);
    EXPECT_TRUE(absl::IsInvalidArgument(longer.status));
    EXPECT_EQ(longer.status.message(),
              "f.json:2:16777217: found a line longer than 16 MiB, expected at most 16777216 "
              "bytes");
    const ReadResult recovered = ReadText(text, {.recover = true}, read_bytes);
    EXPECT_TRUE(recovered.status.ok());
    EXPECT_EQ(recovered.events.size(), 2U);
    EXPECT_EQ(recovered.stats.bad_lines_skipped, 1);
  }
}

TEST(JsonLimitsTest, TheLastLineHasTheSameLimit) {
  EXPECT_TRUE(ReadText(LongLine(kLongestLine), {}, 1 << 20).status.ok());
  EXPECT_FALSE(ReadText(LongLine(kLongestLine + 1), {}, 1 << 20).status.ok());
  EXPECT_FALSE(ReadText(std::string(kLongestLine + 1, 'x'), {}, 1 << 20).status.ok());
  EXPECT_FALSE(ReadText("{\"a\":\"" + std::string(2 * kLongestLine, 'x')).status.ok());
}

TEST(JsonLimitsTest, ManyLinesThatAreTooLongAreSkippedOneByOne) {
  const std::string mark = "{\"ev\":\"mark\",\"name\":\"a\"}\n";
  const std::string big(3 * kLongestLine, '{');
  const ReadResult result =
      ReadText(mark + big + "\n" + mark + big + "\n" + mark, {.recover = true}, 100'000);
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.events.size(), 3U);
  EXPECT_EQ(result.stats.bad_lines_skipped, 2);
}

TEST(JsonLimitsTest, AnObjectOfADocumentHasTheSameLimit) {
  const std::string mark = "{\"ev\":\"mark\",\"name\":\"a\"}";
  const auto document = [&mark](size_t size) {
    return "{\"tidemark_trace\":1,\"events\":[" + mark + ",\n" + LongLine(size) + "," + mark + "]}";
  };
  EXPECT_TRUE(ReadText(document(kLongestLine), {}, 256 << 10).status.ok());
  const ReadResult longer = ReadText(document(kLongestLine + 1), {}, 256 << 10);
  EXPECT_EQ(longer.status.message(),
            "f.json:2:1: found an object longer than 16 MiB, expected at most 16777216 bytes");
  for (const size_t size : {kLongestLine + 1, 2 * kLongestLine}) {
    const ReadResult recovered = ReadText(document(size), {.recover = true}, 256 << 10);
    EXPECT_TRUE(recovered.status.ok());
    EXPECT_EQ(recovered.events.size(), 2U);
    EXPECT_EQ(recovered.stats.bad_lines_skipped, 1);
    EXPECT_FALSE(recovered.stats.cut_off);
  }
}

}  // namespace
}  // namespace tidemark::trace
