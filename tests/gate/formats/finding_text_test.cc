#include "tidemark/gate/formats/finding_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FindingText, SaysWhatWasAndIsAndHowFarThatIsFromTheLimit) {
  Verdict verdict = FailedVerdict();
  EXPECT_EQ(FindingHeadline(verdict),
            "peak_bytes went from 64 MiB (67108864 B) to 152 MiB (159383552 B) (+88 MiB, +138%), "
            "88 MiB over the limit of 64 MiB (67108864 B)");
  verdict.before.reset();
  EXPECT_EQ(FindingHeadline(verdict),
            "peak_bytes is 152 MiB (159383552 B), 88 MiB over the limit of 64 MiB (67108864 B)");
  verdict.estimated = true;
  EXPECT_THAT(FindingHeadline(verdict), HasSubstr("is ~152 MiB"));
}

TEST(FindingText, UnderALimitAndExactlyAtOne) {
  Verdict verdict = PassedVerdict();
  verdict.outcome = Outcome::kFailed;
  verdict.after = 1;
  verdict.excess = 2;
  EXPECT_EQ(FindingHeadline(verdict), "copy_count is 1, 2 under the limit of 3");
  verdict.after = 3;
  verdict.excess = 0;
  EXPECT_EQ(FindingHeadline(verdict), "copy_count is 3, exactly the limit that it must not reach");
}

TEST(FindingText, FromZeroIsNewAndNeverInfinite) {
  Verdict verdict = FailedVerdict();
  verdict.before = 0;
  EXPECT_EQ(ChangeText(verdict), "+152 MiB, new");
  verdict.after = 0;
  EXPECT_EQ(ChangeText(verdict), "+0 B");
}

TEST(FindingText, SmallChangesAreNotRoundedToNone) {
  Verdict verdict = FailedVerdict();
  verdict.before = 100'000;
  verdict.after = 100'001;
  EXPECT_EQ(ChangeText(verdict), "+1 B, +<0.1%");
  verdict.after = 98'000;
  EXPECT_EQ(ChangeText(verdict), "-1.95 KiB, -2.0%");
}

TEST(FindingText, ExtremeNumbersDoNotOverflow) {
  Verdict verdict = FailedVerdict();
  verdict.before = std::numeric_limits<int64_t>::min();
  verdict.after = std::numeric_limits<int64_t>::max();
  verdict.excess = std::numeric_limits<int64_t>::min();
  verdict.contributions[0].before = std::numeric_limits<int64_t>::min();
  verdict.contributions[0].after = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(FindingHeadline(verdict), HasSubstr("8388607 TiB"));
  EXPECT_THAT(FindingDetails(verdict, SampleOptions())[1], HasSubstr("+8388607 TiB"));
}

TEST(FindingText, DetailsNameTheLimitThePlacesTheRestAndTheCommands) {
  EXPECT_THAT(FindingDetails(FailedVerdict(), SampleOptions()),
              ElementsAre("limit: peak_bytes <= 64MiB, set by tidemark.json",
                          "+50 MiB  usr/include/c++/12/vector:99  grow (array float64; new)",
                          "+30 MiB  src/load.cc:23  load (array float64)",
                          "+8 MiB  in 17 other places", "look closer: tidemark report run.tmk",
                          "accept: tidemark baseline update run.tmk --baseline b.json"));
}

TEST(FindingText, NamesSayTheRuleAndTheFiltersOnce) {
  Verdict verdict = FailedVerdict();
  EXPECT_EQ(FindingName(verdict), "peak_bytes <= 64MiB");
  verdict.scope = "step";
  EXPECT_EQ(FindingName(verdict), "peak_bytes <= 64MiB @scope=step");
  verdict.limit_text = "peak_bytes @scope=step <= 64MiB";
  EXPECT_EQ(FindingName(verdict), "peak_bytes @scope=step <= 64MiB");
  verdict.rule = "increase";
  verdict.limit_text = "";
  verdict.site = "*.cc";
  EXPECT_EQ(FindingName(verdict), "increase: peak_bytes @scope=step @site=*.cc");
  EXPECT_EQ(FindingName(Verdict()), "check");
}

TEST(FindingText, OfWhatWasNotJudgedItSaysWhy) {
  EXPECT_EQ(FindingHeadline(UnjudgedVerdict()),
            "leak_count was not judged: the trace is cut off, so leaks are unknown");
  Verdict verdict = UnjudgedVerdict();
  verdict.reason = "";
  EXPECT_THAT(FindingHeadline(verdict), HasSubstr("no reason is known"));
}

TEST(FindingText, FailuresComeByLevelAndThenBySize) {
  CheckResult result;
  const auto add = [&](Level level, int64_t excess, const char* test) {
    Verdict verdict = FailedVerdict();
    verdict.before.reset();
    verdict.level = level;
    verdict.excess = excess;
    verdict.test = test;
    result.verdicts.push_back(verdict);
  };
  add(Level::kNote, 1000, "note");
  add(Level::kError, 1, "small");
  add(Level::kError, std::numeric_limits<int64_t>::min(), "huge");
  add(Level::kWarning, 5, "warning");
  result.verdicts.push_back(PassedVerdict());
  std::vector<std::string> tests;
  for (const Verdict* verdict : FailuresLargestFirst(result)) tests.push_back(verdict->test);
  EXPECT_THAT(tests, ElementsAre("huge", "small", "warning", "note"));
}

TEST(FindingText, TheSummaryLeavesNothingOut) {
  CheckResult result;
  EXPECT_EQ(SummaryText(result), "nothing was judged");
  EXPECT_FALSE(IsClean(result));
  result.verdicts = {PassedVerdict()};
  EXPECT_EQ(SummaryText(result), "1 check passed");
  EXPECT_TRUE(IsClean(result));
  result.verdicts = {PassedVerdict(), FailedVerdict(), UnjudgedVerdict()};
  result.refused = {{"a.tmk", "cut", false}};
  EXPECT_EQ(SummaryText(result),
            "1 of 2 checks failed, 1 could not be judged, 1 trace was refused");
  result.verdicts = {PassedVerdict()};
  EXPECT_FALSE(IsClean(result));  // the refused trace
  result.refused.clear();
  result.verdicts.push_back(UnjudgedVerdict());
  EXPECT_FALSE(IsClean(result));
}

TEST(FindingText, HostileNamesGiveSingleCleanLinesOfBoundedLength) {
  for (const Verdict& verdict : HostileResult().verdicts) {
    std::vector<std::string> lines = FindingDetails(verdict, SampleOptions());
    lines.push_back(FindingHeadline(verdict));
    lines.push_back(FindingName(verdict));
    for (const std::string& line : lines) {
      EXPECT_THAT(line, Not(HasSubstr("\n")));
      EXPECT_THAT(line, Not(HasSubstr("\x1B")));
      EXPECT_LT(line.size(), 6000u);
    }
  }
}

}  // namespace
}  // namespace tidemark::gate
