#include "tidemark/gate/metrics/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;

analysis::Usage UsageAt(const char* file, const char* scope = "") {
  analysis::Usage usage;
  usage.site = {.file = file, .line = 1, .function = "f", .label = ""};
  usage.scope = scope;
  usage.kind = "array";
  return usage;
}

// Every figure that a metric may read has a value of its own, so that a mix-up shows.
analysis::Report DistinctReport() {
  analysis::Report report;
  analysis::Usage usage = UsageAt("a.cc");
  usage.alloc_count = 2;
  usage.alloc_bytes = 3;
  usage.view_count = 4;
  usage.copy_count = 5;
  usage.copy_bytes = 6;
  usage.temporary_count = 7;
  usage.largest_bytes = 8;
  usage.live_end_bytes = 9;
  usage.resize_count = 16;
  usage.reused_ops = 17;
  usage.excess_bytes = 18;
  usage.findings = {{"unmodified-copy", analysis::Category::kRedundantCopy, 10, 11},
                    {"leak", analysis::Category::kLeak, 13, 12},
                    {"pinned-base", analysis::Category::kOther, 1, 14}};
  report.usage = {usage};
  report.peak.bytes = 1;
  report.trace.lost_events = 15;
  return report;
}

TEST(Metric, EachReadsItsOwnFigure) {
  const analysis::Report report = DistinctReport();
  const std::pair<const char*, int64_t> expected[] = {{"peak_bytes", 1},
                                                      {"alloc_count", 2},
                                                      {"alloc_bytes", 3},
                                                      {"view_count", 4},
                                                      {"copy_count", 5},
                                                      {"copy_bytes", 6},
                                                      {"temporary_count", 7},
                                                      {"largest_alloc_bytes", 8},
                                                      {"live_end_bytes", 9},
                                                      {"redundant_copy_count", 10},
                                                      {"redundant_copy_bytes", 11},
                                                      {"leak_bytes", 12},
                                                      {"leak_count", 13},
                                                      {"pinned_bytes", 14},
                                                      {"lost_events", 15},
                                                      {"resize_count", 16},
                                                      {"reused_ops", 17},
                                                      {"lost_reuse", 0},  // of two traces only
                                                      {"widest_dtype_bytes", 18}};
  for (const auto& [name, value] : expected) {
    const Metric* metric = FindMetric(name);
    ASSERT_NE(metric, nullptr) << name;
    EXPECT_EQ(ValueOf(*metric, report, {}), value) << name;
  }
  EXPECT_EQ(std::size(expected), AllMetrics().size());
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
  EXPECT_EQ(FindMetric("copies"), FindMetric("copy_count"));
}

TEST(Metric, SelectsByScopeWithWhatIsWithinAndBySite) {
  analysis::Report report;
  int64_t amount = 1;
  for (const char* scope : {"", "train", "train/step", "trainer", "eval/train"}) {
    for (const char* file : {"src/a.cc", "src/b.cc"}) {
      report.usage.push_back(UsageAt(file, scope));
      report.usage.back().copy_count = amount;
      amount *= 2;
    }
  }
  const Metric& copies = *FindMetric("copy_count");
  EXPECT_EQ(ValueOf(copies, report, {}), 1023);
  EXPECT_EQ(ValueOf(copies, report, {.scope = "train"}), 4 + 8 + 16 + 32);
  EXPECT_EQ(ValueOf(copies, report, {.scope = "train/step"}), 16 + 32);
  EXPECT_EQ(ValueOf(copies, report, {.site = "b.cc"}), 2 + 8 + 32 + 128 + 512);
  EXPECT_EQ(ValueOf(copies, report, {.scope = "train", .site = "a.cc"}), 4 + 16);
  EXPECT_EQ(ValueOf(copies, report, {.site = "c.cc"}), 0);
}

TEST(Metric, ThePeakOfAScopeIsTheProgramsWhileItWasOpen) {
  analysis::Report report = DistinctReport();
  report.usage[0].scope = "step";
  report.usage[0].peak_bytes = 40;
  report.peak.bytes = 100;
  report.scopes = {{.path = "step", .entered = 2, .peak_bytes = 70, .peak_t = 0}};
  const Metric& peak = *FindMetric("peak_bytes");
  EXPECT_EQ(ValueOf(peak, report, {}), 100);
  EXPECT_EQ(ValueOf(peak, report, {.scope = "step"}), 70);
  EXPECT_EQ(ValueOf(peak, report, {.site = "a.cc"}), 40);
}

TEST(Metric, PartsSumToTheValueAndTheLargestComesFirst) {
  analysis::Report report;
  for (int i = 1; i <= 4; ++i) {
    report.usage.push_back(UsageAt("a.cc", i % 2 == 0 ? "x" : ""));
    report.usage.back().site.line = i / 3;
    report.usage.back().alloc_bytes = i;
  }
  const std::vector<Contribution> parts = PartsOf(*FindMetric("alloc_bytes"), report, {});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].after, 7);
  EXPECT_EQ(parts[0].site.line, 1);
  EXPECT_EQ(parts[1].after, 3);
}

TEST(Metric, WhatIsSuppressedDoesNotCount) {
  const analysis::Report report = DistinctReport();
  const Selection selection{
      .scope = "", .site = "", .suppressed = [](const std::string& rule, const auto& site) {
        return rule == "leak" && site.file == "a.cc";
      }};
  EXPECT_EQ(ValueOf(*FindMetric("leak_count"), report, selection), 0);
  EXPECT_EQ(ValueOf(*FindMetric("redundant_copy_count"), report, selection), 10);
}

TEST(Metric, SumsDoNotOverflow) {
  analysis::Report report;
  report.usage = {UsageAt("a.cc"), UsageAt("b.cc")};
  for (analysis::Usage& usage : report.usage) usage.alloc_bytes = INT64_MAX - 1;
  EXPECT_EQ(ValueOf(*FindMetric("alloc_bytes"), report, {}), INT64_MAX);
}

TEST(WhyUnknown, SaysWhatTheTraceDoesNotTell) {
  const auto why = [](const char* metric, auto change) {
    analysis::Report report;
    change(&report);
    return WhyUnknown(*FindMetric(metric), report);
  };
  const auto nothing = [](analysis::Report*) {};
  const auto cut = [](analysis::Report* r) { r->trace.truncated = true; };
  const auto sampled = [](analysis::Report* r) { r->trace.sample_bytes = 4096; };
  const auto heap = [](analysis::Report* r) { r->trace.heap_only = true; };
  const auto lost = [](analysis::Report* r) { r->trace.lost_events = 1; };
  const auto bad = [](analysis::Report* r) { r->trace.bad_lines_skipped = 2; };
  const auto scanned = [](analysis::Report* r) { r->values_scanned = true; };
  for (const Metric& metric : AllMetrics()) {
    const bool unknown = metric.name == "widest_dtype_bytes" || metric.name == "lost_reuse";
    EXPECT_EQ(why(metric.name.data(), nothing).empty(), !unknown) << metric.name;
  }
  EXPECT_THAT(why("lost_reuse", nothing), HasSubstr("--baseline"));
  EXPECT_THAT(why("leak_count", cut), HasSubstr("no end"));
  EXPECT_EQ(why("peak_bytes", cut), "");
  EXPECT_THAT(why("temporary_count", sampled), HasSubstr("--sample"));
  EXPECT_EQ(why("peak_bytes", sampled), "");
  EXPECT_THAT(why("copy_count", heap), HasSubstr("not recorded"));
  EXPECT_EQ(why("alloc_count", heap), "");
  EXPECT_THAT(why("peak_bytes", lost), HasSubstr("lost 1 event"));
  EXPECT_EQ(why("lost_events", lost), "");
  EXPECT_THAT(why("leak_count", bad), HasSubstr("2 lines"));
  EXPECT_EQ(why("widest_dtype_bytes", scanned), "");
}

TEST(MetricValueText, IsExactAndReadable) {
  EXPECT_EQ(MetricValueText(MetricUnit::kCount, 1500), "1500");
  EXPECT_EQ(MetricValueText(MetricUnit::kBytes, 80), "80 B");
  EXPECT_EQ(MetricValueText(MetricUnit::kBytes, 1500), "1.46 KiB (1500 B)");
}

}  // namespace
}  // namespace tidemark::gate
