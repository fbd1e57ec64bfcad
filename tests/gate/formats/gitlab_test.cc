#include "tidemark/gate/formats/gitlab.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

nlohmann::json GitlabIssues(const CheckResult& result) {
  return nlohmann::json::parse(GitlabText(result, SampleOptions()));
}

TEST(Gitlab, AnIssueHasAllThatIsAskedFor) {
  CheckResult result;
  result.verdicts = {PassedVerdict(), FailedVerdict()};
  const nlohmann::json issues = GitlabIssues(result);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0]["check_name"], "limit");
  EXPECT_EQ(issues[0]["fingerprint"], "00000000000000a1");
  EXPECT_EQ(issues[0]["severity"], "major");
  EXPECT_EQ(issues[0]["location"]["path"], "src/load.cc");
  EXPECT_EQ(issues[0]["location"]["lines"]["begin"], 23);
}

TEST(Gitlab, FingerprintsAreUniqueWhateverComes) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), FailedVerdict(), UnjudgedVerdict()};
  result.verdicts[2].fingerprint = result.verdicts[0].fingerprint;
  const nlohmann::json issues = GitlabIssues(result);
  ASSERT_EQ(issues.size(), 3u);
  EXPECT_NE(issues[0]["fingerprint"], issues[1]["fingerprint"]);
  EXPECT_NE(issues[0]["fingerprint"], issues[2]["fingerprint"]);
  EXPECT_NE(issues[1]["fingerprint"], issues[2]["fingerprint"]);
}

TEST(Gitlab, WhatIsLeftOutIsAnIssueToo) {
  CheckResult result;
  result.refused = {{.trace = "cut.tmk", .message = "not a trace", .empty = false}};
  EXPECT_EQ(GitlabIssues(result)[0]["check_name"], "unusable-trace");
  result.refused[0].empty = true;
  EXPECT_EQ(GitlabIssues(result)[0]["check_name"], "empty-trace");
  result.refused.clear();
  result.verdicts = {UnjudgedVerdict()};
  EXPECT_EQ(GitlabIssues(result)[0]["check_name"], "not-judged");
  EXPECT_EQ(GitlabIssues({})[0]["description"], "nothing was judged");
  result.verdicts = {PassedVerdict()};
  EXPECT_TRUE(GitlabIssues(result).empty());
}

}  // namespace
}  // namespace tidemark::gate
