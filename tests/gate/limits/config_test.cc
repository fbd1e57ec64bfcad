#include "tidemark/gate/limits/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& text) {
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
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("a configuration is an object"));
  EXPECT_THAT(ErrorOf("{\n\"default\": {}}"),
              HasSubstr("t.json:2: default: unknown key 'default'; did you mean 'defaults'?"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"peak_byte": {"max": 1}}}})"),
              HasSubstr("unknown metric 'peak_byte'; did you mean 'peak_bytes'?"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"mx": 1}}}})"),
              HasSubstr("unknown key 'mx'; did you mean 'max'?"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"max": true}}}})"),
              HasSubstr("expected a number"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"peak_bytes": {"max": -1}}}})"),
              HasSubstr("limits.peak_bytes.max"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"copy_count": {"max": "1MiB"}}}})"),
              HasSubstr("whole number"));
  EXPECT_THAT(ErrorOf(R"({"defaults": {"limits": {"peak_bytes @site=a": {"max": 1}}}})"),
              HasSubstr("unknown metric"));
  EXPECT_THAT(ErrorOf(R"({"scopes": [{"match": "a"}]})"), HasSubstr("\"match\" and \"limits\""));
  EXPECT_THAT(ErrorOf(R"({"scopes": {}})"), HasSubstr("expected a list"));
  EXPECT_THAT(ErrorOf(R"({"suppressions": [{"rule": "leak", "site": "a"}]})"),
              HasSubstr("needs a \"reason\""));
  EXPECT_THAT(ErrorOf(R"({"suppressions": [{"rule": "leak", "site": "a", "reason": " "}]})"),
              HasSubstr("needs a \"reason\""));
  EXPECT_THAT(ErrorOf(R"({"suppressions": [{"rule": "leak", "reason": "x"}]})"),
              HasSubstr("\"rule\" and \"site\""));
  for (const char* date : {"tomorrow", "2027-13-01", "2027-06-32", "2027-6-1", "2027/06/01"}) {
    EXPECT_THAT(ErrorOf(std::string(R"({"suppressions": [{"rule": "leak", "site": "a",
                "reason": "x", "expires": ")") +
                        date + "\"}]}"),
                HasSubstr("expected a date"))
        << date;
  }
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
