#include "tidemark/base/bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using byte_literals::operator""_KiB;
using byte_literals::operator""_MiB;
using byte_literals::operator""_GiB;

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
