// The breakdown: its sums are the totals, whatever the trace; and its rows are where things happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "tests/analysis/trace_generator.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

std::map<std::string, int64_t> SumsOf(const Report& report) {
  std::map<std::string, int64_t> sums = {{"largest", 0}};
  for (const Usage& usage : report.usage) {
    sums["allocs"] += usage.alloc_count;
    sums["alloc bytes"] += usage.alloc_bytes;
    sums["resizes"] += usage.resize_count;
    sums["temporaries"] += usage.temporary_count;
    sums["largest"] = std::max(sums["largest"], usage.largest_bytes);
    sums["peak"] += usage.peak_bytes;
    sums["peak buffers"] += usage.peak_count;
    sums["live"] += usage.live_end_count;
    sums["live bytes"] += usage.live_end_bytes;
    sums["copies"] += usage.copy_count;
    sums["copy bytes"] += usage.copy_bytes;
    sums["views"] += usage.view_count;
    sums["ops"] += usage.op_count;
    for (const RuleUsage& found : usage.findings) {
      const bool copy = found.category == Category::kRedundantCopy;
      if (copy) sums["redundant"] += found.count;
      if (copy) sums["redundant bytes"] += found.bytes;
      if (found.category == Category::kLeak) sums["leaks"] += found.count;
      if (found.category == Category::kLeak) sums["leaked bytes"] += found.bytes;
      if (found.rule == "pinned-base") sums["pinned"] += found.bytes;
    }
  }
  return sums;
}

std::map<std::string, int64_t> TotalsOf(const Report& report) {
  std::map<std::string, int64_t> totals = {{"allocs", report.totals.alloc_count},
                                           {"alloc bytes", report.totals.alloc_bytes},
                                           {"resizes", report.totals.resize_count},
                                           {"temporaries", report.totals.temporary_count},
                                           {"largest", report.totals.largest_alloc_bytes},
                                           {"peak", report.peak.bytes},
                                           {"peak buffers", report.peak.buffers},
                                           {"live", report.totals.live_end_count},
                                           {"live bytes", report.totals.live_end_bytes},
                                           {"copies", report.totals.copy_count},
                                           {"copy bytes", report.totals.copy_bytes},
                                           {"views", report.totals.view_count},
                                           {"ops", report.totals.op_count},
                                           {"redundant", report.copies.redundant_count},
                                           {"redundant bytes", report.copies.redundant_bytes},
                                           {"leaks", report.leaks.count},
                                           {"leaked bytes", report.leaks.bytes},
                                           {"pinned", 0}};
  for (const Pin& pin : report.pins) totals["pinned"] += pin.wasted_bytes;
  std::erase_if(totals, [](const auto& entry) { return entry.second == 0; });
  return totals;
}

std::map<std::string, int64_t> NonZero(std::map<std::string, int64_t> sums) {
  std::erase_if(sums, [](const auto& entry) { return entry.second == 0; });
  return sums;
}

// A random trace with scopes put in: some threads have one open at times.
TraceScript WithScopes(const TraceScript& trace, uint64_t seed) {
  static constexpr absl::string_view kNames[] = {"a", "b", "c"};
  TraceScript scoped;
  std::map<ThreadId, std::vector<absl::string_view>> open;
  uint64_t random = seed * 2654435761U + 1;
  for (const trace::Event& event : trace.events()) {
    if (!trace::IsDefinition(event.body)) {
      random = random * 6364136223846793005U + 1442695040888963407U;
      std::vector<absl::string_view>& names = open[event.thread];
      trace::Event scope{.t = event.t, .thread = event.thread};
      const uint64_t choice = (random >> 33) % 8;
      if (choice < 2 && names.size() < 3) {
        names.push_back(kNames[(random >> 40) % 3]);
        scope.body = trace::ScopeBegin{.name = names.back()};
        scoped.Add(scope);
      } else if (choice == 2 && !names.empty()) {
        scope.body = trace::ScopeEnd{.name = names.back()};
        names.pop_back();
        scoped.Add(scope);
      }
    }
    scoped.Add(event);
  }
  return scoped;
}

TEST(UsageLedger, SumsToTheTotalsOfAnyTrace) {
  int64_t scopes = 0;
  for (uint64_t seed = 1; seed <= 1500; ++seed) {
    const TraceScript plain = seed % 5 == 0 ? RandomIllegalTrace(seed, 3) : RandomLegalTrace(seed);
    const TraceScript trace = WithScopes(plain, seed);
    const Report report = trace.Analyzed(nullptr, {.break_down = true});
    ASSERT_EQ(NonZero(SumsOf(report)), TotalsOf(report)) << "seed " << seed;
    scopes += static_cast<int64_t>(report.scopes.size());
    // What is broken down is otherwise the same report.
    const Report whole = trace.Analyzed();
    ASSERT_EQ(TotalsOf(whole), TotalsOf(report)) << "seed " << seed;
    EXPECT_TRUE(whole.usage.empty());
    ASSERT_EQ(whole.findings.size(), report.findings.size()) << "seed " << seed;
    // By place, the peak is what the report breaks it down to.
    std::map<SiteReport, int64_t> by_place;
    for (const Usage& usage : report.usage) by_place[usage.site] += usage.peak_bytes;
    for (const SiteBytes& entry : report.peak.sites) {
      ASSERT_EQ(by_place[entry.site], entry.bytes) << "seed " << seed;
    }
  }
  EXPECT_GT(scopes, 1000);
}

class UsageRows : public ::testing::Test {
 protected:
  void SetUp() override {
    trace_.Head("program").Site(1, "a.cc", 10, "load").Site(2, "b.cc", 20, "work");
  }
  // The only row of that place, scope, kind and dtype.
  const Usage& Row(int64_t line, const std::string& scope, const std::string& kind,
                   const std::string& dtype = "") {
    report_ = trace_.Analyzed(nullptr, {.break_down = true});
    static const Usage& none = *new Usage;
    for (const Usage& usage : report_.usage) {
      if (usage.site.line == line && usage.scope == scope && usage.kind == kind &&
          usage.dtype == dtype) {
        return usage;
      }
    }
    ADD_FAILURE() << "no row " << line << " " << scope << " " << kind << " " << dtype;
    return none;
  }

  TraceScript trace_;
  Report report_;
};

TEST_F(UsageRows, TellScopesKindsAndDtypesApart) {
  trace_.On({.site = 1}).Array(1, 1, 10);
  trace_.Add(trace::ScopeBegin{.name = "step"}).Array(2, 2, 10);
  trace_.Alloc({.buf = 3, .bytes = 7, .kind = "heap"});
  trace_.Add(trace::ScopeEnd{.name = "step"}).End();
  EXPECT_EQ(Row(10, "", "array", "f8").alloc_bytes, 80);
  EXPECT_EQ(Row(10, "step", "array", "f8").alloc_bytes, 80);
  EXPECT_EQ(Row(10, "step", "heap").alloc_bytes, 7);
  EXPECT_EQ(report_.usage.size(), 5u);  // and the leaks, within and outside
}

TEST_F(UsageRows, GrowthCountsWhereItHappensAndIsHeldWhereTheBufferWasMade) {
  trace_.On({.site = 1}).Alloc({.buf = 1, .bytes = 16, .kind = "heap"});
  trace_.On({.site = 2}).Add(trace::Resize{.buffer = {.buf = BufferId(1)}, .bytes = 1000});
  trace_.Add(trace::Resize{.buffer = {.buf = BufferId(1)}, .bytes = 10}).Free(1).End();
  EXPECT_EQ(Row(10, "", "heap").alloc_bytes, 16);
  EXPECT_EQ(Row(10, "", "heap").peak_bytes, 1000);
  EXPECT_EQ(Row(20, "", "heap").alloc_bytes, 984);
  EXPECT_EQ(Row(20, "", "heap").resize_count, 2);
  EXPECT_EQ(Row(20, "", "heap").largest_bytes, 1000);
  EXPECT_EQ(report_.totals.alloc_bytes, 1000);
  EXPECT_EQ(report_.totals.resize_count, 2);
  EXPECT_EQ(report_.totals.largest_alloc_bytes, 1000);
  ASSERT_EQ(report_.origins.largest_alloc.size(), 1u);
  EXPECT_EQ(report_.origins.largest_alloc[0].site.line, 20);
  ASSERT_EQ(report_.peak.sites.size(), 1u);
  EXPECT_EQ(report_.peak.sites[0].bytes, 1000);
  ASSERT_EQ(report_.peak.sites[0].grown_at.size(), 1u);
  EXPECT_EQ(report_.peak.sites[0].grown_at[0].site.line, 20);
  EXPECT_EQ(report_.peak.sites[0].grown_at[0].bytes, 984);
}

TEST_F(UsageRows, WhatGrewAfterThePeakIsNotSaidOfIt) {
  trace_.On({.site = 1}).Alloc({.buf = 1, .bytes = 16}).Alloc({.buf = 2, .bytes = 5000}).Free(2);
  trace_.On({.site = 2}).Add(trace::Resize{.buffer = {.buf = BufferId(1)}, .bytes = 1000});
  trace_.End();
  const Report report = trace_.Analyzed();
  ASSERT_EQ(report.peak.sites.size(), 1u);
  EXPECT_TRUE(report.peak.sites[0].grown_at.empty());
}

TEST_F(UsageRows, CountOperationsByNameAndWhatTheyReused) {
  trace_.On({.site = 2});
  trace_.Array(1, 1, 10);
  trace_.Add(trace::Op{.name = "add", .out = ViewId(1), .reused = true});
  trace_.Add(trace::Op{.name = "add", .out = ViewId(1), .reused = false});
  trace_.Add(trace::Op{.name = "multiply", .out = ViewId(1)}).End();
  EXPECT_EQ(Row(20, "", "op:add").op_count, 2);
  EXPECT_EQ(Row(20, "", "op:add").reused_ops, 1);
  EXPECT_EQ(Row(20, "", "op:multiply").op_count, 1);
  EXPECT_EQ(Row(20, "", "op:multiply").reused_ops, 0);
}

TEST_F(UsageRows, WhatScannedValuesDoNotNeedIsByTheLatestScan) {
  trace_.On({.site = 1});
  trace_.Array(1, 1, 100).Array(2, 2, 100);
  trace_.Add(trace::Values{.buf = BufferId(1), .fits = "i2"});
  trace_.Add(trace::Values{.view = ViewId(2), .fits = "i1"});
  trace_.Add(trace::Values{.view = ViewId(2), .fits = "f8"});  // since then written to
  trace_.Free(1).End();
  EXPECT_EQ(Row(10, "", "array", "f8").excess_bytes, 600);
  EXPECT_TRUE(report_.values_scanned);
}

TEST_F(UsageRows, ACopyOfWhatIsUnknownIsCountedAllTheSame) {
  trace_.On({.site = 2}).Array(1, 1, 10).Copy({.bytes = 80, .src_buf = 99, .dst_buf = 1});
  trace_.Free(1).End();
  EXPECT_EQ(Row(20, "", "").copy_bytes, 80);
}

}  // namespace
}  // namespace tidemark::analysis
