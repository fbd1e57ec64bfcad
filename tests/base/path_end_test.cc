#include "tidemark/base/path_end.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(PathEnd, IsOfWholeNames) {
  for (const char* const end : {"/src/lib/a.cc", "src/lib/a.cc", "lib/a.cc", "/lib/a.cc", "a.cc"}) {
    EXPECT_TRUE(EndsInPath("/src/lib/a.cc", end)) << end;
  }
  for (const char* const end : {"", "ib/a.cc", ".cc", "b/a.cc", "x/src/lib/a.cc", "lib"}) {
    EXPECT_FALSE(EndsInPath("/src/lib/a.cc", end)) << end;
  }
  EXPECT_TRUE(EndsInPath("", ""));
}

}  // namespace
}  // namespace tidemark
