#include "tidemark/gate/limits/limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <tuple>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(absl::string_view text) {
  const absl::StatusOr<Limit> limit = ParseLimit(text);
  EXPECT_FALSE(limit.ok()) << text;
  EXPECT_TRUE(limit.ok() || absl::IsInvalidArgument(limit.status()));
  return limit.ok() ? "" : std::string(limit.status().message());
}

TEST(ParseLimit, ReadsMetricOperatorAndValue) {
  const absl::StatusOr<Limit> limit = ParseLimit("  peak_bytes <= 64MiB ");
  ASSERT_TRUE(limit.ok()) << limit.status();
  EXPECT_EQ(limit->metric->name, "peak_bytes");
  EXPECT_EQ(limit->op, LimitOp::kLessEqual);
  EXPECT_EQ(limit->value, int64_t{64} << 20);
  EXPECT_EQ(limit->text, "peak_bytes <= 64MiB");
}

TEST(ParseLimit, NeedsNoBlanks) {
  for (const char* text :
       {"copy_count<=3", "copy_count <=3", "copy_count<= 3", "copy_count\t<=\t3"}) {
    const absl::StatusOr<Limit> limit = ParseLimit(text);
    ASSERT_TRUE(limit.ok()) << limit.status();
    EXPECT_EQ(limit->value, 3) << text;
  }
}

TEST(ParseLimit, KnowsEveryOperator) {
  EXPECT_EQ(ParseLimit("copy_count < 3")->op, LimitOp::kLess);
  EXPECT_EQ(ParseLimit("copy_count > 3")->op, LimitOp::kGreater);
  EXPECT_EQ(ParseLimit("copy_count >= 3")->op, LimitOp::kGreaterEqual);
  EXPECT_EQ(ParseLimit("copy_count == 3")->op, LimitOp::kEqual);
  for (const char* text : {"copy_count = 3", "copy_count != 3", "copy_count => 3",
                           "copy_count <== 3", "copy_count <> 3"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("unknown operator")) << text;
  }
}

TEST(ParseLimit, ReadsUnitsOfBytesOnly) {
  EXPECT_EQ(ParseLimit("leak_bytes <= 1.5KB")->value, 1500);
  EXPECT_EQ(ParseLimit("leak_bytes <= 0")->value, 0);
  EXPECT_THAT(ErrorOf("leak_bytes <= 3 furlongs"), HasSubstr("unknown unit 'furlongs'"));
  EXPECT_THAT(ErrorOf("copy_count <= 3MiB"), HasSubstr("takes a whole number without a unit"));
  EXPECT_THAT(ErrorOf("copy_count <= 1.5"), HasSubstr("whole number"));
  EXPECT_THAT(ErrorOf("copy_count <= -1"), HasSubstr("whole number"));
  EXPECT_THAT(ErrorOf("copy_count <= 99999999999999999999"), HasSubstr("not a count"));
  EXPECT_THAT(ErrorOf("peak_bytes <= 9000000000 GiB"), HasSubstr("too large"));
}

TEST(ParseLimit, SuggestsTheNearestMetric) {
  EXPECT_THAT(ErrorOf("peak_byte <= 3"),
              HasSubstr("unknown metric 'peak_byte'; did you mean 'peak_bytes'?"));
  EXPECT_THAT(ErrorOf("rss <= 3"), HasSubstr("metrics: peak_bytes live_end_bytes"));
}

TEST(ParseLimit, ReadsFiltersInAnyOrder) {
  const absl::StatusOr<Limit> both = ParseLimit("copy_count @site=src/*.cc @scope=step <= 0");
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->site, "src/*.cc");
  EXPECT_EQ(both->scope, "step");
  EXPECT_EQ(ParseLimit("copy_count@scope=train/*<=0")->scope, "train/*");
  EXPECT_EQ(ParseLimit("leak_bytes @scope=step < 5 KiB")->value, 5120);
}

TEST(ParseLimit, AnAtAloneNamesASite) {
  for (const char* text : {"copies@src/a.cc <= 0", "copies@src/a.cc<=0", "copies @src/a.cc == 0",
                           "copies@src/a.cc==0", "copies@\"src/a.cc\" >= 0"}) {
    const absl::StatusOr<Limit> limit = ParseLimit(text);
    ASSERT_TRUE(limit.ok()) << limit.status();
    EXPECT_EQ(limit->metric->name, "copy_count") << text;
    EXPECT_EQ(limit->site, "src/a.cc") << text;
  }
  EXPECT_EQ(ParseLimit("copies@\"a operator<\" <= 0")->site, "a operator<");
}

TEST(ParseLimit, RefusesFiltersThatItDoesNotKnow) {
  EXPECT_THAT(ErrorOf("copy_count @scop=step <= 0"), HasSubstr("did you mean 'scope'?"));
  EXPECT_THAT(ErrorOf("copy_count @site= <= 0"), HasSubstr("without a pattern"));
  EXPECT_THAT(ErrorOf("copy_count @site=a @site=b <= 0"), HasSubstr("twice"));
  EXPECT_THAT(ErrorOf("copy_count @site=\"a <= 0"), HasSubstr("not closed"));
}

TEST(ParseLimit, ExplainsTheForm) {
  for (const char* text : {"", "   ", "peak_bytes", "peak_bytes <=", "<= 3", "peak_bytes 3",
                           "peak_bytes copy_count <= 3", "peak_bytes @scope=a"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("expected METRIC [@scope=GLOB] [@site=GLOB] OP VALUE"))
        << text;
  }
}

TEST(ParseLimit, ReadsSlopes) {
  const Limit limit = ParseLimit("slope( peak_bytes , n ) @scope=step <= 24.5 B").value();
  EXPECT_EQ(limit.metric->name, "peak_bytes");
  EXPECT_EQ(limit.by, "n");
  EXPECT_EQ(limit.scope, "step");
  EXPECT_EQ(limit.slope, 24.5);
  EXPECT_EQ(limit.value, 24);
  EXPECT_EQ(LimitedMetric(limit), "slope(peak_bytes, n)");
  EXPECT_TRUE(SlopeHolds(limit, 24.5));
  EXPECT_TRUE(SlopeHolds(limit, 24.5 + 1e-12));  // rounding
  EXPECT_FALSE(SlopeHolds(limit, 24.51));
  EXPECT_EQ(ParseLimit("slope(copies,n)<=1")->metric->name, "copy_count");
  for (const char* text :
       {"slope(peak_bytes) <= 1", "slope(peak_bytes, n <= 1", "slope(peak, n) <= 1",
        "slope(peak_bytes, n) <= -1", "slope(copy_count, n) <= 1KiB", "slope(peak_bytes, n)",
        "slope(peak_bytes, n) <= ", "slope() <= 1", "slope(slope(peak_bytes, n), n) <= 1"}) {
    const absl::Status status = ParseLimit(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text << ": " << status;
  }
}

TEST(Holds, EqualityPassesButForStrictOperators) {
  const auto holds = [](const char* text, int64_t actual) {
    return Holds(*ParseLimit(text), actual);
  };
  for (const auto& [text, below, equal, above] :
       {std::tuple("copy_count <= 5", true, true, false),
        std::tuple("copy_count < 5", true, false, false),
        std::tuple("copy_count >= 5", false, true, true),
        std::tuple("copy_count > 5", false, false, true),
        std::tuple("copy_count == 5", false, true, false)}) {
    EXPECT_EQ(holds(text, 4), below) << text;
    EXPECT_EQ(holds(text, 5), equal) << text;
    EXPECT_EQ(holds(text, 6), above) << text;
  }
}

}  // namespace
}  // namespace tidemark::gate
