// What observers hear of sorting, sets and statistics, and what the rules make of it: what a
// function does inside is its own affair. No copy that the user could do nothing about.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/recording_observer.h"
#include "tests/support/temp_folder.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/array/array.h"
#include "tidemark/memory/peak_meter.h"
#include "tidemark/memory/scope.h"
#include "tidemark/record/session.h"

namespace tidemark {
namespace {

using test_support::RecordingObserver;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct NamedCall {
  std::string name;
  std::function<void(const Array<double>&)> call;
};

// Each looks at every element of its argument, and keeps nothing.
std::vector<NamedCall> Calls() {
  using Operand = const Array<double>&;
  return {
      {"unique", [](Operand a) { unique(a); }},
      {"unique_all", [](Operand a) { unique_all(a); }},
      {"isin", [](Operand a) { isin(a, a); }},
      {"union1d", [](Operand a) { union1d(a, a); }},
      {"intersect1d", [](Operand a) { intersect1d(a, a); }},
      {"setdiff1d", [](Operand a) { setdiff1d(a, a); }},
      {"argsort", [](Operand a) { argsort(a, std::nullopt); }},
      {"argsort along", [](Operand a) { argsort(a, 0); }},
      {"argpartition", [](Operand a) { argpartition(a, 3, std::nullopt); }},
      {"cumsum", [](Operand a) { cumsum(a); }},
      {"nonzero", [](Operand a) { nonzero(a); }},
      {"flatnonzero", [](Operand a) { flatnonzero(a); }},
      {"argwhere", [](Operand a) { argwhere(a); }},
      {"median", [](Operand a) { median(a); }},
      {"median along", [](Operand a) { median(a, 0); }},
      {"quantile",
       [](Operand a) {
         quantile(a, {0.1, 0.5});
       }},
      {"nanmedian",
       [](Operand a) {
         nanmedian(a, {0, 1});
       }},
      {"nanmean", [](Operand a) { nanmean(a, 0); }},
      {"nanvar", [](Operand a) { nanvar(a, 1); }},
      {"nancumsum", [](Operand a) { nancumsum(a); }},
      {"histogram", [](Operand a) { histogram(a, 10); }},
      {"count_nonzero", [](Operand a) { count_nonzero(a, 0); }},
      {"isclose", [](Operand a) { isclose(a, a); }},
      {"diff", [](Operand a) { diff(a, 3, 0); }},
      {"ptp", [](Operand a) { ptp(a, 1); }},
      {"interp", [](Operand a) { interp(a, ravel(a), ravel(a)); }},
  };
}

TEST(StatisticsEventsTest, NothingIsCopiedInTheUsersName) {
  const Array<double> plain = arange(0.0, 6000.0).reshape({60, 100});
  for (const Array<double>& a : {plain, plain.t(), Array<double>(flip(plain.any()))}) {
    for (const NamedCall& function : Calls()) {
      if (function.name == "interp" && !a.is_c_contiguous()) continue;  // its arguments are copies
      RecordingObserver recorded;
      function.call(a);
      recorded.Stop();
      EXPECT_THAT(recorded.Of("copy"), IsEmpty()) << function.name;
      EXPECT_THAT(recorded.Of("alloc").size(), recorded.Of("free").size()) << function.name;
    }
  }
}

TEST(StatisticsEventsTest, UniqueHasMemoryToSortInAndAResult) {
  const Array<double> a = arange(0.0, 6000.0) % 7.0;
  RecordingObserver recorded;
  const uint32_t line = __LINE__ + 1;
  const Array<double> values = unique(a);
  recorded.Stop();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "alloc", "op", "free"));
  EXPECT_EQ(recorded.events()[0].bytes, 48000);
  EXPECT_EQ(recorded.events()[1].bytes, 56);
  EXPECT_EQ(recorded.events()[2].op, "unique");
  EXPECT_EQ(recorded.events()[3].buffer, recorded.events()[0].buffer);
  for (const auto& event : recorded.events()) {
    if (event.kind != "free") {
      EXPECT_EQ(event.line, line);
    }
  }
}

TEST(StatisticsEventsTest, SortOfEverythingIsOneCopyByItsOwnName) {
  const Array<double> a = arange(0.0, 6000.0).reshape({60, 100});
  RecordingObserver recorded;
  const Array<double> sorted = sort(a, std::nullopt);
  recorded.Stop();
  ASSERT_THAT(recorded.Kinds(), ElementsAre("alloc", "copy", "op"));
  EXPECT_EQ(recorded.events()[1].op, "sort");
}

TEST(StatisticsEventsTest, WhatNeedsNoMemoryTakesNone) {
  const Array<double> a = arange(0.0, 6000.0).reshape({60, 100});
  const Array<double> turned = a.t();
  const NoAllocScope quiet;
  EXPECT_TRUE(allclose(turned, turned));
  EXPECT_TRUE(array_equal(turned, turned));
  EXPECT_EQ(count_nonzero(turned), 5999);
  EXPECT_EQ(nansum(turned), 17997000);
  EXPECT_EQ(nanmean(turned), 2999.5);
  EXPECT_GT(nanvar(turned), 0);
  EXPECT_EQ(nanargmax(turned), 5999);
  EXPECT_EQ(ptp(turned), 5999);
  EXPECT_EQ(searchsorted(a.reshape({-1}), 3.5), 4);
  EXPECT_THROW(median(turned), BudgetExceeded);
  EXPECT_EQ(median(turned[{Slice(0, 5), Slice(0, 5)}]), 202);
}

TEST(StatisticsEventsTest, ThePeakIsOneSliceAndTheResult) {
  const Array<double> a = arange(0.0, 100000.0).reshape({1000, 100});
  PeakMeter meter;
  const auto peak_of = [&](auto&& expression) {
    meter.ResetPeak();
    const int64_t before = meter.Read().live_bytes;
    expression();
    return meter.Read().peak_bytes - before;
  };
  EXPECT_EQ(peak_of([&] { median(a, 0); }), 8 * (100 + 1000));
  EXPECT_EQ(peak_of([&] { median(a, 1); }), 8 * 1000);
  EXPECT_EQ(peak_of([&] { nanmean(a, 1); }), 8 * (1000 + 1000));
  EXPECT_EQ(peak_of([&] { nansum(a, 1); }), 8 * 1000);
  EXPECT_EQ(peak_of([&] { unique(a); }), 8 * (100000 + 100000));
  EXPECT_EQ(peak_of([&] { histogram(a, 10); }), 8 * (10 + 11));
}

// The rules whose findings stand in the report of what `work` does to an array and to its
// transpose.
std::vector<std::string> RulesThatFind(const std::function<void(const Array<double>&)>& work) {
  const test_support::TempFolder folder;
  const std::string path = folder.File("run.tmk");
  Session session({.path = path});
  {
    const Array<double> a = arange(0.0, 6000.0).reshape({60, 100});
    work(a);
    work(a.t());
  }
  EXPECT_TRUE(session.Close().ok());
  const auto report = analysis::Analyze(path);
  EXPECT_TRUE(report.ok()) << report.status();
  std::vector<std::string> rules;
  for (const auto& finding : report->findings) {
    if (finding.rule != "unused-buffer") rules.push_back(finding.rule);  // nobody reads the results
  }
  return rules;
}

TEST(StatisticsEventsTest, TheRulesFindNothing) {
  EXPECT_THAT(RulesThatFind([](const Array<double>& a) {
                for (const NamedCall& function : Calls()) {
                  if (function.name != "interp") function.call(a);
                }
              }),
              IsEmpty());
}

TEST(StatisticsEventsTest, TheRulesFindWhatTheUserDoes) {
  EXPECT_THAT(RulesThatFind([](const Array<double>& a) { unique(a.flatten()); }),
              ::testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace tidemark
