#include "tidemark/report/line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::report {
namespace {

using ::testing::ElementsAre;

TEST(Line, LaysColumnsOut) {
  Line line;
  line.AddRight("7 B", 10).PadTo(12).Add("x");
  EXPECT_EQ(RenderLine(line, {.width = 40}), "       7 B  x\n");
}

TEST(Line, KeepsABlankBetweenColumnsThatHaveGrown) {
  Line line;
  line.AddRight("1234567890", 10).AddRight("55%", 12);
  EXPECT_EQ(RenderLine(line, {.width = 40}), "1234567890 55%\n");
}

TEST(Line, IsShortenedToTheWidthAndMarked) {
  const Line line = Line().Add("abcdefgh").Add("ijklmnop");
  EXPECT_EQ(RenderLine(line, {.width = 16}), "abcdefghijklmnop\n");
  EXPECT_EQ(RenderLine(line, {.width = 12}), "abcdefghijk…\n");
  EXPECT_EQ(RenderLine(line, {.width = 12, .unicode = false}), "abcdefghi...\n");
}

TEST(Line, HasNoBlanksAtItsEnd) {
  EXPECT_EQ(RenderLine(Line().Add("a").PadTo(9), {}), "a\n");
  EXPECT_EQ(RenderLine(Line(), {}), "\n");
}

TEST(Line, ColorsOnlyWhenAsked) {
  const Line line = Line().Add("bad", Style::kError).Add(" plain");
  EXPECT_EQ(RenderLine(line, {.color = false}), "bad plain\n");
  EXPECT_EQ(RenderLine(line, {.color = true}), "\x1b[31mbad\x1b[0m plain\n");
}

TEST(WrapWords, BreaksBetweenWords) {
  EXPECT_THAT(WrapWords("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(WrapWords("one two three", 6), ElementsAre("one", "two", "three"));
  EXPECT_THAT(WrapWords("unbreakable", 4), ElementsAre("unbreakable"));
  EXPECT_THAT(WrapWords("", 4), ElementsAre(""));
}

}  // namespace
}  // namespace tidemark::report
