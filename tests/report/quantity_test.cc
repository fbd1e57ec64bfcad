#include "tidemark/report/quantity.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace tidemark::report {
namespace {

TEST(CountText, GroupsThousands) {
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(1000), "1,000");
  EXPECT_EQ(CountText(1234567), "1,234,567");
  EXPECT_EQ(CountText(-123456), "-123,456");
  EXPECT_EQ(CountText(INT64_MAX), "9,223,372,036,854,775,807");
}

TEST(Counted, KnowsOneFromMany) {
  EXPECT_EQ(Counted(1, "copy", "copies"), "1 copy");
  EXPECT_EQ(Counted(0, "copy", "copies"), "0 copies");
}

TEST(BytesText, CopesWithWhatIsNotPositive) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(8000), "7.81 KiB");
  EXPECT_EQ(BytesText(-2049), "-2 KiB");
}

TEST(DurationText, ChoosesTheUnit) {
  EXPECT_EQ(DurationText(0), "0 ns");
  EXPECT_EQ(DurationText(700), "700 ns");
  EXPECT_EQ(DurationText(1500), "1.5 us");
  EXPECT_EQ(DurationText(4'560'000), "4.56 ms");
  EXPECT_EQ(DurationText(999'999), "1 ms");
  EXPECT_EQ(DurationText(12'340'000'000), "12.3 s");
  EXPECT_EQ(DurationText(int64_t{86'400} * 1'000'000'000), "86400 s");
}

TEST(ShareText, NeverClaimsNothingOrAllWronglyOrAnEmptyWhole) {
  EXPECT_EQ(ShareText(1, 3), "33%");
  EXPECT_EQ(ShareText(1, 1'000'000), "<1%");
  EXPECT_EQ(ShareText(999'999, 1'000'000), "99%");
  EXPECT_EQ(ShareText(5, 5), "100%");
  EXPECT_EQ(ShareText(0, 5), "0%");
  EXPECT_EQ(ShareText(5, 0), "");
}

}  // namespace
}  // namespace tidemark::report
