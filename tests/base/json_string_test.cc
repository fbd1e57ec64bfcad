#include "tidemark/base/json_string.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(JsonString, EscapesWhatJsonAndPagesMustNotSee) {
  EXPECT_EQ(JsonString("a\"b\\c\n\x01</x>"), "\"a\\\"b\\\\c\\u000a\\u0001\\u003c/x>\"");
  EXPECT_EQ(JsonString("\xE6\xBC\xA2"), "\"\xE6\xBC\xA2\"");
}

}  // namespace
}  // namespace tidemark
