#include "tidemark/analysis/rules/leak_suppression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Problem(const std::string& text) {
  return std::string(ParseLeakSuppressions(text, "my.supp").status().message());
}

TEST(LeakSuppressionFile, HasPatternsAndSaysWhereTheyAre) {
  const auto file = ParseLeakSuppressions(
      "# ours\n\n  leak:load_config  \r\nrace:queue\nleak:^lib*.so$\nundefined:x\nleak:a::b(int)",
      "my.supp");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->suppressions.size(), 3u);
  EXPECT_EQ(file->suppressions[0].pattern, "load_config");
  EXPECT_EQ(file->suppressions[0].source, "my.supp:3");
  EXPECT_EQ(file->suppressions[1].pattern, "^lib*.so$");
  EXPECT_EQ(file->suppressions[2].pattern, "a::b(int)");
  EXPECT_EQ(file->suppressions[2].source, "my.supp:7");
  EXPECT_EQ(file->other_kinds, 2);
  EXPECT_EQ(file->first_of_other, "my.supp:4: race");
}

TEST(LeakSuppressionFile, MayBeEmpty) {
  for (const char* const text : {"", "\n\n", "#leak:x", "\xEF\xBB\xBF# with a mark\n"}) {
    const auto file = ParseLeakSuppressions(text, "my.supp");
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE(file->suppressions.empty());
  }
}

TEST(LeakSuppressionFile, ErrorsNameFileLineAndCure) {
  EXPECT_THAT(Problem("leak:a\nload_config\n"), StartsWith("my.supp:2: expected 'leak:PATTERN'"));
  EXPECT_THAT(Problem("leek:a"), HasSubstr("my.supp:1: unknown kind 'leek'"));
  EXPECT_THAT(Problem("leek:a"), HasSubstr("leak"));
  EXPECT_THAT(Problem("leak: x\nleak:\n"), StartsWith("my.supp:2: the pattern ''"));
  for (const char* const everything : {"leak:*", "leak:^", "leak:$", "leak:^*$", "leak:**"}) {
    EXPECT_THAT(Problem(everything), HasSubstr("would match everything")) << everything;
  }
}

TEST(LeakSuppressionFile, HostileInputIsAMessage) {
  EXPECT_THAT(Problem(std::string("leak:a\n\0\0\0", 10)), StartsWith("my.supp:2: "));
  EXPECT_THAT(Problem("\x1b[31mred\xff\n"), StartsWith("my.supp:1: "));
  EXPECT_EQ(Problem("\x1b[31mred\n").find('\x1b'), std::string::npos);
  EXPECT_THAT(Problem("leak:" + std::string(5000, 'x')), HasSubstr("longer than 1000 bytes"));
  EXPECT_LT(Problem(std::string(1 << 20, 'x')).size(), 400u);
  std::string many;
  for (int i = 0; i <= 10'000; ++i) absl::StrAppend(&many, "leak:f", i, "\n");
  EXPECT_THAT(Problem(many), HasSubstr("my.supp:10001: more than 10000"));
}

TEST(SuppressionPattern, IsSearchedForAndMayBeAnchored) {
  EXPECT_TRUE(SuppressionMatches("load", "my::load_config"));
  EXPECT_TRUE(SuppressionMatches("my*config", "my::load_config"));
  EXPECT_TRUE(SuppressionMatches("^my::", "my::load_config"));
  EXPECT_TRUE(SuppressionMatches("config$", "my::load_config"));
  EXPECT_TRUE(SuppressionMatches("^my*config$", "my::load_config"));
  EXPECT_TRUE(SuppressionMatches("foo$", "foofoo"));
  EXPECT_FALSE(SuppressionMatches("^load", "my::load_config"));
  EXPECT_FALSE(SuppressionMatches("load$", "my::load_config"));
  EXPECT_FALSE(SuppressionMatches("Load", "my::load_config"));
  EXPECT_FALSE(SuppressionMatches("load", ""));
  EXPECT_FALSE(SuppressionMatches("^load$", "loads"));
  EXPECT_FALSE(SuppressionMatches("config*my", "my::load_config"));
}

TEST(SuppressionPattern, ManyStarsTakeNoLongTime) {
  std::string pattern;
  for (int i = 0; i < 300; ++i) pattern += "a*";
  EXPECT_FALSE(SuppressionMatches(pattern + "b$", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace tidemark::analysis
