#include "tidemark/report/terminal.h"

#include <gtest/gtest.h>

namespace tidemark::report {
namespace {

TEST(ChooseTextOptions, WidthIsTheOptionThenTheTerminalThenColumnsThen80) {
  Terminal terminal;
  EXPECT_EQ(ChooseTextOptions({}, terminal).width, 80);
  terminal.columns_value = "132";
  EXPECT_EQ(ChooseTextOptions({}, terminal).width, 132);
  terminal.columns = 100;
  EXPECT_EQ(ChooseTextOptions({}, terminal).width, 100);
  EXPECT_EQ(ChooseTextOptions({.width = 60}, terminal).width, 60);
}

TEST(ChooseTextOptions, NonsenseInColumnsIsNotAWidth) {
  for (const char* value : {"", "wide", "-5", "0", "99999999999999999999"}) {
    Terminal terminal;
    terminal.columns_value = value;
    EXPECT_EQ(ChooseTextOptions({}, terminal).width, 80) << value;
  }
}

TEST(ChooseTextOptions, WidthStaysUsable) {
  EXPECT_EQ(ChooseTextOptions({.width = 1}, {}).width, kMinWidth);
  EXPECT_EQ(ChooseTextOptions({.width = 1'000'000}, {}).width, kMaxWidth);
}

TEST(ChooseTextOptions, ColorIsAutomaticOnlyOnATerminalThatWantsIt) {
  Terminal terminal;
  EXPECT_FALSE(ChooseTextOptions({}, terminal).color);
  terminal.is_terminal = true;
  EXPECT_TRUE(ChooseTextOptions({}, terminal).color);
  terminal.no_color = "1";
  EXPECT_FALSE(ChooseTextOptions({}, terminal).color);
  terminal.no_color.clear();
  terminal.term = "dumb";
  EXPECT_FALSE(ChooseTextOptions({}, terminal).color);
}

TEST(ChooseTextOptions, WhatIsAskedForWins) {
  Terminal terminal;
  terminal.no_color = "1";
  EXPECT_TRUE(ChooseTextOptions({.color = ColorMode::kAlways}, terminal).color);
  terminal = {};
  terminal.is_terminal = true;
  EXPECT_FALSE(ChooseTextOptions({.color = ColorMode::kNever}, terminal).color);
}

TEST(ChooseTextOptions, UnicodeNeedsAUtf8Locale) {
  for (const char* locale : {"C.UTF-8", "en_US.utf8", "de_DE.UTF-8@euro"}) {
    Terminal terminal;
    terminal.locale = locale;
    EXPECT_TRUE(ChooseTextOptions({}, terminal).unicode) << locale;
  }
  for (const char* locale : {"", "C", "POSIX", "de_DE.ISO-8859-1"}) {
    Terminal terminal;
    terminal.locale = locale;
    EXPECT_FALSE(ChooseTextOptions({}, terminal).unicode) << locale;
  }
}

}  // namespace
}  // namespace tidemark::report
