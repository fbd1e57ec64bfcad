#include "tidemark/redact/public_words.h"

#include <gtest/gtest.h>

namespace tidemark::redact {
namespace {

TEST(PublicWords, AreThoseOfTheLibrariesAndNothingBeside) {
  for (const char* word :
       {"matmul", "add", "add.reduce", "multiply.outer", "+", "getitem", "copy"}) {
    EXPECT_TRUE(IsPublicOperation(word)) << word;
  }
  for (const char* word : {"", "price_options", "add.secret", "secret.reduce", "add ", "ADD"}) {
    EXPECT_FALSE(IsPublicOperation(word)) << word;
  }
  EXPECT_TRUE(IsPublicKind("heap"));
  EXPECT_FALSE(IsPublicKind("vault"));
  EXPECT_TRUE(IsPublicReason("layout"));
  EXPECT_FALSE(IsPublicReason("because"));
  EXPECT_TRUE(IsPublicIndex("run"));
  EXPECT_FALSE(IsPublicIndex("walk"));
  EXPECT_TRUE(IsPublicType("dict"));
  EXPECT_FALSE(IsPublicType("app.Node"));
}

TEST(PublicWords, DtypesAreALetterASizeAndWhatNumpyAdds) {
  for (const char* word : {"f8", "b1", "c16", "U5", "M8[s]", "m8[25us]", "V16", "V16.2", "O8"}) {
    EXPECT_TRUE(IsPublicDtype(word)) << word;
  }
  for (const char* word : {"", "f", "f8x", "secret", "M8[secret]", "M8[]", "V16.", "V16.x", "x8",
                           "f12345678901", "f8[", "f8]"}) {
    EXPECT_FALSE(IsPublicDtype(word)) << word;
  }
}

TEST(PublicWords, SpacesHaveANumberAtMost) {
  for (const char* word : {"host", "cuda:0", "HIPManaged"})
    EXPECT_TRUE(IsPublicSpace(word)) << word;
  for (const char* word : {"", "cuda:", "cuda:x", "secret", "secret:0", "cuda:0:1"}) {
    EXPECT_FALSE(IsPublicSpace(word)) << word;
  }
}

TEST(PublicWords, VersionsAreDigitsAndDots) {
  EXPECT_TRUE(IsVersion("0.1.0"));
  EXPECT_FALSE(IsVersion("0.1.0-mine"));
  EXPECT_FALSE(IsVersion(""));
}

}  // namespace
}  // namespace tidemark::redact
