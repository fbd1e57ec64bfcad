// The peak of ranks: exact where they share a clock, between bounds where they do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "tests/analysis/reference_trace.h"
#include "tests/analysis/trace_generator.h"
#include "tests/merge/trace_files.h"

namespace tidemark::merge {
namespace {

using analysis::TraceScript;
using analysis::reference::LaidOutTrace;
using test_support::TempFolder;

struct Rank {
  TraceScript script;
  int64_t start = 0;  // what the shared clock shows at its `t` 0
  int64_t rate = 0;   // nanoseconds a tick times 2^32; 0: it counts nanoseconds
};

struct Expected {
  int64_t bytes = 0;
  std::map<std::tuple<std::string, int64_t, std::string>, int64_t> by_site;
};

// A slow reimplementation: all events of all ranks by the shared clock, and after each of them the
// live bytes summed up anew.
Expected ReplayAll(const std::vector<Rank>& ranks) {
  struct Step {
    absl::int128 when;
    size_t rank;
    int64_t position;
  };
  std::vector<LaidOutTrace> traces;
  std::vector<Step> steps;
  for (size_t r = 0; r < ranks.size(); ++r) {
    traces.emplace_back(ranks[r].script.events());
    int64_t t = 0;
    for (int64_t i = 0; i < traces[r].length; ++i) {
      t = std::max(t, traces[r].times[static_cast<size_t>(i)]);
      absl::int128 when = t;
      if (ranks[r].rate != 0) when = (when << 32) / ranks[r].rate;
      steps.push_back({when + ranks[r].start, r, i});
    }
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.when, a.rank) < std::tie(b.when, b.rank);
  });
  std::vector<int64_t> at(ranks.size(), -1);  // -1: before its first event, and behind its last
  std::vector<int64_t> live(ranks.size(), 0);
  Expected peak;
  for (const Step& step : steps) {
    at[step.rank] = step.position;
    live[step.rank] = 0;
    for (const auto& memory : traces[step.rank].memories) {
      if (memory.external || !memory.LivesAfter(step.position)) continue;
      live[step.rank] += memory.BytesAt(step.position);
    }
    int64_t sum = 0;
    for (const int64_t bytes : live) sum += bytes;
    if (sum > peak.bytes) {
      peak = {.bytes = sum, .by_site = {}};
      for (size_t r = 0; r < traces.size(); ++r) {
        if (at[r] < 0) continue;
        for (const auto& memory : traces[r].memories) {
          if (memory.external || !memory.LivesAfter(at[r])) continue;
          peak.by_site[{memory.site.file, memory.site.line, memory.site.function}] +=
              memory.BytesAt(at[r]);
        }
      }
    }
    if (step.position + 1 == traces[step.rank].length) {
      at[step.rank] = -1;
      live[step.rank] = 0;
    }
  }
  return peak;
}

std::vector<Rank> RandomRanks(uint64_t seed, size_t count, bool ticks) {
  std::mt19937_64 random(seed);
  std::vector<Rank> ranks;
  for (size_t i = 0; i < count; ++i) {
    Rank rank{.script = analysis::RandomLegalTrace(seed * 10 + i)};
    rank.start = static_cast<int64_t>(random() % 400) + 1;
    // Each process measures for itself how long a tick is.
    if (ticks) rank.rate = (int64_t{1} << 32) * 2 / 5 + static_cast<int64_t>(random() % 100000);
    ranks.push_back(std::move(rank));
  }
  return ranks;
}

std::vector<std::string> WriteRanks(const TempFolder& folder, const std::vector<Rank>& ranks,
                                    bool shared) {
  std::vector<std::string> paths;
  for (size_t i = 0; i < ranks.size(); ++i) {
    paths.push_back(folder.File(absl::StrCat("rank", i, i % 2 == 0 ? ".tmk" : ".ndjson")));
    std::string clock =
        absl::StrCat(R"({"id":"c)", shared ? 0 : i, R"(","start":)", ranks[i].start);
    if (ranks[i].rate != 0) absl::StrAppend(&clock, ",\"rate\":", ranks[i].rate);
    WriteTrace(paths.back(),
               {.run = absl::StrCat("r", i),
                .pid = static_cast<int64_t>(i) + 1,
                .start_unix_ns = static_cast<int64_t>(i),
                .clock = clock + "}"},
               ranks[i].script);
  }
  return paths;
}

TEST(JointPeakTest, IsThatOfAReplayByTheSharedClock) {
  int more_than_largest = 0;
  int less_than_sum = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const TempFolder folder;
    const std::vector<Rank> ranks = RandomRanks(seed, 2 + seed % 3, seed % 2 == 0);
    const Expected expected = ReplayAll(ranks);
    std::vector<std::string> paths = WriteRanks(folder, ranks, true);
    std::mt19937_64 random(seed);
    std::shuffle(paths.begin(), paths.end(), random);
    const MergedReport merged = Merged(paths);
    const analysis::Peak& peak = merged.sum.report.peak;
    EXPECT_TRUE(merged.sum.exact_peak());
    ASSERT_EQ(peak.bytes, expected.bytes) << "seed " << seed;
    std::map<std::tuple<std::string, int64_t, std::string>, int64_t> by_site;
    for (const analysis::SiteBytes& entry : peak.sites) {
      by_site[{entry.site.file, entry.site.line, entry.site.function}] += entry.bytes;
    }
    auto wanted = expected.by_site;
    std::erase_if(wanted, [](const auto& entry) { return entry.second == 0; });
    std::erase_if(by_site, [](const auto& entry) { return entry.second == 0; });
    EXPECT_EQ(by_site, wanted) << "seed " << seed;
    const auto& buckets = merged.sum.report.timeline.max_bytes;
    EXPECT_EQ(*std::max_element(buckets.begin(), buckets.end()), peak.bytes);
    int64_t largest = 0;
    int64_t sum = 0;
    for (const MergedRun& run : merged.runs) {
      largest = std::max(largest, run.peak_bytes);
      sum += run.peak_bytes;
    }
    EXPECT_LE(largest, peak.bytes);
    EXPECT_LE(peak.bytes, sum);
    more_than_largest += largest < peak.bytes ? 1 : 0;
    less_than_sum += peak.bytes < sum ? 1 : 0;
  }
  // It is neither of the bounds.
  EXPECT_GT(more_than_largest, 20);
  EXPECT_GT(less_than_sum, 20);
}

// Each host has its own clock, which may be off by anything.
TEST(JointPeakTest, OfSkewedClocksLiesWithinTheBounds) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const TempFolder folder;
    std::vector<Rank> ranks = RandomRanks(seed, 3, false);
    const int64_t truth = ReplayAll(ranks).bytes;
    std::mt19937_64 random(seed);
    for (Rank& rank : ranks) rank.start += static_cast<int64_t>(random() % 100000);
    const MergedReport merged = Merged(WriteRanks(folder, ranks, false));
    EXPECT_FALSE(merged.sum.exact_peak());
    EXPECT_LE(merged.sum.report.peak.bytes, truth);
    EXPECT_GE(merged.sum.peak_at_most, truth);
    EXPECT_THAT(merged.notes, ::testing::Contains(::testing::HasSubstr("on several machines")));
    EXPECT_TRUE(merged.sum.report.timeline.max_bytes.empty());
  }
}

TraceScript OneArray(int64_t bytes, int64_t from, int64_t to, bool freed) {
  TraceScript script;
  script.Site(1, "a.cc", 10, "load").On({.site = 1});
  script.At(from).Alloc({.buf = 1, .bytes = bytes});
  if (freed) script.At(to).Free(1);
  script.At(to).End();
  return script;
}

// Two clocks of two ranks each: exact within, bounds across.
TEST(JointPeakTest, OfGroupsHasTheBoundsOfTheirExactPeaks) {
  const TempFolder folder;
  const auto write = [&](const std::string& name, const std::string& clock, int64_t start,
                         int64_t bytes) {
    WriteTrace(
        folder.File(name),
        {.run = name, .clock = absl::StrCat(R"({"id":")", clock, R"(","start":)", start, "}")},
        OneArray(bytes, 10, 20, true));
    return folder.File(name);
  };
  const MergedReport merged = Merged({write("a.tmk", "x", 0, 100), write("b.tmk", "x", 5, 10),
                                      write("c.tmk", "y", 0, 50), write("d.tmk", "y", 50, 60)});
  EXPECT_EQ(merged.sum.report.peak.bytes, 110);
  EXPECT_EQ(merged.sum.peak_at_most, 170);
}

// What a process leaves behind is gone when it ends.
TEST(JointPeakTest, ATraceCountsUpToItsEnd) {
  const TempFolder folder;
  const auto write = [&](const std::string& name, int64_t start) {
    WriteTrace(folder.File(name),
               {.run = name, .clock = absl::StrCat(R"({"id":"x","start":)", start, "}")},
               OneArray(100, 10, 20, false));
    return folder.File(name);
  };
  EXPECT_EQ(Merged({write("a.tmk", 0), write("b.tmk", 10)}).sum.report.peak.bytes, 100);
  EXPECT_EQ(Merged({write("c.tmk", 0), write("d.tmk", 9)}).sum.report.peak.bytes, 200);
  const MergedReport merged = Merged({write("e.tmk", 0), write("f.tmk", 9)});
  EXPECT_EQ(merged.sum.report.leaks.bytes, 200);
  EXPECT_EQ(merged.sum.report.peak.t, 19);
  EXPECT_EQ(merged.sum.report.trace.duration_ns, 29);
}

TEST(JointPeakTest, AClockThatCannotBeReadIsNone) {
  for (const char* const clock :
       {"{}", R"({"id":"x"})", R"({"id":7,"start":1})", R"({"id":"x","start":-1})",
        R"({"id":"x","start":1.5})", R"({"id":"x","start":1,"rate":0})",
        R"({"id":"x","start":18446744073709551615})", "[]", "7"}) {
    const TempFolder folder;
    WriteTrace(folder.File("a.tmk"), {.run = "a", .clock = clock}, OneArray(100, 10, 20, true));
    WriteTrace(folder.File("b.tmk"), {.run = "b", .clock = clock}, OneArray(100, 10, 20, true));
    EXPECT_FALSE(Merged({folder.File("a.tmk"), folder.File("b.tmk")}).sum.exact_peak()) << clock;
  }
}

TEST(JointPeakTest, TimesBeyondAllSaturate) {
  const TempFolder folder;
  const std::string clock = R"({"id":"x","start":9223372036854775807,"rate":1})";
  WriteTrace(folder.File("a.tmk"), {.run = "a", .clock = clock},
             OneArray(100, 10, INT64_MAX, true));
  WriteTrace(folder.File("b.tmk"), {.run = "b", .clock = R"({"id":"x","start":0,"rate":1})"},
             OneArray(100, 10, INT64_MAX, true));
  const MergedReport merged = Merged({folder.File("a.tmk"), folder.File("b.tmk")});
  EXPECT_GE(merged.sum.report.peak.bytes, 100);
  EXPECT_LE(merged.sum.report.peak.bytes, 200);
}

}  // namespace
}  // namespace tidemark::merge
