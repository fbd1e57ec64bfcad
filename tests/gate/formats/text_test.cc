#include "tidemark/gate/formats/check_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tidemark::gate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

CheckResult Check(const analysis::Report& report, const std::vector<std::string>& limits) {
  std::vector<Limit> parsed;
  for (const std::string& text : limits) parsed.push_back(ParseLimit(text).value());
  CheckResult result;
  result.traces.push_back(Judge("run.json", report, parsed));
  return result;
}

analysis::Report SampleReport() {
  analysis::Report report;
  report.peak.bytes = 3 << 20;
  report.peak.sites = {{{"load.cc", 23, "Load", ""}, 2 << 20, 1},
                       {{"blur.cc", 7, "Blur", "fast"}, 1 << 20, 4}};
  report.leaks = {2, 80, {{{"leak.cc", 9, "Open", ""}, 80, 2}}};
  return report;
}

TEST(CheckText, AFailureNamesMetricActualLimitExcessAndSites) {
  const std::string text = CheckText(Check(SampleReport(), {"peak_bytes <= 2MiB"}), true);
  EXPECT_THAT(text, HasSubstr("FAIL  run.json: peak_bytes is 3 MiB (3145728 B), 1 MiB (1048576 B) "
                              "over the limit, +50%"));
  EXPECT_THAT(text, HasSubstr("limit: peak_bytes <= 2MiB (2 MiB (2097152 B))"));
  EXPECT_THAT(text,
              AllOf(HasSubstr("2 MiB  load.cc:23  Load"), HasSubstr("1 MiB  blur.cc:7  Blur")));
  EXPECT_THAT(text, HasSubstr("see: tidemark report run.json"));
  EXPECT_THAT(text, HasSubstr("check: failed, 1 of 1 limit not kept"));
}

TEST(CheckText, CountsShowCounts) {
  const std::string text = CheckText(Check(SampleReport(), {"leak_count == 0"}), true);
  EXPECT_THAT(text, HasSubstr("leak_count is 2, 2 over the limit\n"));
  EXPECT_THAT(text, HasSubstr("2x  leak.cc:9  Open"));
}

TEST(CheckText, FailingShortIsCalledUnder) {
  EXPECT_THAT(CheckText(Check(SampleReport(), {"leak_count >= 4"}), true),
              HasSubstr("2 under the limit, -50%"));
  EXPECT_THAT(CheckText(Check(SampleReport(), {"leak_count < 2"}), true),
              HasSubstr("exactly the limit that it must not reach"));
}

TEST(CheckText, PassesSayWhatWasJudged) {
  const std::string text =
      CheckText(Check(SampleReport(), {"peak_bytes <= 3MiB", "alloc_count == 0"}), true);
  EXPECT_THAT(text, HasSubstr("ok    run.json: alloc_count is 0; limit: alloc_count == 0"));
  EXPECT_THAT(text, HasSubstr("check: passed, 2 limits kept"));
  EXPECT_THAT(text, Not(HasSubstr("FAIL")));
}

TEST(CheckText, HostileNamesDoNothing) {
  analysis::Report report = SampleReport();
  report.peak.sites[0].site = {"\x1b[2J.cc", 1, "f\n\u202E", "\x07"};
  CheckResult result = Check(report, {"peak_bytes <= 1"});
  result.traces[0].trace = "run\x1b.json";
  const std::string text = CheckText(result, false);
  for (const char* bad : {"\x1b", "\x07", "\u202E"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
  EXPECT_THAT(text, HasSubstr("?[2J.cc:1  f??  [?]"));
}

TEST(CheckText, MarksEstimatesAndNamesLibraries) {
  analysis::Report report = SampleReport();
  report.trace.sample_bytes = 512 << 10;
  const std::string library = "/usr/lib/libfoo.so.3";
  report.peak.sites = {{{library, 0, "foo_open", "", library}, 3 << 20, 1}};
  const std::string text =
      CheckText(Check(report, {"peak_bytes <= 1", "peak_bytes <= 1GiB", "view_count == 0"}), true);
  EXPECT_THAT(text, HasSubstr("warn  run.json: figures of the heap (~) are estimates: one "
                              "allocation every 512 KiB"));
  EXPECT_THAT(text, HasSubstr("peak_bytes is ~3 MiB (3145728 B), 2.99 MiB"));
  EXPECT_THAT(text, HasSubstr("peak_bytes is ~3 MiB (3145728 B); limit"));
  EXPECT_THAT(text, HasSubstr("view_count is 0; limit"));
  EXPECT_THAT(text, HasSubstr("  libfoo.so.3  foo_open"));
}

}  // namespace
}  // namespace tidemark::gate
