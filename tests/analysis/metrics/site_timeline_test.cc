// The timeline by site beside a program that keeps its own books, and where there is too much of it.
#include "tidemark/analysis/metrics/site_timeline_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/analysis/plain_program.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/passes/first_pass.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Report ReportOf(const TraceScript& trace) {
  return trace.Analyzed(nullptr, {.details = {.site_timeline = true}});
}

// With another bound on what is kept.
Report ReportOf(const TraceScript& trace, size_t most_changes) {
  const trace::ReaderStats stats;
  FirstPass pass(&stats);
  SiteTimelineMeter meter(most_changes);
  pass.observers().Add(&meter);
  for (const trace::Event& event : trace.events()) pass.Consume(event);
  return pass.Finish().report;
}

// A span by going through all moments.
PlainProgram::Moment Expected(const std::vector<PlainProgram::Moment>& moments, int64_t start,
                              int64_t width) {
  PlainProgram::Moment before;
  bool at_start = false;
  for (const PlainProgram::Moment& moment : moments) {
    if (moment.t < start) before = moment;
    at_start = at_start || moment.t == start;
  }
  PlainProgram::Moment most = before;
  most.t = start;
  bool any = !at_start;
  for (const PlainProgram::Moment& moment : moments) {
    if (moment.t < start || moment.t >= start + width) continue;
    if (any && moment.total <= most.total) continue;
    most = moment;
    any = true;
  }
  return most;
}

void ExpectSumsOfColumns(const Report& report) {
  const SiteTimeline& timeline = report.details.site_timeline;
  EXPECT_EQ(timeline.bucket_ns, report.timeline.bucket_ns);
  ASSERT_EQ(timeline.at_t.size(), report.timeline.max_bytes.size());
  ASSERT_EQ(timeline.other.size(), timeline.at_t.size());
  ASSERT_EQ(timeline.bytes.size(), timeline.sites.size());
  ASSERT_EQ(timeline.peak.bytes.size(), timeline.sites.size());
  EXPECT_LE(timeline.sites.size(), kMostTimelineSites);
  std::vector<int64_t> sums = timeline.other;
  int64_t least = *std::min_element(sums.begin(), sums.end());
  for (const std::vector<int64_t>& site : timeline.bytes) {
    least = std::min(least, *std::min_element(site.begin(), site.end()));
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += site[i];
  }
  EXPECT_GE(least, 0);
  EXPECT_EQ(sums, report.timeline.max_bytes);
  for (size_t i = 0; i < sums.size(); ++i) {
    if (timeline.at_t[i] / timeline.bucket_ns == static_cast<int64_t>(i)) continue;
    ADD_FAILURE() << "span " << i << " is of " << timeline.at_t[i];
  }
  int64_t peak = timeline.peak.other;
  for (const int64_t bytes : timeline.peak.bytes) peak += bytes;
  EXPECT_EQ(peak, report.peak.bytes);
  EXPECT_EQ(timeline.peak.t, report.peak.t);
}

TEST(SiteTimeline, IsNotMadeUnlessAskedFor) {
  TraceScript trace;
  trace.Array(1, 1, 8).Free(1).End();
  EXPECT_THAT(trace.Analyzed().details.site_timeline.at_t, IsEmpty());
}

TEST(SiteTimeline, AgreesWithThePlainBooks) {
  std::set<int64_t> widths;
  for (uint64_t seed = 1; seed <= 36; ++seed) {
    const int64_t tick = int64_t{1} << (seed % 12);
    PlainProgram program(seed, {.steps = 20 + static_cast<int>(seed), .tick = tick});
    const Report report = ReportOf(program.trace());
    ExpectSumsOfColumns(report);
    const SiteTimeline& timeline = report.details.site_timeline;
    widths.insert(timeline.bucket_ns);
    EXPECT_EQ(timeline.other_sites, 0);
    EXPECT_EQ(timeline.late_sites, 0);
    // Where nothing happens for long, one span tells of all.
    for (size_t i = 0; i < timeline.at_t.size(); i += 1 + timeline.at_t.size() / 60) {
      const PlainProgram::Moment expected = Expected(
          program.moments(), static_cast<int64_t>(i) * timeline.bucket_ns, timeline.bucket_ns);
      EXPECT_EQ(timeline.at_t[i], expected.t);
      std::map<std::string, int64_t> live;
      for (size_t site = 0; site < timeline.sites.size(); ++site) {
        if (timeline.bytes[site][i] > 0)
          live[TextOf(timeline.sites[site])] = timeline.bytes[site][i];
      }
      EXPECT_EQ(live, expected.live) << "span " << i;
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(widths.size(), 4u);
}

TEST(SiteTimeline, ThePeakIsAColumnOfItsOwnAndComesFirst) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).Site(3, "c.cc", 3);
  trace.On({.site = 1}).At(100).Alloc({.buf = 1, .bytes = 900}).At(200).Free(1);
  trace.On({.site = 2}).At(300).Alloc({.buf = 2, .bytes = 400});
  trace.On({.site = 3}).At(400).Alloc({.buf = 3, .bytes = 600}).At(500).Free(2).End();
  const SiteTimeline timeline = ReportOf(trace).details.site_timeline;
  ASSERT_EQ(timeline.sites.size(), 3u);
  EXPECT_EQ(timeline.sites[0].file, "c.cc");
  EXPECT_EQ(timeline.sites[1].file, "b.cc");
  EXPECT_EQ(timeline.sites[2].file, "a.cc");
  EXPECT_EQ(timeline.peak.t, 400);
  EXPECT_THAT(timeline.peak.bytes, ElementsAre(600, 400, 0));
  EXPECT_EQ(timeline.peak.other, 0);
}

TEST(SiteTimeline, WhatIsBeyondTheLargestSitesIsOther) {
  TraceScript trace;
  for (int64_t i = 1; i <= 50; ++i) trace.Site(i, "a.cc", i);
  for (int64_t i = 1; i <= 50; ++i) trace.On({.site = i}).Alloc({.buf = i, .bytes = i * 10});
  trace.End();
  const Report report = ReportOf(trace);
  ExpectSumsOfColumns(report);
  const SiteTimeline& timeline = report.details.site_timeline;
  ASSERT_EQ(timeline.sites.size(), kMostTimelineSites);
  EXPECT_EQ(timeline.sites[0].line, 50);
  EXPECT_EQ(timeline.sites[19].line, 31);
  EXPECT_EQ(timeline.other_sites, 30);
  EXPECT_EQ(timeline.other.back(), 10 * 30 * 31 / 2);
  EXPECT_EQ(timeline.peak.other, 10 * 30 * 31 / 2);
}

// With room for few changes small sites are forgotten; no total is.
TEST(SiteTimeline, ForgetsSmallSitesWhereThereAreTooManyChanges) {
  int64_t late = 0;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    PlainProgram program(seed, {.steps = 400, .tick = 200, .sites = 40, .functions = 40});
    const Report whole = ReportOf(program.trace());
    for (const size_t most : {1, 10, 100}) {
      const Report report = ReportOf(program.trace(), most);
      ExpectSumsOfColumns(report);
      const SiteTimeline& timeline = report.details.site_timeline;
      late += timeline.late_sites;
      // What is told of a site is never more than it held.
      for (size_t i = 0; i < timeline.sites.size(); ++i) {
        const SiteTimeline& all = whole.details.site_timeline;
        const auto same = std::find(all.sites.begin(), all.sites.end(), timeline.sites[i]);
        if (same == all.sites.end()) continue;
        const auto& bytes = all.bytes[static_cast<size_t>(same - all.sites.begin())];
        for (size_t span = 0; span < bytes.size(); ++span) {
          EXPECT_LE(timeline.bytes[i][span], bytes[span]);
        }
      }
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(late, 0);
}

// One site that matters among many that do not is followed to the end.
TEST(SiteTimeline, KeepsALargeSiteAmongManySmallOnes) {
  TraceScript trace;
  for (int64_t i = 1; i <= 500; ++i) trace.Site(i, "a.cc", i);
  trace.On({.site = 250}).At(5).Alloc({.buf = 1, .bytes = 100000});
  for (int64_t i = 2; i <= 1000; ++i) {
    trace.On({.site = 1 + i % 500}).At(i * 10).Alloc({.buf = i, .bytes = 1 + i % 7});
    if (i > 21) trace.Free(i - 20);
  }
  trace.End();
  const Report report = ReportOf(trace, 64);
  ExpectSumsOfColumns(report);
  const SiteTimeline& timeline = report.details.site_timeline;
  ASSERT_FALSE(timeline.sites.empty());
  EXPECT_EQ(timeline.sites[0].line, 250);
  EXPECT_GT(timeline.late_sites, 100);
  EXPECT_GE(*std::min_element(timeline.bytes[0].begin() + 1, timeline.bytes[0].end()), 100000);
}

TEST(SiteTimeline, SumsAreThoseOfTheReportInDamagedAndSampledTraces) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    PlainProgram program(seed,
                         {.steps = 150,
                          .tick = 100,
                          .capture = seed % 2 == 0 ? R"({"heap":true,"sample_bytes":700})" : ""});
    std::vector<trace::Event>& events = program.trace().mutable_events();
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20; ++i) {
      const size_t from = random() % events.size();
      const size_t to = random() % events.size();
      if (i % 2 == 0) events.erase(events.begin() + static_cast<ptrdiff_t>(from));
      if (i % 2 == 1) std::swap(events[from], events[to % events.size()]);
    }
    ExpectSumsOfColumns(ReportOf(program.trace()));
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(SiteTimeline, CutsOffWhatDoesNotFit) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).Site(3, "c.cc", 3);
  for (int64_t i = 1; i <= 3; ++i) trace.On({.site = i}).Alloc({.buf = i, .bytes = INT64_MAX - 5});
  trace.At(INT64_MAX).End();
  const Report report = ReportOf(trace);
  EXPECT_EQ(report.timeline.max_bytes.front(), INT64_MAX);
  const SiteTimeline& timeline = report.details.site_timeline;
  ASSERT_EQ(timeline.bytes.size(), 3u);
  EXPECT_EQ(timeline.bytes[0][0] + timeline.bytes[1][0] + timeline.bytes[2][0] + timeline.other[0],
            INT64_MAX);
}

}  // namespace
}  // namespace tidemark::analysis
