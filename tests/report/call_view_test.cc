// The tree of calls as text: who is in it, and that its figures add up.
#include "tidemark/report/call_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/report/sample_reports.h"
#include "tidemark/base/display_text.h"

namespace tidemark::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Adds a node; its number.
int32_t Add(analysis::Report* report, int32_t parent, const std::string& function,
            int64_t peak_bytes = 0) {
  analysis::CallNode node;
  node.parent = parent;
  node.frame = {
      .file = absl::StrCat("/src/", function, ".cc"), .line = 7, .function = function, .label = {}};
  node.self.peak_bytes = peak_bytes;
  node.self.peak_count = peak_bytes > 0 ? 1 : 0;
  report->details.call_tree.nodes.push_back(node);
  return static_cast<int32_t>(report->details.call_tree.nodes.size()) - 1;
}

analysis::Report Program() {
  analysis::Report report;
  report.trace.program = "app";
  report.details.call_tree.nodes.emplace_back();
  return report;
}

std::vector<std::string> TreeLines(const analysis::Report& report, const TextOptions& options,
                                   const char* metric = "peak") {
  std::vector<std::string> lines;
  for (const Line& line : CallLines(report, *FindCallMetric(metric), options)) {
    lines.push_back(RenderLine(line, options));
    lines.back().pop_back();
  }
  return lines;
}

std::string TreeText(const analysis::Report& report, const TextOptions& options = {},
                     const char* metric = "peak") {
  return absl::StrJoin(TreeLines(report, options, metric), "\n");
}

TEST(CallView, CallsWithoutBranchesStandBelowEachOther) {
  analysis::Report report = Program();
  const int32_t main = Add(&report, 0, "main");
  const int32_t run = Add(&report, main, "Run");
  Add(&report, Add(&report, run, "Load"), "Read", 3000 << 10);
  Add(&report, run, "Parse", 1000 << 10);
  EXPECT_EQ(TreeText(report, {.width = 80}),
            R"(CALLS  who called for what was live at the peak: 3.9 MiB in 2 buffers
    3.9 MiB 100%        2×  app
                            main main.cc:7
                            Run Run.cc:7
   2.92 MiB  75%        1×  ├ Load Load.cc:7
                            │ Read Read.cc:7
   1000 KiB  25%        1×  └ Parse Parse.cc:7)");
  EXPECT_EQ(TreeText(report, {.width = 40, .unicode = false}),
            R"(CALLS  who called for what was live at
       the peak: 3.9 MiB in 2 buffers
    3.9 MiB 100%  app
                  main main.cc:7
                  Run Run.cc:7
   2.92 MiB  75%  | Load Load.cc:7
                  | Read Read.cc:7
   1000 KiB  25%  ` Parse Parse.cc:7)");
}

TEST(CallView, WhatACallerMadeItselfAndWhatIsSmallHaveLines) {
  analysis::Report report = Program();
  const int32_t main = Add(&report, 0, "main", 500000);
  Add(&report, main, "Large", 499000);
  for (int i = 0; i < 100; ++i) Add(&report, main, absl::StrCat("Small", i), 10);
  const std::string text = TreeText(report);
  EXPECT_THAT(text, AllOf(HasSubstr("├ itself"), HasSubstr("├ Large Large.cc:7"),
                          HasSubstr("└ others (100 branches)"), Not(HasSubstr("Small"))));
}

TEST(CallView, WhatTheAnalysisLeftOutIsAmongTheOthers) {
  analysis::Report report = Program();
  Add(&report, 0, "Large", 5000);
  Add(&report, 0, "", 3000);
  report.details.call_tree.nodes.back().is_other = true;
  report.details.call_tree.folded_stacks = 1234;
  EXPECT_THAT(TreeText(report), AllOf(HasSubstr("2.92 KiB  38%        1×  └ others"),
                                      HasSubstr("1,234 stacks are among the others")));
}

TEST(CallView, ALongChainLosesItsMiddle) {
  analysis::Report report = Program();
  int32_t at = 0;
  for (int i = 1; i <= 100; ++i) at = Add(&report, at, absl::StrCat("F", i), i == 100 ? 8 : 0);
  const std::string text = TreeText(report);
  EXPECT_EQ(TreeLines(report, {}).size(), 8u);
  EXPECT_THAT(text, AllOf(HasSubstr("F2 F2.cc:7"), HasSubstr("… 95 calls"), HasSubstr("F98 F98"),
                          HasSubstr("F100 F100.cc:7"), Not(HasSubstr("F50 "))));
}

TEST(CallView, SaysWhyThereIsNothing) {
  analysis::Report report = Program();
  EXPECT_EQ(TreeText(report), "CALLS  nothing was live at the peak");
  EXPECT_EQ(TreeText(report, {}, "leaked"), "CALLS  nothing was leaked");
  report.trace.truncated = true;
  EXPECT_THAT(TreeText(report, {}, "leaked"), HasSubstr("nobody knows what leaked"));
  report.trace.heap_only = true;
  EXPECT_THAT(TreeText(report, {}, "copied"), HasSubstr("nothing of copies"));
  EXPECT_EQ(FindCallMetric("peaks"), nullptr);
}

// The figures of a random tree, as they are drawn: what stands below a line is all of it.
TEST(CallView, BranchesAddUp) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    std::mt19937_64 random(seed);
    analysis::Report report = Program();
    for (int i = 0; i < 400; ++i) {
      const auto parent = static_cast<int32_t>(random() % report.details.call_tree.nodes.size());
      Add(&report, parent, absl::StrCat("F", i), random() % 3 == 0 ? 1 + random() % 900 : 0);
    }
    // Bytes below 1 KiB are written in full, and sums stay so by a scale of 1.
    struct Open {
      size_t column = 0;
      int64_t bytes = 0;
      int64_t below = 0;
      bool any = false;
    };
    std::vector<Open> open;
    const auto close = [&] {
      EXPECT_TRUE(!open.back().any || open.back().below == open.back().bytes) << "seed " << seed;
      open.pop_back();
    };
    const std::vector<int64_t> counts =
        SumsBelow(report.details.call_tree, &analysis::CallFigures::peak_count);
    for (const std::string& line : TreeLines(report, {.width = 1000, .unicode = false})) {
      if (!absl::StrContains(line, "%")) continue;
      const size_t times = line.find("x  ");
      ASSERT_NE(times, std::string::npos) << line;
      const size_t number = line.rfind(' ', times) + 1;
      std::string digits = line.substr(number, times - number);
      digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
      const size_t column = line.find_first_not_of(" |`-", times + 1);
      while (!open.empty() && open.back().column >= column) close();
      const int64_t count = std::stoll(digits);
      if (!open.empty()) {
        open.back().below += count;
        open.back().any = true;
      } else {
        EXPECT_EQ(count, counts[0]);
      }
      open.push_back({.column = column, .bytes = count});
    }
    while (!open.empty()) close();
  }
}

TEST(CallView, FitsAndIsCleanWhateverTheNames) {
  analysis::Report report = Program();
  report.trace.program = std::string(10000, 'p');
  std::mt19937_64 random(1);
  int32_t deep = 0;
  for (int i = 0; i < 200; ++i) {
    deep = Add(&report, deep, absl::StrCat("\x1b[31mF\u202e", std::string(random() % 3000, 'x')),
               1000);
    report.details.call_tree.nodes.back().frame.label = "\xff\xfe\n\t";
  }
  for (const int width : {40, 63, 64, 80, 200}) {
    for (const bool unicode : {true, false}) {
      const std::vector<std::string> lines =
          TreeLines(report, {.width = width, .unicode = unicode});
      EXPECT_GT(lines.size(), 50u);
      for (const std::string& line : lines) {
        EXPECT_LE(DisplayWidth(line), static_cast<size_t>(width)) << line;
        EXPECT_THAT(line, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e")),
                                Not(HasSubstr("\n")), Not(HasSubstr("\xff"))));
        for (const char c : line) EXPECT_TRUE(unicode || (c >= ' ' && c <= '~')) << line;
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::report
