#include "tidemark/gate/judge/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

analysis::Report ReportWithPeak(int64_t bytes) {
  analysis::Report report;
  report.trace.events = 3;
  report.peak.bytes = bytes;
  return report;
}

std::vector<Limit> Limits(const std::vector<std::string>& texts) {
  std::vector<Limit> limits;
  for (const std::string& text : texts) limits.push_back(ParseLimit(text).value());
  return limits;
}

TEST(Judge, JudgesEveryLimitAndSaysByHowMuch) {
  const TraceVerdicts verdicts = Judge(
      "run.json", ReportWithPeak(100),
      Limits({"peak_bytes <= 99", "peak_bytes <= 100", "peak_bytes >= 103", "peak_bytes < 100"}));
  ASSERT_EQ(verdicts.verdicts.size(), 4u);
  EXPECT_FALSE(verdicts.verdicts[0].passed);
  EXPECT_EQ(verdicts.verdicts[0].actual, 100);
  EXPECT_EQ(verdicts.verdicts[0].excess, 1);
  EXPECT_TRUE(verdicts.verdicts[1].passed);
  EXPECT_FALSE(verdicts.verdicts[2].passed);
  EXPECT_EQ(verdicts.verdicts[2].excess, 3);
  EXPECT_FALSE(verdicts.verdicts[3].passed);
  EXPECT_EQ(verdicts.verdicts[3].excess, 0);
  CheckResult result;
  result.traces = {verdicts, verdicts};
  EXPECT_EQ(result.judged(), 8);
  EXPECT_EQ(result.failures(), 6);
}

TEST(Judge, NamesTheLargestSitesOfAFailureOnly) {
  analysis::Report report = ReportWithPeak(700);
  for (int i = 0; i < 7; ++i) report.peak.sites.push_back({{"a.cc", i, "", ""}, 100, 1});
  const TraceVerdicts verdicts =
      Judge("run.json", report, Limits({"peak_bytes <= 1", "peak_bytes <= 700"}));
  EXPECT_EQ(verdicts.verdicts[0].sites.size(), kMaxSites);
  EXPECT_EQ(verdicts.verdicts[0].other_sites, 2);
  EXPECT_THAT(verdicts.verdicts[1].sites, IsEmpty());
}

TEST(Judge, OrdersTheSitesOfACountByCount) {
  analysis::Report report;
  report.totals.copy_count = 10;
  report.origins.copies = {{{"large.cc", 1, "", ""}, 1000, 1}, {{"often.cc", 1, "", ""}, 9, 9}};
  const TraceVerdicts verdicts =
      Judge("run.json", report, Limits({"copy_count == 0", "copy_bytes > 1MiB"}));
  EXPECT_EQ(verdicts.verdicts[0].sites[0].site.file, "often.cc");
  EXPECT_EQ(verdicts.verdicts[1].sites[0].site.file, "large.cc");
}

TEST(Judge, WarnsOfDoubtfulFigures) {
  analysis::Report report = ReportWithPeak(1);
  const std::vector<Limit> limits = Limits({"peak_bytes <= 1"});
  EXPECT_THAT(Judge("run.json", report, limits).warnings, IsEmpty());
  report.trace.truncated = true;
  report.trace.lost_events = 3;
  report.trace.bad_lines_skipped = 1;
  report.trace.anomalies["double_free"].count = 2;
  EXPECT_EQ(Judge("run.json", report, limits).warnings.size(), 4u);
}

TEST(Admissible, RefusesATruncatedTraceUnlessAllowed) {
  analysis::Report report = ReportWithPeak(1);
  EXPECT_TRUE(Admissible(report, {}).ok());
  report.trace.truncated = true;
  const absl::Status refused = Admissible(report, {});
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("--allow-truncated"));
  EXPECT_TRUE(Admissible(report, {.allow_truncated = true}).ok());
}

TEST(Judge, SaysWhichFiguresAreEstimates) {
  analysis::Report report = ReportWithPeak(100);
  const std::vector<Limit> limits = Limits({"peak_bytes <= 100", "copy_count == 0"});
  EXPECT_FALSE(Judge("run.tmk", report, limits).verdicts[0].estimated);
  report.trace.sample_bytes = 4096;
  const TraceVerdicts verdicts = Judge("run.tmk", report, limits);
  EXPECT_TRUE(verdicts.verdicts[0].estimated);
  EXPECT_TRUE(verdicts.verdicts[0].passed);
  // Copies are of arrays, which are never sampled.
  EXPECT_FALSE(verdicts.verdicts[1].estimated);
  ASSERT_EQ(verdicts.warnings.size(), 1u);
  EXPECT_THAT(verdicts.warnings[0], HasSubstr("one allocation every 4 KiB on average"));
}

TEST(Admissible, RefusesALimitOnWhatSamplesDoNotTell) {
  analysis::Report report = ReportWithPeak(1);
  const std::vector<Limit> limits = Limits({"peak_bytes <= 1", "temporary_count == 0"});
  EXPECT_TRUE(Admissible(report, {}, limits).ok());
  report.trace.sample_bytes = 4096;
  const absl::Status refused = Admissible(report, {}, limits);
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("do not tell temporary_count"));
  EXPECT_TRUE(Admissible(report, {}, Limits({"peak_bytes <= 1"})).ok());
  EXPECT_TRUE(Admissible(report, {}).ok());
}

TEST(Admissible, RefusesAnomaliesOnlyWhenStrict) {
  analysis::Report report = ReportWithPeak(1);
  EXPECT_TRUE(Admissible(report, {.strict = true}).ok());
  report.trace.anomalies["double_free"].count = 1;
  EXPECT_TRUE(Admissible(report, {}).ok());
  const absl::Status refused = Admissible(report, {.strict = true});
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("1 anomaly"));
}

}  // namespace
}  // namespace tidemark::gate
