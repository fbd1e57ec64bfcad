#include "tidemark/gate/judge/shell_word.h"

#include <gtest/gtest.h>

namespace tidemark::gate {
namespace {

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(ShellWord("out/run-1.tmk"), "out/run-1.tmk");
  EXPECT_EQ(ShellWord("run of today.tmk"), "'run of today.tmk'");
  EXPECT_EQ(ShellWord("it's;$(x)"), "'it'\\''s;$(x)'");
  EXPECT_EQ(ShellWord(""), "''");
}

}  // namespace
}  // namespace tidemark::gate
