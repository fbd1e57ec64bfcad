#include "tidemark/gate/formats/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tidemark::gate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Verdict Failed() {
  Verdict verdict;
  verdict.rule = "limit";
  verdict.outcome = Outcome::kFailed;
  verdict.trace = "run.json";
  verdict.metric = "peak_bytes";
  verdict.after = 200;
  verdict.limit = 100;
  verdict.excess = 100;
  verdict.limit_text = "peak_bytes <= 100";
  verdict.limit_source = "tidemark.json";
  verdict.inspect_command = "tidemark report run.json";
  Contribution& part = verdict.contributions.emplace_back();
  part.site = {.file = "a.cc", .line = 3, .function = "load", .label = ""};
  part.after = 150;
  verdict.other_places = 2;
  verdict.other_delta = 50;
  return verdict;
}

std::string TextOf(const CheckResult& result) { return CheckText(result, {}); }

TEST(CheckText, SaysAllThatAPersonNeedsToAct) {
  CheckResult result;
  result.verdicts = {Failed()};
  EXPECT_THAT(TextOf(result),
              AllOf(HasSubstr("FAIL  run.json: peak_bytes is 200 B, 100 B over the limit, +100%"),
                    HasSubstr("limit: peak_bytes <= 100, set by tidemark.json"),
                    HasSubstr("150 B  a.cc:3  load"), HasSubstr("50 B  at 2 more places"),
                    HasSubstr("see: tidemark report run.json"),
                    HasSubstr("check: failed, 1 of 1 limit not kept")));
}

TEST(CheckText, ADifferenceNamesBothFiguresAndFromZeroItIsNew) {
  CheckResult result;
  Verdict verdict = Failed();
  verdict.before = 160;
  verdict.contributions[0].before = 110;
  verdict.other_delta = 0;
  result.verdicts = {verdict};
  EXPECT_THAT(TextOf(result),
              AllOf(HasSubstr("160 B → 200 B, +40 B, +25%"), HasSubstr("+40 B  a.cc:3  load")));
  result.verdicts[0].before = 0;
  EXPECT_THAT(TextOf(result), AllOf(HasSubstr("+200 B, new"), Not(HasSubstr("inf"))));
}

TEST(CheckText, WhatIsToBeTypedIsSaidOnce) {
  CheckResult result;
  result.verdicts = {Failed(), Failed()};
  result.verdicts[1].before = 100;
  result.verdicts[1].limit_text.clear();
  result.verdicts[1].limit_source = "baseline.json";
  for (Verdict& verdict : result.verdicts) verdict.accept_command = "tidemark baseline update";
  const std::string text = TextOf(result);
  EXPECT_THAT(text, HasSubstr("limit: at most 100 B, set by baseline.json"));
  const size_t see = text.find("\n      see: tidemark report run.json\n");
  ASSERT_NE(see, std::string::npos) << text;
  EXPECT_EQ(text.find("see: ", see + 8), std::string::npos) << text;
  EXPECT_THAT(text, HasSubstr("\n      accept: tidemark baseline update\n"));
}

TEST(CheckText, ATraceThatCouldNotBeReadIsNamedAndNoPass) {
  CheckResult result;
  result.traces = {"run.json", "gone.json"};
  result.refused = {{.trace = "gone.json", .message = "no such file", .empty = false}};
  result.verdicts.emplace_back();
  EXPECT_THAT(TextOf(result),
              AllOf(HasSubstr("error gone.json was not judged: no such file"),
                    HasSubstr("check: not passed"), HasSubstr("1 of 2 traces not usable")));
}

TEST(CheckText, WhatWasNotJudgedIsNoPass) {
  CheckResult result;
  Verdict& verdict = result.verdicts.emplace_back();
  verdict.outcome = Outcome::kNotJudged;
  verdict.metric = "leak_count";
  verdict.reason = "the trace has no end";
  EXPECT_THAT(TextOf(result), AllOf(HasSubstr("leak_count was not judged: the trace has no end"),
                                    HasSubstr("check: not passed")));
}

TEST(CheckText, ShowsTwentyFindingsAndCountsTheRest) {
  CheckResult result;
  result.verdicts.assign(10000, Failed());
  const std::string text = TextOf(result);
  EXPECT_THAT(text, HasSubstr("and 9980 more findings"));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 20 * 6 + 10);
}

TEST(CheckText, CleansNamesAndIsAsciiWhereItMustBe) {
  CheckResult result;
  Verdict verdict = Failed();
  verdict.contributions[0].site.file = "a\x1b[31m\nb.cc";
  verdict.before = 1;
  result.verdicts = {verdict};
  const std::string text = CheckText(result, {.unicode = false, .source_root = ""});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 127));
}

}  // namespace
}  // namespace tidemark::gate
