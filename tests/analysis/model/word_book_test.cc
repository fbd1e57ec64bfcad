// Words that are kept once.
#include "tidemark/analysis/model/word_book.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tidemark::analysis {
namespace {

TEST(WordBookTest, EqualWordsAreOneAndStay) {
  WordBook words;
  std::vector<absl::string_view> kept;
  for (int i = 0; i < 1000; ++i) kept.push_back(words.Keep(absl::StrCat("word ", i)));
  for (int i = 0; i < 1000; ++i) {
    std::string word = absl::StrCat("word ", i);
    const absl::string_view again = words.Keep(word);
    word = "overwritten";
    EXPECT_EQ(again, absl::StrCat("word ", i));
    EXPECT_EQ(again.data(), kept[static_cast<size_t>(i)].data());
  }
  EXPECT_TRUE(words.Keep("").empty());
}

}  // namespace
}  // namespace tidemark::analysis
