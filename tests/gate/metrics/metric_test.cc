#include "tidemark/gate/metrics/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tidemark::gate {
namespace {

using ::testing::ElementsAre;

// Every figure that a metric may read has a value of its own, so that a mix-up shows.
analysis::Report DistinctReport() {
  analysis::Report report;
  report.peak.bytes = 1;
  report.totals = {.alloc_count = 2,
                   .alloc_bytes = 3,
                   .view_count = 4,
                   .copy_count = 5,
                   .copy_bytes = 6,
                   .temporary_count = 7,
                   .largest_alloc_bytes = 8,
                   .live_end_bytes = 9};
  report.copies.redundant_count = 10;
  report.copies.redundant_bytes = 11;
  report.leaks.bytes = 12;
  report.leaks.count = 13;
  report.pins = {{{}, 100, 90, 10}, {{}, 50, 46, 4}};
  report.trace.lost_events = 15;
  return report;
}

TEST(Metric, EachReadsItsOwnFigure) {
  const analysis::Report report = DistinctReport();
  const auto value = [&](const char* name) {
    const Metric* metric = FindMetric(name);
    return metric == nullptr ? -1 : metric->value(report);
  };
  EXPECT_EQ(value("peak_bytes"), 1);
  EXPECT_EQ(value("alloc_count"), 2);
  EXPECT_EQ(value("alloc_bytes"), 3);
  EXPECT_EQ(value("view_count"), 4);
  EXPECT_EQ(value("copy_count"), 5);
  EXPECT_EQ(value("copy_bytes"), 6);
  EXPECT_EQ(value("temporary_count"), 7);
  EXPECT_EQ(value("largest_alloc_bytes"), 8);
  EXPECT_EQ(value("live_end_bytes"), 9);
  EXPECT_EQ(value("redundant_copy_count"), 10);
  EXPECT_EQ(value("redundant_copy_bytes"), 11);
  EXPECT_EQ(value("leak_bytes"), 12);
  EXPECT_EQ(value("leak_count"), 13);
  EXPECT_EQ(value("pinned_bytes"), 14);
  EXPECT_EQ(value("lost_events"), 15);
}

TEST(Metric, NamesAreUniqueAndTellTheUnit) {
  std::set<std::string> names;
  for (const Metric& metric : AllMetrics()) {
    EXPECT_TRUE(names.insert(std::string(metric.name)).second) << metric.name;
    const bool bytes = metric.name.find("_bytes") != absl::string_view::npos;
    EXPECT_EQ(metric.unit == MetricUnit::kBytes, bytes) << metric.name;
    EXPECT_FALSE(metric.meaning.empty()) << metric.name;
  }
  EXPECT_EQ(names.size(), MetricNames().size());
  EXPECT_EQ(FindMetric("peak"), nullptr);
}

TEST(Metric, SitesOfRedundantCopiesAreThoseOfTheCopyRulesOnly) {
  analysis::Report report;
  const auto add = [&](const char* rule, analysis::Category category, const char* file,
                       int64_t bytes) {
    analysis::Finding finding;
    finding.rule = rule;
    finding.category = category;
    finding.site.file = file;
    finding.bytes = bytes;
    report.findings.push_back(finding);
  };
  add("unmodified-copy", analysis::Category::kRedundantCopy, "small.cc", 10);
  add("leak", analysis::Category::kLeak, "leak.cc", 999);
  add("pinned-base", analysis::Category::kOther, "pin.cc", 999);
  add("a-later-rule", analysis::Category::kRedundantCopy, "large.cc", 20);
  std::vector<std::string> files;
  for (const analysis::SiteBytes& entry : FindMetric("redundant_copy_bytes")->sites(report)) {
    files.push_back(entry.site.file);
  }
  EXPECT_THAT(files, ElementsAre("large.cc", "small.cc"));
}

TEST(Metric, PinnedBytesDoNotOverflow) {
  analysis::Report report;
  report.pins = {{{}, INT64_MAX, 1, INT64_MAX - 1}, {{}, INT64_MAX, 1, INT64_MAX - 1}};
  EXPECT_EQ(FindMetric("pinned_bytes")->value(report), INT64_MAX);
}

TEST(Metric, EachNamesTheSitesOfItsOwnFigure) {
  analysis::Report report;
  const auto site = [](const char* file) {
    return std::vector<analysis::SiteBytes>{{{file, 1, "", ""}, 10, 1}};
  };
  report.peak.sites = site("peak");
  report.leaks.sites = site("leak");
  report.origins = {site("alloc"), site("copy"), site("view"), site("temporary"), site("largest")};
  report.pins = {{{"pin", 1, "", ""}, 100, 10, 90}};
  const auto file = [&](const char* name) {
    const std::vector<analysis::SiteBytes> sites = FindMetric(name)->sites(report);
    return sites.size() == 1 ? sites[0].site.file : "";
  };
  EXPECT_EQ(file("peak_bytes"), "peak");
  EXPECT_EQ(file("live_end_bytes"), "leak");
  EXPECT_EQ(file("alloc_count"), "alloc");
  EXPECT_EQ(file("alloc_bytes"), "alloc");
  EXPECT_EQ(file("copy_count"), "copy");
  EXPECT_EQ(file("copy_bytes"), "copy");
  EXPECT_EQ(file("view_count"), "view");
  EXPECT_EQ(file("leak_bytes"), "leak");
  EXPECT_EQ(file("leak_count"), "leak");
  EXPECT_EQ(file("temporary_count"), "temporary");
  EXPECT_EQ(file("largest_alloc_bytes"), "largest");
  EXPECT_EQ(file("pinned_bytes"), "pin");
  EXPECT_EQ(file("lost_events"), "");
}

TEST(MetricValueText, IsExactAndReadable) {
  EXPECT_EQ(MetricValueText(MetricUnit::kCount, 1500), "1500");
  EXPECT_EQ(MetricValueText(MetricUnit::kBytes, 80), "80 B");
  EXPECT_EQ(MetricValueText(MetricUnit::kBytes, 1500), "1.46 KiB (1500 B)");
}

}  // namespace
}  // namespace tidemark::gate
