#include "tidemark/base/saturating.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(AddSaturating, StaysAtTheEndsOfTheRange) {
  int64_t sum = 5;
  AddSaturating(-7, &sum);
  EXPECT_EQ(sum, -2);
  AddSaturating(INT64_MAX, &sum);
  EXPECT_EQ(sum, INT64_MAX - 2);
  AddSaturating(3, &sum);
  EXPECT_EQ(sum, INT64_MAX);
  sum = INT64_MIN + 1;
  AddSaturating(-1, &sum);
  EXPECT_EQ(sum, INT64_MIN);
  AddSaturating(-1, &sum);
  EXPECT_EQ(sum, INT64_MIN);
}

}  // namespace
}  // namespace tidemark
