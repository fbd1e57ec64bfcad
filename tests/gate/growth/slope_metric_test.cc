#include "tidemark/gate/growth/slope_metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

std::string SlopeError(absl::string_view text) {
  const absl::StatusOr<SlopeMetric> slope = ParseSlope(text);
  EXPECT_TRUE(absl::IsInvalidArgument(slope.status())) << text;
  return std::string(slope.status().message());
}

TEST(SlopeMetric, ReadsMetricAndName) {
  for (const char* text :
       {"slope(peak_bytes, n)", "slope(peak_bytes,n)", "  slope ( peak_bytes , n ) "}) {
    const absl::StatusOr<SlopeMetric> slope = ParseSlope(text);
    ASSERT_TRUE(slope.ok()) << slope.status();
    EXPECT_EQ(slope->metric, FindMetric("peak_bytes"));
    EXPECT_EQ(slope->by, "n");
    EXPECT_EQ(SlopeName(*slope), "slope(peak_bytes, n)");
  }
  EXPECT_EQ(ParseSlope("slope(alloc_count, largest-array)")->by, "largest-array");
}

TEST(SlopeMetric, SaysWhatIsWrong) {
  EXPECT_THAT(SlopeError("slope(peak_byte, n)"), HasSubstr("did you mean 'peak_bytes'"));
  EXPECT_THAT(SlopeError("slope(peak_bytes)"), HasSubstr("the name of the size is missing"));
  EXPECT_THAT(SlopeError("slope(peak_bytes, )"), HasSubstr("found ''"));
  EXPECT_THAT(SlopeError("slope(peak_bytes, n, m)"), HasSubstr("found 'n, m'"));
  EXPECT_THAT(SlopeError("slope(peak_bytes, 1n)"), HasSubstr("found '1n'"));
  for (const char* bad :
       {"", "slope", "slope(", "slope(peak_bytes, n", "peak_bytes", "slopes(a, n)"}) {
    EXPECT_THAT(SlopeError(bad), HasSubstr("expected slope(METRIC, NAME)")) << bad;
  }
}

TEST(SlopeMetric, IsToldFromOtherMetrics) {
  EXPECT_TRUE(IsSlope("slope(nonsense"));
  EXPECT_TRUE(IsSlope(" slope (peak_bytes, n) <= 24"));
  EXPECT_FALSE(IsSlope("slope_bytes <= 24"));
  EXPECT_FALSE(IsSlope("peak_bytes"));
}

TEST(SlopeMetric, ValuesMayBeFractions) {
  const Metric& bytes = *FindMetric("peak_bytes");
  EXPECT_EQ(*ParseSlopeValue(bytes, "24"), 24);
  EXPECT_EQ(*ParseSlopeValue(bytes, " 24.5 "), 24.5);
  EXPECT_EQ(*ParseSlopeValue(bytes, "24 B"), 24);
  EXPECT_EQ(*ParseSlopeValue(bytes, "0.25KiB"), 256);
  EXPECT_EQ(*ParseSlopeValue(bytes, "0.0001 KB"), 0.1);
  const Metric& count = *FindMetric("alloc_count");
  EXPECT_EQ(*ParseSlopeValue(count, "0.001"), 0.001);
  for (const char* bad :
       {"", "-1", "B", "1.2.3", ".", "nan", "inf", "1e5", "0x10", "24 furlongs"}) {
    EXPECT_FALSE(ParseSlopeValue(bytes, bad).ok()) << bad;
  }
  EXPECT_THAT(std::string(ParseSlopeValue(count, "3 B").status().message()),
              HasSubstr("has no unit"));
}

}  // namespace
}  // namespace tidemark::gate
