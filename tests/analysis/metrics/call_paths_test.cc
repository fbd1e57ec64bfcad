// Who called a place, where several call paths end up at it; and what it is called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::IsEmpty;

constexpr char kCallersApp[] = "/home/me/app";

// Make, called by Load with 100 bytes, by Build with 300 in two, and by main with 20.
TraceScript ThreeCallers() {
  TraceScript trace;
  trace.Frame(1, {.function = "main", .module = kCallersApp})
      .Frame(2, {.function = "Load", .module = kCallersApp});
  trace.Frame(3, {.function = "Build", .module = kCallersApp});
  trace.Frame(4, {.function = "Make", .module = kCallersApp});
  trace.Stack(1, 1).Stack(2, 2, 1).Stack(3, 3, 1).Stack(4, 4, 2).Stack(5, 4, 3).Stack(6, 4, 1);
  trace.On({.stack = 4}).Alloc({.addr = 16, .bytes = 100, .kind = "heap"});
  trace.On({.stack = 5}).Alloc({.addr = 32, .bytes = 100, .kind = "heap"});
  trace.Alloc({.addr = 48, .bytes = 200, .kind = "heap"});
  trace.On({.stack = 6}).Alloc({.addr = 64, .bytes = 20, .kind = "heap"}).End();
  return trace;
}

TEST(CallPaths, HaveTheirBytesAndSumUpToTheRow) {
  const Report report = ThreeCallers().Analyzed();
  for (const auto* list : {&report.peak.sites, &report.origins.allocs, &report.leaks.sites}) {
    ASSERT_EQ(list->size(), 1u);
    const SiteBytes& row = list->front();
    EXPECT_EQ(row.bytes, 420);
    EXPECT_EQ(row.path_count, 3);
    ASSERT_EQ(row.paths.size(), 3u);
    EXPECT_EQ(row.paths[0].bytes, 300);
    EXPECT_EQ(row.paths[0].count, 2);
    EXPECT_EQ(row.paths[0].callers[0].function, "Build");
    EXPECT_EQ(row.paths[1].bytes, 100);
    EXPECT_EQ(row.paths[1].callers[0].function, "Load");
    EXPECT_EQ(row.paths[2].bytes, 20);
    EXPECT_EQ(row.paths[2].callers[0].function, "main");
    EXPECT_EQ(row.callers, row.paths[0].callers);
  }
}

TEST(CallPaths, AreNotThereWhereOnePathIsAll) {
  TraceScript trace;
  trace.Frame(1, {.function = "main", .module = kCallersApp})
      .Frame(2, {.function = "Make", .module = kCallersApp});
  trace.Stack(1, 1).Stack(2, 2, 1);
  trace.On({.stack = 2}).Alloc({.addr = 16, .bytes = 100, .kind = "heap"});
  trace.Alloc({.addr = 32, .bytes = 100, .kind = "heap"}).End();
  const SiteBytes row = trace.Analyzed().peak.sites.at(0);
  EXPECT_THAT(row.paths, IsEmpty());
  EXPECT_EQ(row.path_count, 0);
  EXPECT_EQ(row.callers.at(0).function, "main");
}

TEST(PlaceNames, AreDemangledWhereTheTraceHasThemAsTheLinkerKnowsThem) {
  TraceScript trace;
  trace.Frame(1, {.function = "_ZN3app5CacheIiE4growEm", .module = kCallersApp});
  trace.Frame(2, {.function = "_Zebra", .module = kCallersApp});  // a name of C, no mangled one
  trace.Stack(1, 1).Stack(2, 2);
  trace.On({.stack = 1}).Alloc({.addr = 16, .bytes = 100, .kind = "heap"});
  trace.On({.stack = 2}).Alloc({.addr = 32, .bytes = 50, .kind = "heap"}).End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.sites.at(0).site.function, "app::Cache<int>::grow");
  EXPECT_EQ(report.peak.sites.at(1).site.function, "_Zebra");
}

trace::Alloc Labelled(int64_t buf, int64_t bytes, absl::string_view label) {
  return {.buffer = {.buf = BufferId(buf)}, .bytes = bytes, .kind = "pmr", .label = label};
}

TEST(PlaceNames, TellApartWhatTheProgramLabelled) {
  TraceScript trace;
  trace.Site(1, "a.cc", 7, "Make").On({.site = 1});
  trace.Add(Labelled(1, 100, "weights")).Add(Labelled(2, 30, "bias")).Add(Labelled(3, 1, ""));
  trace.Add(Labelled(4, 100, "weights")).End();
  const Report report = trace.Analyzed(nullptr, {.break_down = true});
  ASSERT_EQ(report.peak.sites.size(), 3u);
  EXPECT_EQ(report.peak.sites[0].site.label, "weights");
  EXPECT_EQ(report.peak.sites[0].site.line, 7);
  EXPECT_EQ(report.peak.sites[0].bytes, 200);
  EXPECT_EQ(report.peak.sites[1].site.label, "bias");
  EXPECT_EQ(report.peak.sites[2].site.label, "");
  int64_t of_weights = 0;
  for (const Usage& usage : report.usage) {
    if (usage.site.label == "weights") of_weights += usage.alloc_bytes;
  }
  EXPECT_EQ(of_weights, 200);
}

// Stacks have labels, sites may be defined late, and what is in a scope stays in it.
TEST(PlaceNames, HaveLabelsWhereverTheyComeFrom) {
  TraceScript trace;
  trace.Frame(1, {.function = "main", .module = kCallersApp}).Stack(1, 1);
  trace.Add(trace::ScopeBegin{.name = "step"});
  trace.On({.stack = 1}).Add(Labelled(1, 100, "cache")).On({.site = 5});
  trace.Add(Labelled(2, 10, "late")).Site(5, "b.cc", 9).End();
  trace::Alloc heap = {.buffer = {.addr = 16}, .bytes = 1, .kind = "heap", .label = "block"};
  const Report report = trace.Analyzed(nullptr, {.break_down = true});
  EXPECT_EQ(report.peak.sites.at(0).site.function, "main");
  EXPECT_EQ(report.peak.sites.at(0).site.label, "cache");
  EXPECT_EQ(report.peak.sites.at(1).site.file, "b.cc");
  EXPECT_EQ(report.peak.sites.at(1).site.label, "late");
  for (const Usage& usage : report.usage) EXPECT_EQ(usage.scope, "step");

  TraceScript of_heap;
  of_heap.Add(heap).End();
  EXPECT_EQ(of_heap.Analyzed().peak.sites.at(0).site.label, "block");
}

TEST(PlaceNames, LabelsWithoutEndAreCutOff) {
  TraceScript trace;
  std::deque<std::string> names;
  trace.Site(1, "a.cc", 7).On({.site = 1});
  for (int64_t i = 1; i <= 10100; ++i) {
    names.push_back(std::to_string(i));
    trace.Add(Labelled(i, 1, names.back()));
  }
  trace.End();
  const Report report = trace.Analyzed();
  EXPECT_EQ(report.peak.sites.size(), 10001u);
  EXPECT_EQ(report.peak.sites[0].bytes, 100);  // those without a label of their own
}

}  // namespace
}  // namespace tidemark::analysis
