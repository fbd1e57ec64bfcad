#include "tidemark/base/bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using byte_literals::operator""_KiB;
using byte_literals::operator""_MiB;
using byte_literals::operator""_GiB;

int64_t ParseOrMinusOne(absl::string_view text) {
  const absl::StatusOr<ByteCount> parsed = ByteCount::Parse(text);
  return parsed.ok() ? parsed->value() : -1;
}

TEST(ByteCountTest, ParsesEveryUnit) {
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

TEST(ByteCountTest, RefusesWhatIsNotANumberOfBytes) {
  for (const char* text : {"", " ", "MiB", "-1", "+1", "1e6", "1..5", "64MiBs", "64 furlongs", ".",
                           "9223372036854775808", "8388608TiB", "1.5B", "0x10", "1,000"}) {
    EXPECT_EQ(ParseOrMinusOne(text), -1) << text;
  }
}

TEST(ByteCountTest, ErrorsNameTheTextAndTheCause) {
  const absl::Status status = ByteCount::Parse("64 furlongs").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::AllOf(testing::HasSubstr("'64 furlongs'"),
                             testing::HasSubstr("unknown unit 'furlongs'")));
}

TEST(ByteCountTest, PrintsForPeople) {
  EXPECT_EQ(ByteCount(0).ToString(), "0 B");
  EXPECT_EQ(ByteCount(1023).ToString(), "1023 B");
  EXPECT_EQ((1_KiB).ToString(), "1 KiB");
  EXPECT_EQ(ByteCount(1536).ToString(), "1.5 KiB");
  EXPECT_EQ((64_MiB).ToString(), "64 MiB");
  EXPECT_EQ(ByteCount(16000).ToString(), "15.6 KiB");
  EXPECT_EQ(ByteCount(INT64_MAX).ToString(), "8388607 TiB");
}

TEST(ByteCountTest, PrintingNeverReachesAUnitThatTheValueDoesNot) {
  EXPECT_EQ(ByteCount((1 << 20) - 1).ToString(), "1023 KiB");
  EXPECT_EQ(ByteCount((10 << 20) - 1).ToString(), "9.99 MiB");
}

TEST(ByteCountTest, WhatIsPrintedExactlyParsesBack) {
  for (const int64_t value : {int64_t{0}, int64_t{1}, int64_t{16000}, INT64_MAX}) {
    EXPECT_EQ(ParseOrMinusOne(ByteCount(value).ToExactString()), value);
  }
}

TEST(ByteCountTest, ArithmeticIsChecked) {
  EXPECT_EQ((1_GiB).Plus(1_GiB), 2_GiB);
  EXPECT_EQ(ByteCount(INT64_MAX).Plus(ByteCount(1)), std::nullopt);
  EXPECT_EQ((1_KiB).Minus(1_KiB), ByteCount(0));
  EXPECT_EQ((1_KiB).Minus(1_MiB), std::nullopt);
  EXPECT_EQ((1_KiB).Times(1024), 1_MiB);
  EXPECT_EQ((1_GiB).Times(int64_t{1} << 40), std::nullopt);
  EXPECT_EQ((1_GiB).Times(-1), std::nullopt);
}

}  // namespace
}  // namespace tidemark
