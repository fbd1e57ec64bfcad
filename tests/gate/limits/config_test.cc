#include "tidemark/gate/limits/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

std::string ConfigErrorOf(const std::string& text) {
  return std::string(ParseConfig(text, "t.json").status().message());
}

TEST(ParseConfig, ReadsLimitsAndSuppressions) {
  const absl::StatusOr<Config> config = ParseConfig(R"({
  "$schema": "https://example.com/tidemark-config.json",
  "defaults": {"limits": {"peak_bytes": {"max": "512MiB"}, "copy_count": {"max": 3, "min": 1}}},
  "scopes": [{"match": "train/*", "limits": {"copy_bytes": {"max": 4096}}}],
  "sites": [{"match": "lib/io/*", "limits": {"leak_count": {"max": 0}}}],
  "suppressions": [
    {"rule": "unmodified-copy", "site": "src/a.cc:load", "reason": "API", "expires": "2027-06-01"}]
})",
                                                    "t.json");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->defaults.limits.size(), 3u);
  EXPECT_EQ(config->defaults.limits[0].value, int64_t{512} << 20);
  EXPECT_EQ(config->defaults.limits[2].op, LimitOp::kGreaterEqual);
  EXPECT_EQ(config->scopes[0].limits[0].scope, "train/*");
  EXPECT_EQ(config->sites[0].limits[0].site, "lib/io/*");
  EXPECT_EQ(config->sites[0].limits[0].source, "t.json");
  EXPECT_EQ(config->suppressions[0].source, "t.json:7");
  EXPECT_TRUE(config->has_limits());
  EXPECT_FALSE(ParseConfig("{}", "t.json")->has_limits());
}

TEST(ParseConfig, SaysWhereAndWhatIsWrong) {
  EXPECT_THAT(ConfigErrorOf("[]"), HasSubstr("a configuration is an object"));
  EXPECT_THAT(ConfigErrorOf("{\n\"default\": {}}"),
              HasSubstr("t.json:2: default: unknown key 'default'; did you mean 'defaults'?"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"peak_byte": {"max": 1}}}})"),
              HasSubstr("unknown metric 'peak_byte'; did you mean 'peak_bytes'?"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"mx": 1}}}})"),
              HasSubstr("unknown key 'mx'; did you mean 'max'?"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"max": true}}}})"),
              HasSubstr("expected a number"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"max": -1}}}})"),
              HasSubstr("limits.peak_bytes.max"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"copy_count": {"max": "1MiB"}}}})"),
              HasSubstr("whole number"));
  EXPECT_THAT(ConfigErrorOf(R"({"defaults": {"limits": {"peak_bytes @site=a": {"max": 1}}}})"),
              HasSubstr("unknown metric"));
  EXPECT_THAT(ConfigErrorOf(R"({"scopes": [{"match": "a"}]})"),
              HasSubstr("\"match\" and \"limits\""));
  EXPECT_THAT(ConfigErrorOf(R"({"scopes": {}})"), HasSubstr("expected a list"));
  EXPECT_THAT(ConfigErrorOf(R"({"suppressions": [{"rule": "leak", "site": "a"}]})"),
              HasSubstr("needs a \"reason\""));
  EXPECT_THAT(ConfigErrorOf(R"({"suppressions": [{"rule": "leak", "site": "a", "reason": " "}]})"),
              HasSubstr("needs a \"reason\""));
  EXPECT_THAT(ConfigErrorOf(R"({"suppressions": [{"rule": "leak", "reason": "x"}]})"),
              HasSubstr("\"rule\" and \"site\""));
  for (const char* date : {"tomorrow", "2027-13-01", "2027-06-32", "2027-6-1", "2027/06/01"}) {
    EXPECT_THAT(ConfigErrorOf(std::string(R"({"suppressions": [{"rule": "leak", "site": "a",
                "reason": "x", "expires": ")") +
                              date + "\"}]}"),
                HasSubstr("expected a date"))
        << date;
  }
}

TEST(ParseConfig, ReadsHowMuchMoreThanTheBaselineIsAllowed) {
  const absl::StatusOr<Config> config = ParseConfig(R"({
  "defaults": {"limits": {"peak_bytes": {"max": "1GiB", "max_increase_pct": 2.5, "max_increase_bytes": "64KiB"},
                          "alloc_count": {"max_increase_count": 10}}},
  "scopes": [{"match": "train/*", "limits": {"copy_bytes": {"max_increase_bytes": 0}}}],
  "sites": [{"match": "lib/io/*", "limits": {"alloc_bytes": {"max_increase_pct": 1}}}]
})",
                                                    "t.json");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->defaults.increases.size(), 2u);
  const IncreaseBound& peak = config->defaults.increases[0];
  EXPECT_EQ(peak.metric->name, "peak_bytes");
  EXPECT_EQ(peak.source, "t.json");
  EXPECT_EQ(AllowedIncrease(peak, 1'000'000), 25'000);        // per cent are less
  EXPECT_EQ(AllowedIncrease(peak, 1'000'000'000), 64 << 10);  // bytes are less
  EXPECT_EQ(AllowedIncrease(peak, 0), 0);
  EXPECT_EQ(IncreaseText(peak), "peak_bytes <= baseline + 2.5%, <= baseline + 64 KiB");
  EXPECT_EQ(AllowedIncrease(config->defaults.increases[1], 3), 10);
  EXPECT_EQ(config->defaults.limits.size(), 1u);
  EXPECT_EQ(config->scopes[0].increases[0].scope, "train/*");
  EXPECT_EQ(AllowedIncrease(config->scopes[0].increases[0], 5), 0);
  EXPECT_EQ(config->sites[0].increases[0].site, "lib/io/*");
  EXPECT_TRUE(config->has_increases());
  EXPECT_FALSE(
      ParseConfig(R"({"defaults": {"limits": {"peak_bytes": {"max": 1}}}})", "t")->has_increases());
}

TEST(ParseConfig, RefusesIncreasesThatCannotBe) {
  const auto error = [](const std::string& metric, const std::string& bounds) {
    return ConfigErrorOf(R"({"defaults": {"limits": {")" + metric + "\": " + bounds + "}}}");
  };
  EXPECT_THAT(error("peak_bytes", R"({"max_increase_pct": -1})"), HasSubstr("not negative"));
  EXPECT_THAT(error("peak_bytes", R"({"max_increase_pct": "2%"})"), HasSubstr("a number"));
  EXPECT_THAT(error("peak_bytes", R"({"max_increase_count": 2})"),
              HasSubstr("is in bytes: max_increase_bytes"));
  EXPECT_THAT(error("copy_count", R"({"max_increase_bytes": 2})"),
              HasSubstr("counts: max_increase_count"));
  EXPECT_THAT(error("copy_count", R"({"max_increase_count": "2KiB"})"), HasSubstr("whole number"));
  EXPECT_THAT(error("lost_events", R"({"max_increase_pct": 2})"), HasSubstr("use \"max\""));
  EXPECT_THAT(error("lost_reuse", R"({"max_increase_pct": 2})"), HasSubstr("use \"max\""));
  EXPECT_THAT(error("slope(peak_bytes, n)", R"({"max_increase_pct": 2})"),
              HasSubstr("use \"max\""));
  EXPECT_THAT(error("peak_bytes", R"({"max_increase_percent": 2})"),
              HasSubstr("did you mean 'max_increase_pct'?"));
}

TEST(ParseConfig, TakesSlopes) {
  const auto parse = [](const std::string& metric) {
    return ParseConfig("{\"defaults\": {\"limits\": {\"" + metric + "\": {\"max\": 24.5}}}}", "t");
  };
  const absl::StatusOr<Config> config = parse("slope(peak_bytes, n)");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->defaults.limits[0].by, "n");
  EXPECT_EQ(config->defaults.limits[0].slope, 24.5);
  EXPECT_THAT(std::string(parse("slope(peak, n)").status().message()), HasSubstr("slope(peak, n)"));
}

TEST(ReadConfig, SaysThatThereIsNoFile) {
  const absl::Status status = ReadConfig("/nowhere/t.json").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/t.json: No such file"));
}

TEST(Suppression, HoldsOnItsLastDay) {
  Suppression suppression;
  EXPECT_FALSE(IsExpired(suppression, "2099-01-01"));
  suppression.expires = "2027-06-01";
  EXPECT_FALSE(IsExpired(suppression, "2027-06-01"));
  EXPECT_TRUE(IsExpired(suppression, "2027-06-02"));
}

TEST(Today, IsThatOfTheReproducibleBuild) {
  setenv("SOURCE_DATE_EPOCH", "86400", 1);
  EXPECT_EQ(Today(), "1970-01-02");
  unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_EQ(Today().size(), 10u);
}

}  // namespace
}  // namespace tidemark::gate
