// Sums of reports: what adds up, and that neither order nor grouping makes a difference.
#include "tidemark/merge/merge_reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_generator.h"
#include "tests/merge/trace_files.h"

namespace tidemark::merge {
namespace {

using analysis::Finding;
using analysis::Report;

Sum Randomly(uint64_t seed) {
  Report report =
      (seed % 4 == 0 ? analysis::RandomIllegalTrace(seed, 4) : analysis::RandomLegalTrace(seed))
          .Analyzed();
  report.trace.files = {absl::StrCat("t", seed)};
  report.trace.program = absl::StrCat("p", seed % 2);
  return SumOf(std::move(report));
}

std::string FiguresOfSum(Sum sum) {
  // The words are those of the largest part.
  for (Finding& finding : sum.report.findings) {
    finding.message.clear();
    finding.advice.clear();
    finding.evidence.clear();
  }
  return absl::StrCat(Figures(sum.report), "at most ", sum.peak_at_most);
}

TEST(MergeReportsTest, IsAssociativeAndCommutative) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const auto of = [&](uint64_t i) { return Randomly(seed * 3 + i); };
    const std::string all = FiguresOfSum(MergeReports({of(0), of(1), of(2)}));
    EXPECT_EQ(FiguresOfSum(MergeReports({MergeReports({of(0), of(1)}), of(2)})), all)
        << "seed " << seed;
    EXPECT_EQ(FiguresOfSum(MergeReports({of(0), MergeReports({of(1), of(2)})})), all)
        << "seed " << seed;
    EXPECT_EQ(FiguresOfSum(MergeReports({of(2), of(0), of(1)})), all) << "seed " << seed;
  }
}

TEST(MergeReportsTest, OfOneIsThatOne) {
  const Sum sum = Randomly(5);
  EXPECT_EQ(FiguresOfSum(MergeReports({sum})), FiguresOfSum(sum));
}

int64_t BytesOf(const std::vector<analysis::SiteBytes>& sites) {
  int64_t bytes = 0;
  for (const analysis::SiteBytes& entry : sites) bytes += entry.bytes;
  return bytes;
}

TEST(MergeReportsTest, TotalsAreSumsAndThoseOfTheirPlaces) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Sum> parts = {Randomly(seed), Randomly(seed + 100), Randomly(seed + 200)};
    const Report merged = MergeReports(parts).report;
    int64_t alloc_bytes = 0;
    int64_t copies = 0;
    int64_t redundant = 0;
    int64_t leaks = 0;
    int64_t findings = 0;
    int64_t peaks = 0;
    for (const Sum& part : parts) {
      alloc_bytes += part.report.totals.alloc_bytes;
      copies += part.report.copies.bytes;
      redundant += part.report.copies.redundant_bytes;
      leaks += part.report.leaks.bytes;
      peaks += part.report.peak.bytes;
      for (const Finding& finding : part.report.findings) findings += finding.count;
    }
    EXPECT_EQ(merged.totals.alloc_bytes, alloc_bytes);
    EXPECT_EQ(BytesOf(merged.origins.allocs), alloc_bytes);
    EXPECT_EQ(merged.copies.bytes, copies);
    EXPECT_EQ(BytesOf(merged.origins.copies), copies);
    EXPECT_EQ(merged.copies.redundant_bytes, redundant);
    EXPECT_EQ(merged.leaks.bytes, leaks);
    EXPECT_EQ(BytesOf(merged.leaks.sites), leaks);
    EXPECT_EQ(BytesOf(merged.peak.sites), merged.peak.bytes);
    EXPECT_EQ(MergeReports(parts).peak_at_most, peaks);
    for (const Finding& finding : merged.findings) findings -= finding.count;
    EXPECT_EQ(findings, 0);
  }
}

Report WithFinding(int64_t bytes, const std::string& message) {
  Report report;
  report.findings.push_back({.rule = "noop-cast",
                             .site = {.file = "a.cc", .line = 3, .function = "f", .label = ""},
                             .count = 2,
                             .bytes = bytes,
                             .peak_saving_bytes = bytes,
                             .message = message,
                             .advice = "advice",
                             .evidence = {}});
  return report;
}

TEST(MergeReportsTest, AFindingOfSeveralTracesSaysWhoseWordsItHas) {
  const Report merged =
      MergeReports({SumOf(WithFinding(10, "10 B")), SumOf(WithFinding(30, "30 B")),
                    SumOf(WithFinding(20, "20 B; mending it alone does not lower the peak"))})
          .report;
  ASSERT_EQ(merged.findings.size(), 1U);
  const Finding& finding = merged.findings.front();
  EXPECT_EQ(finding.count, 6);
  EXPECT_EQ(finding.bytes, 60);
  EXPECT_EQ(finding.message, "where it is largest: 30 B");
  // What it saves of the peak of all is not known.
  EXPECT_EQ(finding.peak_saving_bytes, 0);
  EXPECT_FALSE(finding.tells_saving);
}

TEST(MergeReportsTest, FiguresThatAreTooLargeSaturate) {
  Report report;
  report.totals.alloc_bytes = INT64_MAX - 1;
  report.peak.bytes = INT64_MAX - 1;
  report.leaks.bytes = INT64_MAX - 1;
  const Sum merged = MergeReports({SumOf(report), SumOf(report)});
  EXPECT_EQ(merged.report.totals.alloc_bytes, INT64_MAX);
  EXPECT_EQ(merged.report.leaks.bytes, INT64_MAX);
  EXPECT_EQ(merged.peak_at_most, INT64_MAX);
}

}  // namespace
}  // namespace tidemark::merge
