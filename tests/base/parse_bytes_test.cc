#include "tidemark/base/parse_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace tidemark {
namespace {

int64_t ParseOrMinusOne(absl::string_view text) {
  const absl::StatusOr<ByteCount> parsed = ParseByteCount(text);
  return parsed.ok() ? parsed->value() : -1;
}

TEST(ParseByteCountTest, ParsesEveryUnit) {
  EXPECT_EQ(ParseOrMinusOne("0"), 0);
  EXPECT_EQ(ParseOrMinusOne("1500"), 1500);
  EXPECT_EQ(ParseOrMinusOne("7B"), 7);
  EXPECT_EQ(ParseOrMinusOne("64MiB"), 64 << 20);
  EXPECT_EQ(ParseOrMinusOne("64 mib"), 64 << 20);
  EXPECT_EQ(ParseOrMinusOne("3KiB"), 3072);
  EXPECT_EQ(ParseOrMinusOne("3KB"), 3000);
  EXPECT_EQ(ParseOrMinusOne("1.5 GB"), 1'500'000'000);
  EXPECT_EQ(ParseOrMinusOne(" 2TiB "), int64_t{2} << 40);
  EXPECT_EQ(ParseOrMinusOne("0.5KiB"), 512);
  EXPECT_EQ(ParseOrMinusOne("9223372036854775807"), INT64_MAX);
}

TEST(ParseByteCountTest, RefusesWhatIsNotANumberOfBytes) {
  for (const char* text : {"", " ", "MiB", "-1", "+1", "1e6", "1..5", "64MiBs", "64 furlongs", ".",
                           "9223372036854775808", "8388608TiB", "1.5B", "0x10", "1,000"}) {
    EXPECT_EQ(ParseOrMinusOne(text), -1) << text;
  }
}

TEST(ParseByteCountTest, ErrorsNameTheTextAndTheCause) {
  const absl::Status status = ParseByteCount("64 furlongs").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::AllOf(testing::HasSubstr("'64 furlongs'"),
                             testing::HasSubstr("unknown unit 'furlongs'")));
}

TEST(ParseByteCountTest, WhatIsPrintedExactlyParsesBack) {
  for (const int64_t value : {int64_t{0}, int64_t{1}, int64_t{16000}, INT64_MAX}) {
    EXPECT_EQ(ParseOrMinusOne(ByteCount(value).ToExactString()), value);
  }
}

}  // namespace
}  // namespace tidemark
