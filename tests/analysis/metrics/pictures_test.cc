// What pictures are drawn from: lives and views, holders of the peak, flows of copies, growth of leaks;
// and that what does not fit is summed up exactly.
#include "tidemark/analysis/model/pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/analysis/trace_script.h"
#include "tests/support/temp_folder.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;

Report Drawn(const TraceScript& trace, PictureOptions options = {}, PassOptions passes = {}) {
  options.wanted = true;
  passes.details.pictures = options;
  return trace.Analyzed(nullptr, passes);
}

TEST(Pictures, ALifeHasItsTimes) {
  TraceScript trace;
  trace.Site(1, "a.cc", 10).On({.site = 1, .thread = 7});
  trace.At(10).Alloc(
      {.buf = 5, .bytes = 800, .view = 1, .dtype = "f8", .shape = std::vector<int64_t>{10, 10}});
  trace.At(20).Write(5);
  trace.At(30).Write(5);
  trace.At(40).View({.view = 2, .buf = 5, .parent = 1, .offset = 0, .shape = {{10}}});
  trace.At(50).Read(5, 2);
  trace.At(60).Drop(2);
  trace.At(70).Drop(1);
  trace.At(80).Free(5);
  trace.At(90).Alloc({.buf = 6, .bytes = 100, .view = 3});
  trace.End();
  const BufferLives lives = Drawn(trace).details.pictures.lives;
  ASSERT_EQ(lives.buffers.size(), 2u);
  const BufferLife& life = lives.buffers[0];
  EXPECT_EQ(life.site.line, 10);
  EXPECT_EQ(life.serial, 1);
  EXPECT_EQ(life.id, 5);
  EXPECT_EQ(life.thread, 7);
  EXPECT_EQ(life.kind, "array");
  EXPECT_EQ(life.dtype, "f8");
  EXPECT_THAT(life.shape, ElementsAre(10, 10));
  EXPECT_EQ(life.bytes, 800);
  EXPECT_EQ(life.begin_t, 10);
  EXPECT_EQ(life.first_write_t, 20);
  EXPECT_EQ(life.last_access_t, 50);
  EXPECT_EQ(life.end_t, 80);
  EXPECT_TRUE(life.at_peak);
  EXPECT_TRUE(life.observed);
  EXPECT_EQ(life.view_count, 1);
  ASSERT_EQ(lives.views.size(), 1u);
  EXPECT_EQ(lives.views[0].buffer, 0);
  EXPECT_EQ(lives.views[0].bytes, 80);
  EXPECT_EQ(lives.views[0].begin_t, 40);
  EXPECT_EQ(lives.views[0].end_t, 60);
  EXPECT_FALSE(lives.buffers[1].at_peak);
  EXPECT_EQ(lives.buffers[1].end_t, -1);
  EXPECT_EQ(lives.buffers[1].first_write_t, -1);
  EXPECT_EQ(lives.view_count, 1);
  EXPECT_EQ(lives.other.rows, 0);
  EXPECT_EQ(lives.other.bytes, 0);
}

TEST(Pictures, TheLargestLivesAreKeptThoughMostAreForgotten) {
  constexpr int64_t kBuffers = 3000;  // beyond what is kept of live ones
  std::mt19937 random(7);
  TraceScript trace;
  std::vector<int64_t> sizes;
  int64_t all = 0;
  for (int64_t id = 1; id <= kBuffers; ++id) {
    const int64_t bytes = std::uniform_int_distribution<int64_t>(0, 500)(random);
    trace.Alloc({.buf = id, .bytes = bytes});
    sizes.push_back(bytes);
    all += bytes;
  }
  // One that was forgotten long ago grows beyond all others.
  const auto least = std::min_element(sizes.begin(), sizes.end());
  trace.Add(trace::Resize{.buffer = {.buf = BufferId(least - sizes.begin() + 1)}, .bytes = 9000});
  all += 9000 - *least;
  *least = 9000;
  trace.End();
  const BufferLives lives = Drawn(trace, {.lives = 40}).details.pictures.lives;
  ASSERT_EQ(lives.buffers.size(), 40u);
  std::sort(sizes.rbegin(), sizes.rend());
  for (size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(lives.buffers[i].bytes, sizes[i]) << i;
    all -= sizes[i];
  }
  EXPECT_EQ(lives.other.rows, kBuffers - 40);
  EXPECT_EQ(lives.other.bytes, all);
}

TEST(Pictures, HoldersAreTheExactPeak) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  trace.On({.site = 1, .thread = 1}).Array(1, 1, 10).Array(2, 2, 10).Array(3, 3, 20);
  trace.On({.site = 2, .thread = 2}).Array(4, 4, 10);
  trace.On({.site = 1, .thread = 2}).Array(5, 5, 10);  // the peak
  trace.Free(1).Free(4).Array(6, 6, 1).End();
  const Report report = Drawn(trace);
  std::string text;
  for (const PeakHolder& row : report.details.pictures.holders.rows) {
    text += std::to_string(row.site.line) + "/" + std::to_string(row.thread) + "/" + row.dtype +
            "/" + std::to_string(row.shape.at(0)) + ":" + std::to_string(row.bytes) + "*" +
            std::to_string(row.count) + " ";
  }
  EXPECT_EQ(text, "1/1/f8/10:160*2 1/1/f8/20:160*1 1/2/f8/10:80*1 2/2/f8/10:80*1 ");
}

TEST(Pictures, FlowsSayFromWhereToWhereAndWhatForNothing) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2).Site(3, "a.cc", 3);
  trace.On({.site = 1}).Array(1, 1, 100).Write(1);
  trace.On({.site = 2}).Array(2, 2, 100);
  trace.Copy({.bytes = 800, .src_buf = 1, .dst_buf = 2}).Read(2).Free(2);  // never written
  trace.Array(3, 3, 100);
  trace.On({.site = 3}).Copy({.bytes = 800, .src_buf = 1, .dst_buf = 3}).Write(3).Read(3).Read(1);
  trace.Copy({.bytes = 8, .src_buf = 77, .dst_buf = 3});  // of nobody
  trace.Free(3).Free(1).End();
  const Report report = Drawn(trace);
  const CopyFlows& flows = report.details.pictures.flows;
  ASSERT_EQ(flows.rows.size(), 3u);
  EXPECT_EQ(flows.rows[0].from.line, 1);
  EXPECT_EQ(flows.rows[0].to.line, 2);
  EXPECT_EQ(flows.rows[0].needless_bytes, 800);
  EXPECT_EQ(flows.rows[1].to.line, 3);
  EXPECT_EQ(flows.rows[1].bytes, 800);
  EXPECT_EQ(flows.rows[1].needless_bytes, 0);
  EXPECT_EQ(flows.rows[2].from.line, 0);
  EXPECT_EQ(flows.rows[2].bytes, 8);
  ASSERT_EQ(flows.edges.size(), 2u);
  EXPECT_EQ(flows.nodes.size(), 3u);
  EXPECT_TRUE(flows.edges[0].needless);
  EXPECT_FALSE(flows.edges[1].needless);
  EXPECT_EQ(flows.nodes[static_cast<size_t>(flows.edges[1].to)].id, 3);
}

// What the source allows counts nowhere as needless: neither in the report nor in the flows.
TEST(Pictures, NeedlessIsWhatTheReportCounts) {
  const test_support::TempFolder folder;
  const std::string file = folder.File("a.cc");
  std::ofstream(file) << "copy();  // tidemark: allow unmodified-copy the API needs it\ncopy();\n";
  TraceScript trace;
  trace.Site(1, "b.cc", 1).Site(2, file, 1).Site(3, file, 2);
  trace.On({.site = 1}).Array(1, 1, 100).Write(1);
  trace.On({.site = 2}).Array(2, 2, 100).Copy({.bytes = 800, .src_buf = 1, .dst_buf = 2});
  trace.Read(2).Read(1).Free(2);
  trace.On({.site = 3}).Array(3, 3, 100).Copy({.bytes = 800, .src_buf = 1, .dst_buf = 3});
  trace.Read(3).Read(1).Free(3).Free(1).End();
  SourceAllowances allowances({});
  PassOptions passes;
  passes.allowances = &allowances;
  for (const size_t pairs : {size_t{0}, size_t{100}}) {
    const Report report = Drawn(trace, {.pairs = pairs}, passes);
    EXPECT_EQ(report.copies.count, 2);
    EXPECT_EQ(report.copies.redundant_bytes, 800);
    const CopyFlows& flows = report.details.pictures.flows;
    int64_t bytes = flows.other.needless_bytes;
    int64_t count = flows.other.needless_count;
    for (const CopyFlow& row : flows.rows) {
      bytes += row.needless_bytes;
      count += row.needless_count;
    }
    EXPECT_EQ(bytes, report.copies.redundant_bytes);
    EXPECT_EQ(count, report.copies.redundant_count);
    ASSERT_EQ(flows.edges.size(), 2u);
    EXPECT_FALSE(flows.edges[0].needless);
    EXPECT_TRUE(flows.edges[1].needless);
  }
}

TEST(Pictures, PairsOfPlacesBeyondTheBoundAreOther) {
  constexpr int64_t kPlaces = 12;
  TraceScript trace;
  for (int64_t i = 1; i <= kPlaces; ++i) trace.Site(i, "a.cc", i);
  for (int64_t i = 1; i <= kPlaces; ++i) trace.On({.site = i}).Array(i, i, 100).Write(i);
  int64_t id = kPlaces;
  for (int64_t from = 1; from <= kPlaces; ++from) {
    for (int64_t to = 1; to <= kPlaces; ++to) {
      ++id;
      trace.On({.site = to}).Array(id, id, 100);
      trace.Copy({.bytes = 800, .src_buf = from, .dst_buf = id}).Read(id).Read(from).Free(id);
    }
  }
  trace.End();
  for (const size_t pairs : {size_t{1}, size_t{100}, size_t{143}, size_t{144}, size_t{1000}}) {
    for (const size_t rows : {size_t{3}, size_t{1000}}) {
      const Report report = Drawn(trace, {.flows = rows, .pairs = pairs});
      const CopyFlows& flows = report.details.pictures.flows;
      CopyFlow all = flows.other;
      for (const CopyFlow& row : flows.rows) {
        all.count += row.count;
        all.bytes += row.bytes;
        all.needless_count += row.needless_count;
        all.needless_bytes += row.needless_bytes;
      }
      EXPECT_EQ(all.count, report.copies.count);
      EXPECT_EQ(all.bytes, report.copies.bytes);
      EXPECT_GT(all.needless_bytes, 0);
      EXPECT_EQ(all.needless_count, report.copies.redundant_count);
      EXPECT_EQ(all.needless_bytes, report.copies.redundant_bytes);
      // How many more there are is not known, and is not said.
      const auto listed = static_cast<int64_t>(flows.rows.size());
      EXPECT_EQ(flows.other_rows_at_least, pairs < 144);
      EXPECT_EQ(flows.other_rows + listed, std::min<int64_t>(static_cast<int64_t>(pairs) + 1, 144));
    }
  }
}

// Where the heap was sampled, lives and the others make what was allocated, as the report estimates it.
TEST(Pictures, ASampleStandsForOthers) {
  TraceScript trace;
  trace.Head("app", R"({"stacks":"off","heap":true,"sample_bytes":1000})");
  for (int64_t i = 1; i <= 30; ++i) trace.Alloc({.buf = i, .bytes = 20 * i, .kind = "heap"});
  trace.Array(100, 100, 5);
  trace.Add(trace::Resize{.buffer = {.buf = BufferId(30)}, .bytes = 700});
  trace.End();
  for (const size_t most : {size_t{4}, size_t{1000}}) {
    const Report report = Drawn(trace, {.lives = most});
    const BufferLives& lives = report.details.pictures.lives;
    int64_t bytes = lives.other.bytes;
    WideSum weight = 0;
    for (const BufferLife& life : lives.buffers) {
      bytes += life.all_bytes;
      weight += life.weight;
      EXPECT_EQ(life.resized, life.bytes == 700);
      EXPECT_EQ(life.all_bytes > life.bytes, life.kind == "heap");
    }
    EXPECT_EQ(bytes, report.peak.bytes);  // all of them live at the end
    if (most > 100) {
      EXPECT_EQ(NarrowCount(weight), report.peak.buffers);
      EXPECT_EQ(lives.other.count, 0);
    } else {
      EXPECT_NEAR(static_cast<double>(NarrowCount(weight) + lives.other.count),
                  static_cast<double>(report.peak.buffers), 1);
    }
  }
}

TEST(Pictures, LeaksGrowOrDoNot) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  trace.On({.site = 1}).At(0).Array(1, 1, 1000);
  trace.On({.site = 2});
  for (int64_t i = 0; i < 64; ++i) trace.At(i * 100 + 50).Array(10 + i, 10 + i, 1);
  trace.At(6400).End();
  const Report report = Drawn(trace);
  const LeakGrowths& leaks = report.details.pictures.leaks;
  ASSERT_EQ(leaks.sites.size(), 2u);
  EXPECT_EQ(leaks.sites[0].bytes.size(), 64u);
  EXPECT_EQ(leaks.sites[0].bytes.front(), 8000);
  EXPECT_EQ(leaks.sites[0].bytes.back(), 8000);
  EXPECT_EQ(leaks.sites[1].bytes[0], 8);
  EXPECT_EQ(leaks.sites[1].bytes[31], 32 * 8);
  EXPECT_EQ(leaks.sites[1].bytes[63], 64 * 8);
}

TEST(Pictures, APinHasItsTimes) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "a.cc", 2);
  trace.On({.site = 1}).Array(7, 1, 100000).Write(7);
  trace.On({.site = 2}).View({.view = 2, .buf = 7, .parent = 1, .offset = 0, .shape = {{10}}});
  trace.At(500).Drop(1);
  trace.At(900).Free(7);
  trace.End();
  const Report report = Drawn(trace);
  ASSERT_EQ(report.pins.size(), 1u);
  EXPECT_EQ(report.pins[0].base_site.line, 1);
  EXPECT_EQ(report.pins[0].site.line, 2);
  EXPECT_EQ(report.pins[0].buf, 7);
  EXPECT_EQ(report.pins[0].serial, 1);
  EXPECT_EQ(report.pins[0].since_t, 500);
  EXPECT_EQ(report.pins[0].until_t, 900);
}

// A program without sense: arrays and blocks of the heap come, grow, are copied and go.
TraceScript RandomTrace(uint32_t seed) {
  std::mt19937 random(seed);
  const auto upto = [&](int64_t most) {
    return std::uniform_int_distribution<int64_t>(0, most)(random);
  };
  TraceScript trace;
  for (int64_t site = 1; site <= 9; ++site) trace.Site(site, "a.cc", site);
  std::vector<int64_t> live;
  int64_t last = 0;
  for (int i = 0; i < 400; ++i) {
    trace.On({.site = upto(9), .thread = 1 + upto(3)});
    const int64_t act = upto(9);
    if (act < 4 || live.size() < 2) {
      const int64_t id = ++last;
      live.push_back(id);
      if (upto(3) == 0) {
        trace.Alloc({.buf = id, .bytes = upto(5000), .kind = "heap"});
      } else {
        trace.Array(id, id, upto(500));
      }
      continue;
    }
    const auto at = static_cast<size_t>(upto(static_cast<int64_t>(live.size()) - 1));
    const int64_t one = live[at];
    if (act < 6) {
      trace.Free(one);
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (act < 7) {
      trace.Add(trace::Resize{.buffer = {.buf = BufferId(one)}, .bytes = upto(9000)});
    } else {
      const int64_t from = upto(5) == 0 ? last + 100 : live[static_cast<size_t>(upto(1))];
      trace.Copy({.bytes = upto(4000), .src_buf = from, .dst_buf = one});
    }
  }
  trace.End();
  return trace;
}

TEST(Pictures, WhatIsKeptAndWhatIsNotMakeTheWhole) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    const TraceScript trace = RandomTrace(seed);
    for (const size_t most : {size_t{2}, size_t{100000}}) {
      const Report report = Drawn(
          trace, {.lives = most, .views = most, .holders = most, .flows = most, .edges = most});
      const Pictures& pictures = report.details.pictures;
      int64_t bytes = pictures.holders.other.bytes;
      int64_t count = pictures.holders.other.count;
      for (const PeakHolder& row : pictures.holders.rows) {
        bytes += row.bytes;
        count += row.count;
      }
      EXPECT_EQ(bytes, report.peak.bytes);
      EXPECT_EQ(count, report.peak.buffers);
      EXPECT_EQ(pictures.holders.rows.size() < 3, most == 2);

      CopyFlow sum = pictures.flows.other;
      for (const CopyFlow& row : pictures.flows.rows) {
        sum.count += row.count;
        sum.bytes += row.bytes;
        sum.needless_count += row.needless_count;
        sum.needless_bytes += row.needless_bytes;
      }
      EXPECT_EQ(sum.count, report.copies.count);
      EXPECT_EQ(sum.bytes, report.copies.bytes);
      EXPECT_EQ(sum.needless_count, report.copies.redundant_count);
      EXPECT_EQ(sum.needless_bytes, report.copies.redundant_bytes);

      int64_t at_peak = 0;
      for (const BufferLife& life : pictures.lives.buffers) at_peak += life.at_peak ? 1 : 0;
      if (most > 2) {
        EXPECT_EQ(at_peak, report.peak.buffers);
      }
      EXPECT_EQ(static_cast<int64_t>(pictures.lives.buffers.size()) + pictures.lives.other.rows,
                report.totals.alloc_count);
      std::map<int64_t, int64_t> leaks;
      for (const SiteBytes& site : report.leaks.sites) leaks[site.site.line] = site.bytes;
      for (const LeakGrowth& site : pictures.leaks.sites) {
        EXPECT_EQ(site.bytes.back(), leaks[site.site.line]);
        EXPECT_TRUE(std::is_sorted(site.bytes.begin(), site.bytes.end()));
      }
      EXPECT_EQ(pictures.leaks.sites.size(), leaks.size());
    }
  }
}

}  // namespace
}  // namespace tidemark::analysis
