#include "tidemark/gate/judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tidemark/gate/judge/baseline_judge.h"

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
    // Only of two traces: see SelfTest.WhatABaselineAllowsFiresToo.
    if (metric.about == About::kChange) continue;
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

// ExampleRun against the baseline of another.
class BaselineJudge {
 public:
  explicit BaselineJudge(const analysis::Report& before) {
    const JudgedTrace trace{.file = "old.json", .test = "prog", .report = before};
    baseline_ = FileBaselineOf({&trace}, {});
  }
  explicit BaselineJudge(const std::function<void(analysis::Report*)>& change) {
    analysis::Report before = ExampleRun();
    change(&before);
    *this = BaselineJudge(before);
  }

  // Only the verdicts that do not pass; whether suppressions are stale is not asked here.
  std::vector<Verdict> Judge(JudgeOptions options,
                             const analysis::Report& now = ExampleRun()) const {
    options.baseline = &baseline_;
    options.baseline_file = "b.json";
    std::vector<Verdict> verdicts = JudgeRun(options, now).verdicts;
    std::erase_if(verdicts, [](const Verdict& verdict) {
      return verdict.outcome == Outcome::kPassed || verdict.rule == "suppression";
    });
    return verdicts;
  }

  const Baseline& baseline() const { return baseline_; }

 private:
  Baseline baseline_;
};

JudgeOptions Configured(const std::string& text) {
  JudgeOptions options;
  options.config = ParseConfig(text, "t.json").value();
  options.today = "2026-06-15";
  return options;
}

TEST(JudgeBaseline, AllowsWhatTheConfigurationAllows) {
  const BaselineJudge judge([](analysis::Report* report) {
    report->peak.bytes = 80;
    report->usage[0].peak_bytes = 40;
  });
  const std::vector<Verdict> strict = judge.Judge({});
  ASSERT_EQ(strict.size(), 1u);
  EXPECT_EQ(strict[0].metric, "peak_bytes");
  EXPECT_EQ(strict[0].limit_source, "b.json");
  EXPECT_EQ(strict[0].excess, 20);
  const auto peak = [](const std::string& bounds) {
    return Configured(R"({"defaults": {"limits": {"peak_bytes": )" + bounds + "}}}");
  };
  EXPECT_THAT(judge.Judge(peak(R"({"max_increase_pct": 25})")), IsEmpty());
  EXPECT_THAT(judge.Judge(peak(R"({"max_increase_bytes": 20})")), IsEmpty());
  EXPECT_EQ(judge.Judge(peak(R"({"max_increase_bytes": 19})")).size(), 1u);
  // All stated bounds must hold.
  const std::vector<Verdict> both =
      judge.Judge(peak(R"({"max_increase_pct": 25, "max_increase_bytes": 19})"));
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both[0].limit, 99);
  EXPECT_EQ(both[0].excess, 1);
  EXPECT_EQ(both[0].limit_source, "t.json");
  EXPECT_THAT(both[0].limit_text, HasSubstr("baseline + 19 B"));
}

TEST(JudgeBaseline, BoundsOfOtherMetricsScopesAndSites) {
  const BaselineJudge judge([](analysis::Report* report) { report->usage[0].copy_count = 1; });
  EXPECT_THAT(judge.Judge({}), IsEmpty());  // copies are counted, but only their bytes are bounded
  const auto copies = [](const std::string& group) {
    return Configured(R"({)" + group + R"("limits": {"copy_count": {"max_increase_count": 0}}}]})");
  };
  const std::vector<Verdict> of_scope = judge.Judge(copies(R"("scopes": [{"match": "st*", )"));
  ASSERT_EQ(of_scope.size(), 1u);
  EXPECT_EQ(of_scope[0].scope, "step");
  EXPECT_EQ(*of_scope[0].before, 1);
  EXPECT_EQ(of_scope[0].after, 2);
  EXPECT_THAT(judge.Judge(copies(R"("scopes": [{"match": "load", )")), IsEmpty());
  EXPECT_EQ(judge.Judge(copies(R"("scopes": [{"match": "prog", )")).size(), 1u);  // the test
  EXPECT_EQ(judge.Judge(copies(R"("sites": [{"match": "src/a.cc", )")).size(), 1u);
  EXPECT_THAT(judge.Judge(copies(R"("sites": [{"match": "src/b.cc", )")), IsEmpty());
}

TEST(JudgeBaseline, ReuseThatIsLostIsLimited) {
  const auto with_operations = [](int64_t reused) {
    analysis::Report report = ExampleRun();
    analysis::Usage& operation = report.usage.emplace_back(report.usage[0]);
    operation.kind = "op:add";
    operation.copy_count = operation.peak_bytes = 0;
    operation.op_count = 10;
    operation.reused_ops = reused;
    return report;
  };
  const BaselineJudge judge(with_operations(10));
  EXPECT_THAT(judge.Judge({}, with_operations(10)), IsEmpty());
  const std::vector<Verdict> lost = judge.Judge({}, with_operations(7));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].rule, "lost-reuse");
  EXPECT_EQ(lost[0].after, 3);
  EXPECT_EQ(lost[0].limit, 0);
  EXPECT_THAT(judge.Judge(Limits({"lost_reuse <= 3"}), with_operations(7)), IsEmpty());
  const std::vector<Verdict> limited =
      judge.Judge(Limits({"lost_reuse @scope=step <= 2"}), with_operations(7));
  ASSERT_EQ(limited.size(), 2u);  // of the whole none may be lost, for no limit says otherwise
  EXPECT_EQ(limited[1].limit_text, "lost_reuse @scope=step <= 2");
  // Without a baseline nobody knows.
  EXPECT_EQ(Outcomes(JudgeRun(Limits({"lost_reuse <= 0"}))), "-");
}

TEST(JudgeBaseline, NewPlacesFailWhereAsked) {
  const BaselineJudge judge([](analysis::Report*) {});
  analysis::Report now = ExampleRun();
  analysis::Usage& added = now.usage.emplace_back();
  added.site = {.file = "src/b.cc", .line = 5, .function = "g", .label = ""};
  added.kind = "array";
  added.alloc_count = 3;
  EXPECT_THAT(judge.Judge({}, now), IsEmpty());
  JudgeOptions options;
  options.fail_on = ParseFailOn("regression,new-site").value();
  const std::vector<Verdict> verdicts = judge.Judge(options, now);
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_EQ(verdicts[0].rule, "new-site");
  EXPECT_EQ(verdicts[0].after, 1);
  ASSERT_EQ(verdicts[0].contributions.size(), 1u);
  EXPECT_EQ(verdicts[0].contributions[0].site.file, "src/b.cc");
  EXPECT_THAT(judge.Judge(options), IsEmpty());
}

TEST(JudgeBaseline, WhatIsSuppressedIsOutOfBothSides) {
  const auto with_copies = [](int64_t suppressed, int64_t other) {
    analysis::Report report = ExampleRun();
    report.usage[0].findings = {
        {"unmodified-copy", analysis::Category::kRedundantCopy, 1, suppressed}};
    report.usage[1].findings = {{"dead-source-copy", analysis::Category::kRedundantCopy, 1, other}};
    return report;
  };
  const JudgeOptions allowing = Configured(
      R"({"suppressions": [{"rule": "unmodified-copy", "site": "src/a.cc:10", "reason": "API"}]})");
  const BaselineJudge judge(with_copies(500, 100));
  EXPECT_THAT(judge.Judge(allowing, with_copies(500, 100)), IsEmpty());
  EXPECT_THAT(judge.Judge(allowing, with_copies(900, 100)), IsEmpty());
  // What is suppressed makes no room for something else.
  const std::vector<Verdict> more = judge.Judge(allowing, with_copies(500, 101));
  ASSERT_EQ(more.size(), 1u);
  EXPECT_EQ(more[0].metric, "redundant_copy_bytes");
  EXPECT_EQ(more[0].after - *more[0].before, 1);
}

TEST(Judge, SlopesAreToldByAllTracesTogether) {
  std::vector<JudgedTrace> traces;
  for (const int64_t n : {1000, 2000, 4000}) {
    JudgedTrace& trace = traces.emplace_back();
    trace.file = "run-n" + std::to_string(n) + ".json";
    trace.test = trace.report.trace.program = "prog";
    trace.report.trace.events = 1;
    trace.report.peak.bytes = 24 * n + (1 << 20);
  }
  const CheckResult kept = Judge(traces, Limits({"slope(peak_bytes, n) <= 24"}));
  EXPECT_EQ(Outcomes(kept), "p");
  EXPECT_NEAR(kept.verdicts[0].fractions->after, 24, 1e-6);
  const CheckResult over = Judge(traces, Limits({"slope(peak_bytes, n) <= 23.5"}));
  EXPECT_EQ(Outcomes(over), "F");
  EXPECT_THAT(over.verdicts[0].reason, HasSubstr("24 B for each of n, from 3 sizes"));
  EXPECT_THAT(over.verdicts[0].inspect_command, HasSubstr("tidemark fit run-n1000.json"));
  EXPECT_GT(over.verdicts[0].excess, 0);
  const JudgeOptions configured =
      Configured(R"json({"defaults": {"limits": {"slope(peak_bytes, n)": {"max": 20}}}})json");
  EXPECT_EQ(Outcomes(Judge(traces, configured)), "F");
  // Two sizes tell no law; names without a size tell nothing.
  traces.pop_back();
  EXPECT_EQ(Outcomes(Judge(traces, Limits({"slope(peak_bytes, n) <= 24"}))), "-");
  traces[0].file = "run.json";
  EXPECT_EQ(Outcomes(Judge(traces, Limits({"slope(peak_bytes, n) <= 24"}))), "-");
}

TEST(SelfTest, WhatABaselineAllowsFiresToo) {
  const BaselineJudge judge([](analysis::Report*) {});
  JudgeOptions options = Configured(R"json({
    "defaults": {"limits": {"peak_bytes": {"max_increase_pct": 300}, "lost_reuse": {"max": 5},
                            "slope(alloc_count, n)": {"max": 3}}},
    "scopes": [{"match": "st*", "limits": {"copy_count": {"max_increase_count": 7}}}]})json");
  options.baseline = &judge.baseline();
  options.baseline_file = "b.json";
  const std::vector<JudgedTrace> traces = {
      {.file = "run.json", .test = "prog", .report = ExampleRun()}};
  const CheckResult result = SelfTest(traces, options);
  for (const Verdict& verdict : result.verdicts) {
    EXPECT_EQ(verdict.outcome, Outcome::kPassed) << verdict.metric << " " << verdict.limit_text;
  }
  EXPECT_EQ(result.verdicts.size(), 7u);  // two limits, four figures, the scope's copies
  options.config.defaults.increases[0].amount = INT64_MAX;
  options.config.defaults.increases[0].percent.reset();
  EXPECT_FALSE(SelfTest(traces, options).passed());
}

TEST(SelfTest, NoticesALimitThatGuardsNothing) {
  const CheckResult result =
      SelfTest({{.file = "run.json", .test = "prog", .report = ExampleRun()}},
               Limits({"copy_count >= 0", "copy_count <= 9223372036854775807", "copy_count <= 0"}));
  EXPECT_EQ(Outcomes(result), "FFp");
}

}  // namespace
}  // namespace tidemark::gate
