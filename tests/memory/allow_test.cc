// The macro stands wherever a declaration or a statement may, and is nothing in the program.
#include "tidemark/memory/allow.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TIDEMARK_ALLOW("leak", "a table that lasts");

struct Holder {
  TIDEMARK_ALLOW("unmodified-copy,duplicate-copy",
                 "its API "
                 "keeps what it is given");
  int value = 0;
};

TEST(Allow, StandsAnywhereAndIsNothing) {
  TIDEMARK_ALLOW("noop-cast", "for the example");
  const Holder holder;
  for (int i = 0; i < 2; ++i) {
    TIDEMARK_ALLOW("leak", "in a loop");
  }
  EXPECT_EQ(sizeof(holder), sizeof(int));
}

}  // namespace
}  // namespace tidemark
