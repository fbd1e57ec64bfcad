#include "tidemark/gate/sites/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::gate {
namespace {

TEST(GlobMatches, StarsAndQuestionMarks) {
  for (const auto& [pattern, text, matches] :
       {std::tuple("*", "", true), std::tuple("", "", true), std::tuple("", "a", false),
        std::tuple("a*c", "abc", true), std::tuple("a*c", "ac", true),
        std::tuple("a*c", "abcd", false), std::tuple("?", "a", true), std::tuple("?", "", false),
        std::tuple("*a*b*", "xxaxxbxx", true), std::tuple("*a*b*", "xxbxxaxx", false),
        std::tuple("train/*", "train/step/1", true), std::tuple("[a]", "a", false)}) {
    EXPECT_EQ(GlobMatches(pattern, text), matches) << pattern << " " << text;
  }
}

TEST(GlobMatches, IsNotSlowOnHostilePatterns) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(GlobMatches(pattern + "b", std::string(5000, 'a')));
}

TEST(SiteMatches, TriesWhatPeopleSee) {
  const analysis::SiteReport site{.file = "/home/x/src/a.cc",
                                  .line = 12,
                                  .function = "ns::load(int, char)",
                                  .label = "input",
                                  .module = "/usr/lib/libfoo.so"};
  for (const char* pattern :
       {"src/a.cc", "a.cc", "/home/x/src/a.cc", "src/*", "a.cc:12", "src/a.cc:ns::load", "ns::load",
        "ns::load(int, char)", "*::load", "input", "libfoo.so", "a.cc:ns::load(*)"}) {
    EXPECT_TRUE(SiteMatches(pattern, site)) << pattern;
  }
  for (const char* pattern :
       {"rc/a.cc", "a.c", "a.cc:1", "load", "src/b.cc:ns::load", "inpu", "foo.so", "", "x"}) {
    EXPECT_FALSE(SiteMatches(pattern, site)) << pattern;
  }
}

TEST(ScopeMatches, ByPathOrByTheInnermostName) {
  EXPECT_TRUE(ScopeMatches("train/step", "train/step"));
  EXPECT_TRUE(ScopeMatches("step", "train/step"));
  EXPECT_TRUE(ScopeMatches("train/*", "train/step"));
  EXPECT_FALSE(ScopeMatches("train", "train/step"));
  EXPECT_FALSE(ScopeMatches("*", ""));
}

TEST(IsWithin, AScopeAndThoseInIt) {
  EXPECT_TRUE(IsWithin("train", "train"));
  EXPECT_TRUE(IsWithin("train/step", "train"));
  EXPECT_FALSE(IsWithin("trainer", "train"));
  EXPECT_FALSE(IsWithin("", "train"));
}

}  // namespace
}  // namespace tidemark::gate
