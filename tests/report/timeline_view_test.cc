// The chart of who held what over time.
#include "tidemark/report/timeline_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Of `sites` places, each of which holds what `bytes` says of it in that span; the last is `other`.
template <class Bytes>
analysis::Report ReportOf(size_t spans, size_t sites, Bytes bytes) {
  analysis::Report report;
  report.trace.duration_ns = static_cast<int64_t>(spans) * 1000;
  analysis::SiteTimeline& timeline = report.details.site_timeline;
  timeline.bucket_ns = report.timeline.bucket_ns = 1000;
  timeline.bytes.resize(sites);
  for (size_t site = 0; site < sites; ++site) {
    timeline.sites.push_back({.file = absl::StrCat("src/f", site, ".cc"),
                              .line = 7,
                              .function = absl::StrCat("Make", site),
                              .label = {}});
  }
  for (size_t span = 0; span < spans; ++span) {
    int64_t total = 0;
    for (size_t site = 0; site <= sites; ++site) {
      const int64_t held = bytes(site, span);
      (site < sites ? timeline.bytes[site] : timeline.other).push_back(held);
      total += held;
    }
    timeline.at_t.push_back(static_cast<int64_t>(span) * 1000 + 500);
    report.timeline.max_bytes.push_back(total);
    if (total <= report.peak.bytes) continue;
    report.peak.bytes = total;
    report.peak.t = timeline.peak.t = timeline.at_t.back();
    timeline.peak.bytes.clear();
    for (size_t site = 0; site < sites; ++site) timeline.peak.bytes.push_back(bytes(site, span));
    timeline.peak.other = bytes(sites, span);
  }
  return report;
}

std::vector<std::string> Drawn(const analysis::Report& report, const TextOptions& options) {
  std::vector<std::string> lines;
  for (const Line& line : TimelineLines(report, options)) {
    lines.push_back(RenderLine(line, options));
    lines.back().pop_back();
  }
  return lines;
}

TEST(TimelineView, DrawsWhoHoldsWhatWhen) {
  // A holds 600 in the first half, B 300 all the time, and 300 more of others at the end.
  const analysis::Report report = ReportOf(28, 2, [](size_t site, size_t span) -> int64_t {
    if (site == 0) return span < 14 ? 600 : 0;
    return site == 1 ? 300 : span >= 21 ? 300 : 0;
  });
  EXPECT_EQ(absl::StrJoin(Drawn(report, {.width = 40, .unicode = false}), "\n"),
            R"(TIMELINE  who held the live bytes over
          28 us; of each column its
          highest moment
            v peak 900 B at 500 ns
     900 B |BBBBBBBBBBBBBB
           |BBBBBBBBBBBBBB
           |BBBBBBBBBBBBBB
           |BBBBBBBBBBBBBB
           |AAAAAAAAAAAAAA       .......
           |AAAAAAAAAAAAAA       .......
     450 B |AAAAAAAAAAAAAA       .......
           |AAAAAAAAAAAAAA       .......
           |AAAAAAAAAAAAAABBBBBBBBBBBBBB
           |AAAAAAAAAAAAAABBBBBBBBBBBBBB
           |AAAAAAAAAAAAAABBBBBBBBBBBBBB
           |AAAAAAAAAAAAAABBBBBBBBBBBBBB
         0 +----------------------------
            0                      28 us

       at peak       place
  A      600 B  67%  src/f0.cc:7  Make0
  B      300 B  33%  src/f1.cc:7  Make1

     time      live   who
   500 ns     900 B ^ A 600 B, B 300 B
  14.5 us     300 B   B 300 B
  21.5 us     600 B   B 300 B, ...
  25.5 us     600 B   B 300 B, ...)");
}

// Each letter takes as many cells of a column as its part of the peak.
TEST(TimelineView, ThePeakIsAsHighAsTheChart) {
  for (const size_t spans : {1, 7, 68, 1000, 4096}) {
    const analysis::Report report = ReportOf(spans, 3, [&](size_t site, size_t span) -> int64_t {
      return static_cast<int64_t>((site + 1) * (1 + (span * 37) % spans));
    });
    const std::vector<std::string> lines = Drawn(report, {.width = 80, .unicode = false});
    const auto peak = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
      return absl::StrContains(line, "peak ") && absl::StrContains(line, " at ");
    });
    ASSERT_NE(peak, lines.end());
    const size_t column = peak->find('v', 0) < 12 ? std::string::npos : peak->find_last_of('v');
    ASSERT_NE(column, std::string::npos);
    std::string cells;
    for (auto line = peak + 1; line <= peak + 12; ++line) {
      ASSERT_GT(line->size(), column) << *line;
      cells += (*line)[column];
    }
    // 1:2:3:4 of 10 parts.
    EXPECT_EQ(std::count(cells.begin(), cells.end(), 'A'), 1) << cells;
    EXPECT_EQ(std::count(cells.begin(), cells.end(), ' '), 0) << cells;
    EXPECT_GE(std::count(cells.begin(), cells.end(), '.'), 4) << cells;
  }
}

TEST(TimelineView, SmallPlacesAreDotsAndAreCounted) {
  analysis::Report report = ReportOf(10, 12, [](size_t site, size_t) -> int64_t {
    return site == 0 ? 100000 : site < 4 ? 30000 : 50;
  });
  report.details.site_timeline.other_sites = 88;
  report.details.site_timeline.late_sites = 3;
  const std::string text = absl::StrJoin(Drawn(report, {.width = 100}), "\n");
  EXPECT_THAT(text, AllOf(HasSubstr("96 other places"), HasSubstr("3 places were too small")));
  EXPECT_THAT(text, AllOf(HasSubstr("src/f3.cc"), Not(HasSubstr("src/f4.cc"))));
}

TEST(TimelineView, MarksAreOnTheAxisAndAmongTheMoments) {
  analysis::Report report = ReportOf(50, 1, [](size_t, size_t) -> int64_t { return 1000; });
  report.details.marks = {{.name = "loaded\x1b", .t = 25000, .live_bytes = 1234, .grown = {}}};
  const std::string text = absl::StrJoin(Drawn(report, {.width = 80}), "\n");
  EXPECT_THAT(text, AllOf(HasSubstr("marks"), HasSubstr("╵"), HasSubstr("mark loaded�")));
  EXPECT_THAT(text, HasSubstr("25 us   1.2 KiB   mark"));
  report.details.marks.resize(13);
  EXPECT_THAT(absl::StrJoin(Drawn(report, {}), "\n"), HasSubstr("13 marks, listed by --table"));
}

TEST(TimelineView, SaysWhereThereIsNothing) {
  EXPECT_THAT(Drawn(analysis::Report(), {}),
              ::testing::ElementsAre("TIMELINE  nothing was ever live"));
}

TEST(TimelineView, FitsAndIsCleanWhateverTheNames) {
  analysis::Report report = ReportOf(3000, 20, [](size_t site, size_t span) -> int64_t {
    return static_cast<int64_t>((span * (site + 3)) % 977) * 1000000;
  });
  report.details.marks = {{.name = std::string(10000, 'm'), .t = INT64_MAX, .grown = {}}};
  for (analysis::SiteReport& site : report.details.site_timeline.sites) {
    site.file = absl::StrCat("\x1b[31m", std::string(5000, 'x'));
    site.function = "\u202e\xff";
  }
  for (const int width : {40, 63, 64, 80, 200}) {
    for (const bool unicode : {true, false}) {
      for (const std::string& line : Drawn(report, {.width = width, .unicode = unicode})) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
        EXPECT_THAT(
            line, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e")), Not(HasSubstr("\xff"))));
        for (const char c : line) EXPECT_TRUE(unicode || (c >= ' ' && c <= '~')) << line;
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::report
