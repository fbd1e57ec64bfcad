#include "tidemark/base/nearest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("abc", ""), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("report", "repotr"), 1u) << "a swap of neighbours is one slip";
  EXPECT_EQ(EditDistance("ca", "abc"), 3u) << "no edit between swapped letters";
}

TEST(EditDistance, IsSymmetric) {
  const std::vector<std::string> words = {"", "a", "ab", "report", "repotr", "check", "chekc"};
  for (const std::string& a : words) {
    for (const std::string& b : words) EXPECT_EQ(EditDistance(a, b), EditDistance(b, a));
  }
}

TEST(NearestMatch, FindsTheSlip) {
  const std::vector<std::string> verbs = {"report", "check", "help"};
  EXPECT_EQ(NearestMatch("repotr", verbs), "report");
  EXPECT_EQ(NearestMatch("chekc", verbs), "check");
  EXPECT_EQ(NearestMatch("REPORT", verbs), "report");
  EXPECT_EQ(NearestMatch("peak_byte", {"leak_bytes", "peak_bytes"}), "peak_bytes");
}

TEST(NearestMatch, IsSilentAboutStrangers) {
  EXPECT_EQ(NearestMatch("frobnicate", {"report", "check", "help"}), "");
  EXPECT_EQ(NearestMatch("xyz", {"abc"}), "");
  EXPECT_EQ(NearestMatch("report", {}), "");
}

TEST(DidYouMean, EndsAMessage) {
  EXPECT_EQ(DidYouMean("repotr", {"report"}), "; did you mean 'report'?");
  EXPECT_EQ(DidYouMean("frobnicate", {"report"}), "");
}

}  // namespace
}  // namespace tidemark
