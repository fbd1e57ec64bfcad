#include "tidemark/gate/growth/growth_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/fit_json.h"
#include "tidemark/gate/formats/fit_text.h"

namespace tidemark::gate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

// A program whose load() keeps 1 MiB, whose work() keeps 24 B for each of n, in two places of the
// source, and whose extra() is there from n = 2000 on.
analysis::Report ReportOf(int64_t n) {
  analysis::Report report;
  report.trace.params["n"] = static_cast<double>(n);
  report.peak.sites = {
      {.site = {.file = "a.cc", .line = 10, .function = "load", .label = ""},
       .bytes = 1 << 20,
       .count = 1},
      {.site = {.file = "a.cc", .line = 20 + n % 7, .function = "work", .label = ""},
       .bytes = 16 * n,
       .count = 1},
      {.site = {.file = "a.cc", .line = 40, .function = "work", .label = ""},
       .bytes = 8 * n,
       .count = 1}};
  if (n > 1000) {
    report.peak.sites.push_back(
        {.site = {.file = "b.cc", .line = 1, .function = "extra", .label = "x"},
         .bytes = n - 1000,
         .count = 1});
  }
  for (const analysis::SiteBytes& site : report.peak.sites) {
    report.peak.bytes += site.bytes;
    analysis::Usage usage;
    usage.site = site.site;
    usage.kind = "array";
    usage.alloc_count = n;
    usage.alloc_bytes = site.bytes;
    usage.peak_bytes = site.bytes;
    usage.peak_count = 1;
    report.usage.push_back(usage);
    report.totals.alloc_count += n;
    report.totals.alloc_bytes += site.bytes;
  }
  return report;
}

class GrowthReportTest : public ::testing::Test {
 protected:
  GrowthReport Grow(const GrowthOptions& options = {}) {
    std::vector<SizedTrace> traces;
    for (size_t i = 0; i < reports_.size(); ++i) {
      traces.push_back({absl::StrCat("t", i, ".tmk"), &reports_[i]});
    }
    const absl::StatusOr<GrowthReport> growth = ReportGrowth("n", traces, options);
    EXPECT_TRUE(growth.ok()) << growth.status();
    return growth.ok() ? *growth : GrowthReport{};
  }

  // Not in order.
  std::vector<analysis::Report> reports_ = {ReportOf(4000), ReportOf(1000), ReportOf(2000),
                                            ReportOf(8000)};
};

TEST_F(GrowthReportTest, SitesAreMatchedByFunctionAndSumUp) {
  const GrowthReport growth = Grow();
  ASSERT_EQ(growth.sites.size(), 3);
  const SiteGrowth& work = growth.sites[0];
  EXPECT_EQ(work.site.function, "work");
  EXPECT_EQ(work.site.line, 20 + 8000 % 7);  // what holds most in the largest run
  EXPECT_NEAR(work.fit.chosen.coefficient, 24, 1e-9);
  EXPECT_EQ(growth.sites[1].site.label, "x");
  EXPECT_NEAR(growth.sites[1].fit.chosen.coefficient, 1, 1e-9);  // nothing in the smallest run
  EXPECT_EQ(growth.sites[2].site.function, "load");
  EXPECT_EQ(growth.sites[2].fit.chosen.law, GrowthLaw::kConstant);
  ASSERT_EQ(growth.metrics[0].metric->name, "peak_bytes");
  EXPECT_NEAR(growth.metrics[0].fit.chosen.coefficient, 25, 1e-9);
}

TEST_F(GrowthReportTest, RunsAreInTheOrderOfN) {
  const GrowthReport growth = Grow();
  ASSERT_EQ(growth.runs.size(), 4);
  EXPECT_EQ(growth.runs[0].trace, "t1.tmk");
  EXPECT_EQ(growth.runs[3].n, 8000);
}

TEST_F(GrowthReportTest, PredictsOnlyWhenAsked) {
  EXPECT_FALSE(Grow().metrics[0].at.has_value());
  const GrowthReport growth = Grow({.at = 1e6});
  ASSERT_TRUE(growth.metrics[0].at.has_value());
  EXPECT_NEAR(growth.metrics[0].at->value, (1 << 20) + 25e6 - 1000, 1);
  EXPECT_NEAR(growth.sites[0].at->value, 24e6, 1e-2);
}

TEST_F(GrowthReportTest, WhatATraceDoesNotTellIsLeftOutAndSaid) {
  for (analysis::Report& report : reports_) report.trace.heap_only = true;
  const GrowthReport growth = Grow();
  for (const MetricGrowth& metric : growth.metrics) EXPECT_NE(metric.metric->name, "copy_bytes");
  EXPECT_THAT(FitText(growth, {}), HasSubstr("note: copy_bytes, copy_count: not known; "));
}

TEST_F(GrowthReportTest, SamplesAreEstimates) {
  reports_[2].trace.sample_bytes = 4096;
  const GrowthReport growth = Grow();
  EXPECT_TRUE(growth.metrics[0].estimated);
  EXPECT_THAT(FitText(growth, {}),
              AllOf(HasSubstr("peak_bytes  ~ "), HasSubstr("t2.tmk: the heap was sampled")));
}

TEST_F(GrowthReportTest, WhatIsMissingInATraceIsSaid) {
  reports_[0].trace.bad_lines_skipped = 3;
  reports_[1].trace.lost_events = 5;
  reports_[2].trace.truncated = true;
  EXPECT_THAT(FitText(Grow(), {}), AllOf(HasSubstr("t0.tmk: bad lines that were skipped: 3"),
                                         HasSubstr("t1.tmk: 5 events are missing"),
                                         HasSubstr("t2.tmk: the trace is truncated")));
}

TEST_F(GrowthReportTest, TextAtAGlance) {
  const std::string text = FitText(Grow({.at = 1e9}), {});
  EXPECT_THAT(text, AllOf(HasSubstr("growth with n; 4 traces, n = 1000 to 8000:"),
                          HasSubstr("alloc_count = "), HasSubstr("24 B * n"),
                          HasSubstr("a.cc:26  work"), HasSubstr("b.cc:1  extra  [x]"),
                          HasSubstr("at n = 1000000000:"), Not(HasSubstr("note:"))));
}

TEST_F(GrowthReportTest, HostileNamesAreCleaned) {
  for (analysis::Report& report : reports_) {
    for (analysis::SiteBytes& site : report.peak.sites) {
      site.site.function += "\x1b[31m\n\xff\xe2\x80\xae";
    }
  }
  const GrowthReport growth = Grow();
  for (const bool unicode : {true, false}) {
    const std::string text = FitText(growth, {.unicode = unicode, .source_root = ""});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
  }
  const Json json = Json::parse(FitJson(growth));  // is UTF-8
  EXPECT_EQ(json["schema"], "tidemark-fit/1");
}

TEST_F(GrowthReportTest, JsonHasAllFigures) {
  const Json json = Json::parse(FitJson(Grow({.at = 16000})));
  EXPECT_EQ(json["by"], "n");
  EXPECT_EQ(json["traces"][0]["n"], 1000);
  const Json& peak = json["metrics"][0];
  EXPECT_EQ(peak["metric"], "peak_bytes");
  EXPECT_EQ(peak["law"], "linear");
  EXPECT_NEAR(peak["coefficient"].get<double>(), 25, 1e-9);
  EXPECT_NEAR(peak["base"].get<double>(), (1 << 20) - 1000, 1e-3);
  EXPECT_NEAR(peak["slope"].get<double>(), 25, 1e-9);
  EXPECT_EQ(peak["prediction"]["n"], 16000);
  EXPECT_EQ(json["sites"][0]["site"]["function"], "work");
  EXPECT_NEAR(json["sites"][0]["coefficient"].get<double>(), 24, 1e-9);
}

TEST(FitText, MoreThanTenPlacesAreCounted) {
  std::vector<analysis::Report> reports(3);
  std::vector<SizedTrace> traces;
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto n = static_cast<int64_t>(i + 1);
    for (int place = 0; place < 15; ++place) {
      reports[i].peak.sites.push_back({.site = {.file = "a.cc",
                                                .line = place,
                                                .function = absl::StrCat("f", place),
                                                .label = ""},
                                       .bytes = n * (place + 1),
                                       .count = 1});
    }
    traces.push_back({absl::StrCat("n", n), &reports[i]});
  }
  const absl::StatusOr<GrowthReport> growth = ReportGrowth("n", traces);
  ASSERT_TRUE(growth.ok()) << growth.status();
  EXPECT_THAT(FitText(*growth, {}),
              AllOf(HasSubstr("  f14"), HasSubstr("  f5\n"), Not(HasSubstr("  f4\n")),
                    HasSubstr("and 5 more places")));
}

}  // namespace
}  // namespace tidemark::gate
