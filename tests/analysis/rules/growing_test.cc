// growing: what is more at every mark or repetition, and what only looks like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kElements = 64 * 1024 / 8;  // 64 KiB of f8

class Program {
 public:
  Program() {
    trace_.Head("app");
    trace_.Site(1, "log.cc", 7, "Append").Site(2, "other.cc", 9).On({.site = 1});
  }

  Program& Make(int64_t elements = kElements, int64_t site = 1) {
    ++last_;
    trace_.On({.site = site}).Array(last_, last_, elements);
    live_.push_back(last_);
    return *this;
  }
  Program& FreeOldest() {
    trace_.Free(live_.front());
    live_.erase(live_.begin());
    return *this;
  }
  Program& Mark(absl::string_view name = "step") {
    trace_.Add(trace::EventBody(trace::Mark{.name = name}));
    return *this;
  }
  Program& Begin() {
    trace_.Add(trace::EventBody(trace::ScopeBegin{.name = "request"}));
    return *this;
  }
  Program& EndScope() {
    trace_.Add(trace::EventBody(trace::ScopeEnd{.name = "request"}));
    return *this;
  }
  // Frees everything, as a program does that ends in good order.
  Report Ended() {
    while (!live_.empty()) FreeOldest();
    trace_.End();
    return trace_.Analyzed();
  }
  Report CutOff() { return trace_.Analyzed(); }

 private:
  TraceScript trace_;
  std::vector<int64_t> live_;
  int64_t last_ = 0;
};

TEST(Growing, MoreAtEachMark) {
  Program program;
  for (int i = 0; i < 4; ++i) program.Make().Mark();
  const Report report = program.Ended();
  EXPECT_EQ(RulesFound(report), "growing");
  const Finding& finding = report.findings.at(0);
  EXPECT_EQ(finding.count, 1);
  EXPECT_EQ(finding.bytes, 3 * 64 * 1024);
  EXPECT_EQ(finding.site.function, "Append");
  EXPECT_EQ(finding.severity, Severity::kWarning);
  EXPECT_EQ(finding.confidence, Confidence::kLikely);
  EXPECT_FALSE(finding.tells_saving);
  EXPECT_EQ(finding.message,
            "what is live of this place grew by 192 KiB, at each of 4 marks 'step'");
  EXPECT_EQ(report.leaks.bytes, 0);
}

TEST(Growing, MoreAtTheEndOfEachRepetitionOfAScope) {
  Program program;
  for (int i = 0; i < 5; ++i) program.Begin().Make().EndScope();
  const Report report = program.Ended();
  ASSERT_NE(OnlyFinding(report, "growing"), nullptr);
  EXPECT_THAT(OnlyFinding(report, "growing")->message,
              HasSubstr("each of 5 repetitions of the scope 'request'"));
}

// A trace that is cut off has no leaks; that it grew is seen all the same.
TEST(Growing, ATraceThatIsCutOff) {
  Program program;
  for (int i = 0; i < 6; ++i) program.Make().Mark();
  const Report report = program.CutOff();
  EXPECT_EQ(RulesFound(report), "growing");
}

// It had none of it at the first mark.
TEST(Growing, ASiteThatBeginsAfterTheFirstMark) {
  Program program;
  program.Mark();
  for (int i = 0; i < 3; ++i) program.Make().Mark();
  ASSERT_NE(OnlyFinding(program.Ended(), "growing"), nullptr);
}

TEST(Growing, SeveralSeriesOfOneSiteAreOneFinding) {
  Program program;
  for (int i = 0; i < 5; ++i) program.Begin().Make().Mark().EndScope();
  program.Mark();  // the sixth shows no growth
  EXPECT_EQ(OnlyFinding(program.Ended(), "growing")->bytes, 4 * 64 * 1024);
}

TEST(Growing, TwoReadingsAreNotEnough) {
  Program program;
  for (int i = 0; i < 2; ++i) program.Make().Mark();
  EXPECT_EQ(RulesFound(program.Ended()), "");
  Program enough;
  for (int i = 0; i < 3; ++i) enough.Make().Mark();
  EXPECT_EQ(RulesFound(enough.Ended()), "growing");
}

// As training loops do: "epoch 1", "epoch 2".
TEST(Growing, NumbersInTheNamesDoNotCount) {
  Program program;
  for (const char* name : {"epoch 9", "epoch 10", "epoch 11"}) program.Make().Mark(name);
  const Report report = program.Ended();
  ASSERT_NE(OnlyFinding(report, "growing"), nullptr);
  EXPECT_THAT(OnlyFinding(report, "growing")->message,
              HasSubstr("at each of 3 marks like 'epoch 9'"));
}

TEST(Growing, MarksOfDifferentNamesAreNotComparable) {
  Program program;
  for (const char* name : {"load", "parse", "solve", "store", "done"}) program.Make().Mark(name);
  EXPECT_EQ(RulesFound(program.Ended()), "");
}

// A ring of the last two, and a buffer that is warm after the first.
TEST(Growing, WhatIsBoundedStopsGrowing) {
  Program ring;
  for (int i = 0; i < 8; ++i) {
    ring.Make();
    if (i >= 2) ring.FreeOldest();
    ring.Mark();
  }
  EXPECT_EQ(RulesFound(ring.Ended()), "");
  Program warm;
  warm.Make();
  for (int i = 0; i < 8; ++i) warm.Mark();
  EXPECT_EQ(RulesFound(warm.Ended()), "");
}

// A table that doubles grows at some marks, not at each.
TEST(Growing, NotAtOneOfThem) {
  Program program;
  for (int i = 0; i < 8; ++i) {
    if (i != 5) program.Make();
    program.Mark();
  }
  EXPECT_EQ(RulesFound(program.Ended()), "");
}

// Beside a peak of 8 MiB a hundredth of which would be more than 64 KiB.
TEST(Growing, AFewBytesAtEachAreALogAndNoLeak) {
  Program program;
  program.Make(1 << 20, 2);
  for (int i = 0; i < 9; ++i) program.Make(1000).Mark();
  EXPECT_EQ(RulesFound(program.Ended()), "");
  Program enough;
  enough.Make(1 << 20, 2);
  for (int i = 0; i < 9; ++i) enough.Make(1024).Mark();
  EXPECT_EQ(RulesFound(enough.Ended()), "growing");
}

TEST(Growing, InASmallProgramAFewBytesAreMuch) {
  Program program;
  for (int i = 0; i < 3; ++i) program.Make(125).Mark();
  EXPECT_EQ(RulesFound(program.Ended()), "growing");
  Program little;
  little.Make(100 * 250 + 1, 2);
  for (int i = 0; i < 3; ++i) little.Make(125).Mark();
  EXPECT_EQ(RulesFound(little.Ended()), "");
}

}  // namespace
}  // namespace tidemark::analysis
