#include "tidemark/base/display_text.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark {
namespace {

TEST(CleanForDisplay, KeepsOrdinaryText) {
  EXPECT_EQ(CleanForDisplay("src/größe.cc: 数 😀", true), "src/größe.cc: 数 😀");
  EXPECT_EQ(CleanForDisplay("", true), "");
}

TEST(CleanForDisplay, ReplacesControlsAndInvisibleFormatting) {
  EXPECT_EQ(CleanForDisplay("a\x1b[31mb\n", true), "a\uFFFD[31mb\uFFFD");
  EXPECT_EQ(CleanForDisplay("\u0085|\u200B|\u202E|\u2066|\uFEFF|\U000E0041", true),
            "\uFFFD|\uFFFD|\uFFFD|\uFFFD|\uFFFD|\uFFFD");
  EXPECT_EQ(CleanForDisplay(std::string("a\0b", 3), true), "a\uFFFDb");
}

TEST(CleanForDisplay, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(CleanForDisplay("a\xff", true), "a\uFFFD");
  EXPECT_EQ(CleanForDisplay("\xc0\xaf", true), "\uFFFD\uFFFD") << "overlong";
  EXPECT_EQ(CleanForDisplay("\xed\xa0\x80", true), "\uFFFD\uFFFD\uFFFD") << "surrogate";
  EXPECT_EQ(CleanForDisplay("\xf4\x90\x80\x80", true), "\uFFFD\uFFFD\uFFFD\uFFFD") << "too large";
  EXPECT_EQ(CleanForDisplay("\xe2\x82", true), "\uFFFD\uFFFD") << "cut off";
}

TEST(CleanForDisplay, IsAsciiWithoutUnicode) {
  EXPECT_EQ(CleanForDisplay("gr\u00F6\u00DFe\t", false), "gr??e?");
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("größe"), 5u);
  EXPECT_EQ(DisplayWidth("数学"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
}

TEST(ElideMiddle, KeepsBothEnds) {
  EXPECT_EQ(ElideMiddle("abcdefghij", 10, true), "abcdefghij");
  EXPECT_EQ(ElideMiddle("abcdefghijk", 10, true), "abc…fghijk");
  EXPECT_EQ(ElideMiddle("abcdefghijk", 10, false), "ab...ghijk");
}

TEST(ElideMiddle, NeverExceedsTheWidthNorCutsACharacter) {
  const std::string text = "größe/数学/ünïcödé/datei.cc:10";
  for (const bool unicode : {true, false}) {
    for (size_t width = 0; width <= DisplayWidth(text); ++width) {
      for (const std::string& elided :
           {ElideMiddle(text, width, unicode), ElideEnd(text, width, unicode)}) {
        EXPECT_LE(DisplayWidth(elided), width);
        EXPECT_EQ(CleanForDisplay(elided, true), elided);
      }
    }
  }
}

TEST(ElideEnd, KeepsTheBeginning) {
  EXPECT_EQ(ElideEnd("abcdef", 6, true), "abcdef");
  EXPECT_EQ(ElideEnd("abcdef", 5, true), "abcd…");
  EXPECT_EQ(ElideEnd("abcdef", 5, false), "ab...");
}

}  // namespace
}  // namespace tidemark
