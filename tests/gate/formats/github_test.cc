#include "tidemark/gate/formats/github.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "tests/gate/formats/sample_results.h"

namespace tidemark::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> LinesOf(const CheckResult& result) {
  return absl::StrSplit(GithubText(result, SampleOptions()), '\n', absl::SkipEmpty());
}

TEST(Github, AFailureIsAnErrorAtItsPlaceInTheRepository) {
  CheckResult result;
  result.verdicts = {PassedVerdict(), FailedVerdict()};
  const std::vector<std::string> lines = LinesOf(result);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], StartsWith("::error file=src/load.cc,line=23,title=pipeline%3A peak_bytes "
                                   "<= 64MiB::peak_bytes went from 64 MiB"));
  EXPECT_THAT(lines[0], HasSubstr("+138%25"));
  EXPECT_THAT(lines[0], HasSubstr("%0Alook closer: tidemark report run.tmk"));
}

TEST(Github, WhatWasNotJudgedWarnsAndARefusedTraceIsAnError) {
  CheckResult result;
  result.verdicts = {UnjudgedVerdict()};
  result.refused = {{.trace = "a,b.tmk", .message = "byte 12: no trace", .empty = false}};
  const std::vector<std::string> lines = LinesOf(result);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0],
              StartsWith("::error file=a%2Cb.tmk,title=tidemark%3A unusable trace::a,b.tmk: byte"));
  EXPECT_THAT(lines[1], StartsWith("::warning file=run.tmk,title="));
}

TEST(Github, LevelsAreCommandsAndManyAreCounted) {
  CheckResult result = LargeResult(120);
  for (Verdict& verdict : result.verdicts) verdict.level = Level::kNote;
  const std::vector<std::string> lines = LinesOf(result);
  ASSERT_EQ(lines.size(), kMaxAnnotations + 1);
  EXPECT_THAT(lines.back(), StartsWith("::notice title=tidemark::70 more like these"));
}

TEST(Github, NothingIsAnError) {
  EXPECT_EQ(GithubText({}, SampleOptions()), "::error title=tidemark::nothing was judged\n");
}

}  // namespace
}  // namespace tidemark::gate
