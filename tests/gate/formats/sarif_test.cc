#include "tidemark/gate/formats/sarif.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/gate/formats/sample_results.h"
#include "tidemark/gate/formats/sarif_rules.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

nlohmann::json SarifRun(const CheckResult& result) {
  return nlohmann::json::parse(SarifText(result, SampleOptions()))["runs"][0];
}

TEST(Sarif, AResultHasRulePlaceFingerprintAndRelatedPlaces) {
  CheckResult result;
  result.verdicts = {PassedVerdict(), FailedVerdict()};
  const nlohmann::json run = SarifRun(result);
  ASSERT_EQ(run["results"].size(), 1u);
  const nlohmann::json& entry = run["results"][0];
  EXPECT_EQ(entry["ruleId"], "limit");
  EXPECT_EQ(run["tool"]["driver"]["rules"][entry["ruleIndex"].get<size_t>()]["id"], "limit");
  EXPECT_EQ(entry["level"], "error");
  EXPECT_EQ(entry["partialFingerprints"]["primaryLocationLineHash"], "00000000000000a1");
  const nlohmann::json& place = entry["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "src/load.cc");
  EXPECT_EQ(place["region"]["startLine"], 23);
  EXPECT_EQ(entry["relatedLocations"].size(), 2u);
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
}

TEST(Sarif, UrisArePercentEncodedAndNeverAbsolute) {
  CheckResult result;
  result.verdicts = {FailedVerdict()};
  result.verdicts[0].contributions[1].site.file = "/home/me/project/a b:c%\xFF?#.cc";
  EXPECT_EQ(
      SarifRun(result)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
      "a%20b%3Ac%25%FF%3F%23.cc");
}

TEST(Sarif, RefusedAndUnjudgedAreNotificationsAndNothingIsNoSuccess) {
  CheckResult result;
  result.verdicts = {UnjudgedVerdict()};
  EXPECT_EQ(SarifRun(result)["invocations"][0]["executionSuccessful"], true);
  result.refused = {{.trace = "cut.tmk", .message = "not a trace", .empty = false}};
  const nlohmann::json invocation = SarifRun(result)["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  const nlohmann::json& notifications = invocation["toolExecutionNotifications"];
  ASSERT_EQ(notifications.size(), 2u);
  EXPECT_EQ(notifications[0]["level"], "error");
  EXPECT_EQ(notifications[0]["message"]["text"], "cut.tmk: not a trace");
  EXPECT_EQ(notifications[1]["descriptor"]["id"], "not-judged");
  EXPECT_EQ(SarifRun({})["invocations"][0]["executionSuccessful"], false);
}

TEST(Sarif, UnknownRulesHaveDescriptorsToo) {
  CheckResult result;
  result.verdicts = {FailedVerdict(), FailedVerdict()};
  result.verdicts[0].rule = "my-rule";
  result.verdicts[1].rule = "my-rule";
  const nlohmann::json run = SarifRun(result);
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), GateRules().size() + 1);
  EXPECT_EQ(run["tool"]["driver"]["rules"].back()["id"], "my-rule");
  EXPECT_EQ(run["results"][0]["ruleIndex"], GateRules().size());
}

// Short ones: the number decides. The 10 MB are reached by the large sample of emit_samples.
TEST(Sarif, KeepsToTheNumberOfResultsAndCountsTheRest) {
  CheckResult result;
  for (int i = 0; i < 25'010; ++i) {
    Verdict verdict;
    verdict.rule = "limit";
    verdict.outcome = Outcome::kFailed;
    verdict.metric = "peak_bytes";
    verdict.excess = i + 1;
    result.verdicts.push_back(verdict);
  }
  result.verdicts[0].excess = 1'000'000;
  result.verdicts[0].after = 1'000'000;
  const nlohmann::json run = SarifRun(result);
  EXPECT_EQ(run["results"].size(), kMaxSarifResults);
  EXPECT_EQ(run["results"][0]["properties"]["after"], 1'000'000);
  EXPECT_THAT(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
              HasSubstr("10 smaller findings"));
}

}  // namespace
}  // namespace tidemark::gate
