#include "tidemark/report/live_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

analysis::SiteReport Place(const std::string& file, int64_t line, const std::string& function) {
  analysis::SiteReport site;
  site.file = file;
  site.line = line;
  site.function = function;
  return site;
}

analysis::Report Sample() {
  analysis::Report report;
  report.trace.program = "train";
  report.trace.files = {"run.tmk"};
  report.trace.duration_ns = 4'000'000'000;
  report.trace.events = 1234;
  report.totals.alloc_count = 1000;
  report.totals.alloc_bytes = 400 << 20;
  report.totals.live_end_count = 3;
  report.totals.live_end_bytes = 3 << 20;
  report.copies.count = 40;
  report.copies.bytes = 80 << 20;
  report.peak.bytes = 9 << 20;
  report.peak.t = 2'000'000'000;
  report.timeline.bucket_ns = 1'000'000'000;
  report.timeline.max_bytes = {1 << 20, 9 << 20, 5 << 20, 3 << 20};
  for (int i = 1; i <= 12; ++i) {
    analysis::Usage usage;
    usage.site = Place("src/load.cc", i, "load");
    usage.live_end_bytes = i << 10;
    usage.peak_bytes = i << 11;
    report.usage.push_back(usage);
    usage.scope = "step";  // the same place again
    report.usage.push_back(usage);
  }
  for (int i = 1; i <= 9; ++i) {
    analysis::Finding finding;
    finding.rule = "unmodified-copy";
    finding.count = i;
    finding.bytes = i << 20;
    finding.site = Place("src/work.cc", 100 + i, "work");
    report.findings.push_back(finding);
  }
  return report;
}

const TextOptions kPlain = {.width = 100, .unicode = true, .color = false};

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

TEST(LiveView, SaysWhatIsLiveWhereAndHowFast) {
  const std::string text =
      LiveView(Sample(), {.state = "running", .pid = 7, .resident_bytes = 20 << 20}, kPlain);
  EXPECT_THAT(text,
              AllOf(HasSubstr("train (7)  run.tmk"), HasSubstr("running · 4 s · 1,234 events"),
                    HasSubstr("LIVE    3 MiB  3 buffers   resident 20 MiB"),
                    HasSubstr("PEAK    9 MiB  at 2 s"), HasSubstr("█")));
  // Averages, as nothing is known of before.
  EXPECT_THAT(text,
              AllOf(HasSubstr("MADE    250/s  100 MiB/s   on average; in all 1,000 allocations"),
                    HasSubstr("COPIED  10/s  20 MiB/s")));
  // Scopes of one place are one row, the largest first.
  EXPECT_THAT(text, AllOf(HasSubstr("24 KiB"), HasSubstr("48 KiB"), HasSubstr("src/load.cc:12"),
                          HasSubstr("and 4 more places")));
  EXPECT_LT(text.find("load.cc:12"), text.find("load.cc:11"));
  EXPECT_THAT(text, AllOf(HasSubstr("9 findings"), HasSubstr("unmodified-copy")));
}

TEST(LiveView, RatesAreThoseSinceTheLastView) {
  const std::string text = LiveView(Sample(),
                                    {.state = "running",
                                     .since = {.t = 3'000'000'000,
                                               .alloc_count = 900,
                                               .alloc_bytes = 300 << 20,
                                               .copy_count = 40,
                                               .copy_bytes = 80 << 20}},
                                    kPlain);
  EXPECT_THAT(text, AllOf(HasSubstr("MADE    100/s  100 MiB/s   in all"),
                          HasSubstr("COPIED  0/s  0 B/s"), Not(HasSubstr("on average"))));
}

TEST(LiveView, FitsTheWindow) {
  for (const int width : {40, 60, 80, 200}) {
    for (const int room : {4, 10, 16, 24, 60}) {
      TextOptions options = kPlain;
      options.width = width;
      const std::vector<std::string> lines =
          LinesOf(LiveView(Sample(), {.state = "running", .pid = 7}, options, room));
      EXPECT_LE(lines.size(), static_cast<size_t>(room));
      for (const std::string& line : lines) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
      }
    }
  }
}

TEST(LiveView, NamesCannotDrawOnTheTerminal) {
  analysis::Report report = Sample();
  const std::string hostile = "a\x1b[2J\r\nb\u202e" + std::string(10000, 'x');
  report.trace.program = hostile;
  report.trace.files = {hostile};
  report.usage[22].site = Place(hostile, 1, hostile);
  report.findings[8].site = Place(hostile, 1, hostile);
  const std::string text = LiveView(report, {.state = "running"}, kPlain);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(text.find("\u202e"), std::string::npos);
  for (const std::string& line : LinesOf(text)) EXPECT_LE(DisplayWidth(line), 100u);
}

TEST(LiveView, OfAnEmptyReportThereIsOneToo) {
  const std::string text = LiveView(analysis::Report(), {.state = "running"}, kPlain);
  EXPECT_THAT(text, AllOf(HasSubstr("LIVE    0 B"), HasSubstr("nothing so far")));
}

TEST(LiveView, WithoutUnicodeAllIsAscii) {
  TextOptions options = kPlain;
  options.unicode = false;
  const std::string text = LiveView(Sample(), {.state = "running"}, options);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

}  // namespace
}  // namespace tidemark::report
