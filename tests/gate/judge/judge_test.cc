#include "tidemark/gate/judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A run of the program "prog" with copies in two scopes, an unneeded one among them, and a leak.
analysis::Report ExampleRun() {
  analysis::Report report;
  report.trace.program = "/usr/bin/prog";
  report.trace.events = 3;
  report.peak.bytes = 100;
  const auto add = [&](const char* scope, int line) -> analysis::Usage& {
    analysis::Usage& usage = report.usage.emplace_back();
    usage.site = {.file = "src/a.cc", .line = line, .function = "f", .label = ""};
    usage.scope = scope;
    usage.kind = "array";
    return usage;
  };
  add("step", 10).copy_count = 2;
  add("load", 20).copy_count = 1;
  add("", 30).findings = {{"leak", analysis::Category::kLeak, 1, 64}};
  report.usage[0].peak_bytes = 60;
  report.usage[1].peak_bytes = 40;
  report.scopes = {{.path = "load", .entered = 1, .peak_bytes = 40, .peak_t = 1},
                   {.path = "step", .entered = 9, .peak_bytes = 100, .peak_t = 2}};
  analysis::Finding& leak = report.findings.emplace_back();
  leak.rule = "leak";
  leak.site = report.usage[2].site;
  leak.count = 1;
  leak.bytes = 64;
  return report;
}

JudgeOptions Limits(const std::vector<std::string>& texts) {
  JudgeOptions options;
  for (const std::string& text : texts) options.limits.push_back(ParseLimit(text).value());
  options.today = "2026-06-15";
  return options;
}

CheckResult JudgeRun(const JudgeOptions& options, const analysis::Report& report = ExampleRun()) {
  return Judge({{.file = "run.json", .test = TestNameOf(report), .report = report}}, options);
}

std::string Outcomes(const CheckResult& result) {
  std::string text;
  for (const Verdict& verdict : result.verdicts) {
    text += verdict.outcome == Outcome::kPassed   ? 'p'
            : verdict.outcome == Outcome::kFailed ? 'F'
                                                  : '-';
  }
  return text;
}

TEST(Judge, JudgesEveryLimitAndSaysByHowMuch) {
  const CheckResult result = JudgeRun(
      Limits({"peak_bytes <= 99", "peak_bytes <= 100", "peak_bytes >= 103", "peak_bytes < 100"}));
  EXPECT_EQ(Outcomes(result), "FpFF");
  EXPECT_EQ(result.verdicts[0].after, 100);
  EXPECT_EQ(result.verdicts[0].excess, 1);
  EXPECT_EQ(result.verdicts[2].excess, 3);
  EXPECT_EQ(result.verdicts[3].excess, 0);
  EXPECT_EQ(result.verdicts[0].test, "prog");
  EXPECT_FALSE(result.passed());
  EXPECT_TRUE(JudgeRun(Limits({"peak_bytes <= 100"})).passed());
}

TEST(Judge, PartsAndTheRestSumToTheValue) {
  analysis::Report report = ExampleRun();
  report.usage.clear();
  for (int i = 1; i <= 9; ++i) {
    analysis::Usage& usage = report.usage.emplace_back();
    usage.site.line = i;
    usage.alloc_bytes = i * 100;
  }
  const CheckResult result = JudgeRun(Limits({"alloc_bytes <= 1"}), report);
  const Verdict& verdict = result.verdicts[0];
  ASSERT_EQ(verdict.contributions.size(), kMaxContributions);
  EXPECT_EQ(verdict.contributions[0].site.line, 9);
  int64_t sum = verdict.other_delta;
  for (const Contribution& part : verdict.contributions) sum += part.delta();
  EXPECT_EQ(sum, verdict.after);
  EXPECT_EQ(verdict.other_places, 4);
  EXPECT_THAT(JudgeRun(Limits({"alloc_bytes >= 1"}), report).verdicts[0].contributions, IsEmpty());
}

TEST(Judge, EachScopeThatMatchesIsJudgedByItself) {
  const CheckResult result = JudgeRun(Limits({"copy_count @scope=* <= 1"}));
  ASSERT_EQ(Outcomes(result), "pF");
  EXPECT_EQ(result.verdicts[0].scope, "load");
  EXPECT_EQ(result.verdicts[1].scope, "step");
  EXPECT_EQ(Outcomes(JudgeRun(Limits({"peak_bytes @scope=load <= 40"}))), "p");
  EXPECT_EQ(Outcomes(JudgeRun(Limits({"peak_bytes @scope=step <= 40"}))), "F");
}

TEST(Judge, AScopeThatIsNotThereIsNotJudged) {
  const CheckResult result = JudgeRun(Limits({"copy_count @scope=stpe <= 9"}));
  EXPECT_EQ(Outcomes(result), "-");
  EXPECT_THAT(result.verdicts[0].reason, HasSubstr("did you mean 'step'?"));
  EXPECT_FALSE(result.passed());
}

TEST(Judge, ASiteWithoutCopiesHasNone) {
  EXPECT_EQ(Outcomes(JudgeRun(Limits({"copies@src/b.cc <= 0", "copies@src/a.cc <= 2"}))), "pF");
}

TEST(Judge, WhatTheTraceDoesNotTellIsNotJudged) {
  analysis::Report cut = ExampleRun();
  cut.trace.truncated = true;
  JudgeOptions options = Limits({"leak_count == 0", "peak_bytes <= 100"});
  const CheckResult refused = JudgeRun(options, cut);
  ASSERT_EQ(refused.refused.size(), 1u);
  EXPECT_THAT(refused.refused[0].message, HasSubstr("--allow-truncated"));
  EXPECT_FALSE(refused.passed());
  options.allow_truncated = true;
  const CheckResult result = JudgeRun(options, cut);
  EXPECT_EQ(Outcomes(result), "-p");
  EXPECT_FALSE(result.passed());
}

TEST(Judge, OfMissingEventsOnlyWhatIsOverInAnyCaseFails) {
  analysis::Report lost = ExampleRun();
  lost.trace.lost_events = 5;
  const CheckResult result =
      JudgeRun(Limits({"peak_bytes <= 99", "peak_bytes <= 100", "peak_bytes >= 200",
                       "leak_count == 1", "lost_events <= 4"}),
               lost);
  EXPECT_EQ(Outcomes(result), "F---F");
}

TEST(Judge, StrictAllowsNoAnomalies) {
  analysis::Report report = ExampleRun();
  report.trace.anomalies["double_free"].count = 2;
  JudgeOptions options = Limits({"peak_bytes <= 100"});
  EXPECT_TRUE(JudgeRun(options, report).passed());
  options.strict = true;
  EXPECT_THAT(JudgeRun(options, report).refused[0].message, HasSubstr("2 anomalies"));
}

TEST(Judge, ConfigurationsNameDefaultsTestsScopesAndSites) {
  JudgeOptions options;
  options.config = ParseConfig(R"({
    "defaults": {"limits": {"peak_bytes": {"max": 10}, "copy_count": {"max": 3, "min": 3}}},
    "scopes": [{"match": "prog", "limits": {"peak_bytes": {"max": 100}}},
               {"match": "step", "limits": {"copy_count": {"max": 1}}},
               {"match": "other", "limits": {"copy_count": {"max": 0}}}],
    "sites": [{"match": "src/*", "limits": {"copy_count": {"max": 2}}}]})",
                               "tidemark.json")
                       .value();
  const CheckResult result = JudgeRun(options);
  // The step's, the defaults' two, the test's own peak, the site's.
  EXPECT_EQ(Outcomes(result), "FpppF");
  EXPECT_EQ(result.verdicts[0].limit_source, "tidemark.json");
}

TEST(Judge, SuppressionsCoverFindingsUntilTheyExpire) {
  const auto with = [](const char* more) {
    JudgeOptions options = Limits({"leak_count == 0"});
    options.config = ParseConfig(std::string(R"({"suppressions": [{"rule": "leak", )") + more +
                                     R"(, "reason": "by design"}]})",
                                 "c.json")
                         .value();
    return JudgeRun(options);
  };
  const CheckResult covered = with(R"("site": "src/a.cc:f")");
  EXPECT_TRUE(covered.passed());
  ASSERT_EQ(covered.allowed.size(), 1u);
  EXPECT_EQ(covered.allowed[0].reason, "by design");
  EXPECT_EQ(covered.allowed[0].source, "c.json:1");
  EXPECT_TRUE(with(R"("site": "a.cc", "expires": "2026-06-15")").passed());
  const CheckResult expired = with(R"("site": "a.cc", "expires": "2026-06-14")");
  EXPECT_EQ(Outcomes(expired), "FF");
  EXPECT_THAT(expired.verdicts[1].reason, HasSubstr("expired on 2026-06-14"));
  const CheckResult stale = with(R"("site": "b.cc")");
  EXPECT_EQ(Outcomes(stale), "FF");
  EXPECT_THAT(stale.verdicts[1].reason, HasSubstr("covers nothing"));
  // Of another test it says nothing here.
  EXPECT_EQ(Outcomes(with(R"("site": "b.cc", "test": "other")")), "F");
}

TEST(Judge, FailsOnLeaksAndSlackWhereItIsAskedTo) {
  JudgeOptions options = Limits({"peak_bytes <= 111", "peak_bytes <= 112"});
  options.fail_on = ParseFailOn("leak,slack").value();
  const CheckResult result = JudgeRun(options);
  EXPECT_EQ(Outcomes(result), "ppFF");
  EXPECT_EQ(result.verdicts[2].rule, "slack");
  EXPECT_EQ(result.verdicts[3].rule, "leak");
  EXPECT_THAT(std::string(ParseFailOn("leek").status().message()),
              HasSubstr("did you mean 'leak'"));
}

TEST(Judge, FingerprintsAreUniqueAndDoNotDependOnLines) {
  const JudgeOptions options = Limits({"copy_count <= 0", "copy_count <= 0", "leak_count == 0"});
  analysis::Report moved = ExampleRun();
  for (analysis::Usage& usage : moved.usage) usage.site.line += 500;
  const CheckResult a = JudgeRun(options);
  const CheckResult b = JudgeRun(options, moved);
  std::set<std::string> seen;
  for (size_t i = 0; i < a.verdicts.size(); ++i) {
    EXPECT_EQ(a.verdicts[i].fingerprint, b.verdicts[i].fingerprint);
    EXPECT_TRUE(seen.insert(a.verdicts[i].fingerprint).second);
  }
}

TEST(SelfTest, EveryMetricsLimitFiresWhenPushed) {
  JudgeOptions options;
  for (const Metric& metric : AllMetrics()) {
    const std::string name(metric.name);
    options.limits.push_back(ParseLimit(name + " <= 1000").value());
    options.limits.push_back(ParseLimit(name + " >= 1").value());
    if (metric.about == About::kRecording) continue;
    options.limits.push_back(ParseLimit(name + " @scope=new?/* <= 1000").value());
    options.limits.push_back(ParseLimit(name + "@*/never.cc <= 1000").value());
  }
  const analysis::Report report = ExampleRun();
  const CheckResult result =
      SelfTest({{.file = "run.json", .test = "prog", .report = report}}, options);
  for (const Verdict& verdict : result.verdicts) {
    EXPECT_EQ(verdict.outcome, Outcome::kPassed) << verdict.limit_text << ": " << verdict.reason;
  }
  EXPECT_EQ(result.verdicts.size(), options.limits.size());
}

TEST(SelfTest, NoticesALimitThatGuardsNothing) {
  const CheckResult result =
      SelfTest({{.file = "run.json", .test = "prog", .report = ExampleRun()}},
               Limits({"copy_count >= 0", "copy_count <= 9223372036854775807", "copy_count <= 0"}));
  EXPECT_EQ(Outcomes(result), "FFp");
}

}  // namespace
}  // namespace tidemark::gate
