#include "tidemark/redact/pseudonyms.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tidemark::redact {
namespace {

TEST(Pseudonyms, AreTheSameForTheSameTextAndOthersForOthers) {
  Pseudonyms names("label");
  EXPECT_EQ(names.Of("salaries"), "label1");
  EXPECT_EQ(names.Of("bonus"), "label2");
  EXPECT_EQ(names.Of("salaries"), "label1");
  EXPECT_EQ(names.size(), 2);
}

// The rule `growing` takes names together that differ in numbers only.
TEST(SeriesPseudonyms, KeepWhichNamesAreOneSeries) {
  SeriesPseudonyms names("mark");
  EXPECT_EQ(names.Of("patient 4711"), "mark-a 1");
  EXPECT_EQ(names.Of("setup"), "mark-b");
  EXPECT_EQ(names.Of("patient 12"), "mark-a 2");
  EXPECT_EQ(names.Of("patient 4711"), "mark-a 1");
  EXPECT_EQ(names.Of("7"), "mark-c 1");
}

TEST(SeriesPseudonyms, HaveNoDigitsWhereTheNameHasNone) {
  SeriesPseudonyms names("scope");
  std::set<std::string> given;
  for (int i = 0; i < 800; ++i) {
    std::string text;
    for (int rest = i; rest > 0; rest /= 5) text += "abcde"[rest % 5];
    const std::string name = names.Of(text + "/x");
    EXPECT_EQ(name.find_first_of("0123456789"), std::string::npos) << name;
    EXPECT_TRUE(given.insert(name).second) << name;
  }
}

}  // namespace
}  // namespace tidemark::redact
