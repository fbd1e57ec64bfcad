#include "tidemark/gate/formats/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/text.h"

namespace tidemark::gate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// As much as a failure can have to say.
Verdict Worst(int number) {
  Verdict verdict;
  verdict.rule = "increase";
  verdict.outcome = Outcome::kFailed;
  verdict.trace = "run.tmk";
  verdict.metric = absl::StrCat("metric", number);
  verdict.before = 10;
  verdict.after = 1000;
  verdict.limit = 10;
  verdict.limit_source = "b.json";
  for (int i = 0; i < 5; ++i) {
    Contribution& part = verdict.contributions.emplace_back();
    part.site = {.file = absl::StrCat("f", i, ".cc"), .line = 3, .function = "f", .label = ""};
    part.after = 100 - i;
  }
  verdict.contributions[0].caller = {.file = "u.cc", .line = 9, .function = "u", .label = ""};
  verdict.other_places = 9995;
  verdict.other_delta = 500;
  verdict.inspect_command = "tidemark diff b.json run.tmk";
  verdict.accept_command = "tidemark baseline update run.tmk --baseline b.json";
  return verdict;
}

Verdict Kept() {
  Verdict verdict;
  verdict.metric = "peak_bytes";
  return verdict;
}

Verdict Unknown() {
  Verdict verdict = Kept();
  verdict.outcome = Outcome::kNotJudged;
  verdict.reason = "nobody knows";
  return verdict;
}

size_t Lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Screen, WhateverHappenedTheTextFits) {
  for (const int failures : {0, 1, 2, 3, 4, 5, 6, 20, 21, 10000}) {
    for (const int others : {0, 1, 1000}) {
      CheckResult result;
      for (int i = 0; i < failures; ++i) result.verdicts.push_back(Worst(i));
      result.verdicts.insert(result.verdicts.end(), static_cast<size_t>(others), Kept());
      result.verdicts.insert(result.verdicts.end(), static_cast<size_t>(others), Unknown());
      result.allowed.resize(static_cast<size_t>(others));
      EXPECT_LE(Lines(CheckText(result, {})), kLinesOfScreen) << failures << " and " << others;
    }
  }
}

TEST(Screen, WhatHasNoRoomIsSummedUp) {
  CheckResult result;
  for (int i = 0; i < 5; ++i) result.verdicts.push_back(Worst(i));
  // Five places of 100, 99, ..., of which two are shown.
  EXPECT_THAT(CheckText(result, {}), AllOf(HasSubstr("+99 B  f1.cc:3"), Not(HasSubstr("f2.cc")),
                                           HasSubstr("+791 B  at 9998 more places")));
  result.verdicts.resize(1);
  EXPECT_THAT(CheckText(result, {}),
              AllOf(HasSubstr("+96 B  f4.cc:3"), HasSubstr("+500 B  at 9995 more places")));
}

TEST(Screen, FailuresWithTheSameCommandsShareThem) {
  CheckResult result;
  result.verdicts = {Worst(1), Kept(), Worst(2)};
  const auto count = [&](const std::string& text) {
    const std::string all = CheckText(result, {});
    size_t found = 0;
    for (size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("see: tidemark diff b.json run.tmk\n"), 1U);
  EXPECT_EQ(count("accept: tidemark baseline update run.tmk --baseline b.json\n"), 1U);
  result.verdicts[0].inspect_command = "tidemark report run.tmk";
  EXPECT_EQ(count("see: tidemark report run.tmk\n"), 1U);
  EXPECT_EQ(count("see: "), 2U);
}

TEST(Screen, ACommandIsWholeHoweverLong) {
  CheckResult result;
  result.verdicts = {Worst(1)};
  const std::string file(500, 'x');
  result.verdicts[0].inspect_command = "tidemark report " + file;
  EXPECT_THAT(CheckText(result, {}), HasSubstr("see: tidemark report " + file + "\n"));
}

TEST(Screen, ABoundWithoutWordsOfItsOwnSaysWhatItIsAndWhoSetIt) {
  CheckResult result;
  result.verdicts = {Worst(1)};
  EXPECT_THAT(CheckText(result, {}), HasSubstr("limit: at most 10 B, set by b.json\n"));
}

TEST(Screen, PathsAreTheRepositorysAndASumOfPlacesHasNone) {
  CheckResult result;
  result.verdicts = {Worst(1)};
  auto& parts = result.verdicts[0].contributions;
  parts[0].site.file = "/home/me/app/src/a.cc";
  parts[1].site.file = "/home/me/application/b.cc";
  parts[2].site = {};
  parts[2].note = "small places: 9 before, 10 now";
  const std::string text = CheckText(result, {.unicode = true, .source_root = "/home/me/app"});
  EXPECT_THAT(
      text, AllOf(HasSubstr("  src/a.cc:3"), HasSubstr("  /home/me/application/b.cc:3"),
                  HasSubstr("  small places: 9 before, 10 now\n"), Not(HasSubstr("unknown site"))));
}

}  // namespace
}  // namespace tidemark::gate
