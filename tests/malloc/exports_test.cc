// What the library lets others see: the functions that it interposes, and nothing that it is made
// of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

// The names in the `global` part of a version script.
std::set<std::string> NamesIn(const std::string& script) {
  std::set<std::string> names;
  const size_t begin = script.find("global:") + 7;
  std::istringstream text(script.substr(begin, script.find("local:") - begin));
  for (std::string name; text >> name;) names.insert(name.substr(0, name.find(';')));
  return names;
}

TEST(ExportsTest, OnlyWhatTheMapNames) {
  const ChildResult nm =
      test_support::RunProgram({"nm", "-D", "--defined-only", TIDEMARK_MALLOC_LIBRARY});
  ASSERT_EQ(nm.exit_code, 0) << nm.errors;
  std::set<std::string> exported;
  std::istringstream lines(nm.output);
  for (std::string address, type, name; lines >> address >> type >> name;) exported.insert(name);
  EXPECT_EQ(exported, NamesIn(test_support::ReadFile(TIDEMARK_MALLOC_EXPORTS)));
}

// It stands on the C library alone, so that it can be preloaded into anything.
TEST(ExportsTest, NeedsTheCLibraryOnly) {
  const ChildResult dump = test_support::RunProgram({"objdump", "-p", TIDEMARK_MALLOC_LIBRARY});
  ASSERT_EQ(dump.exit_code, 0) << dump.errors;
  std::istringstream lines(dump.output);
  for (std::string word; lines >> word;) {
    if (word != "NEEDED") continue;
    lines >> word;
    EXPECT_THAT(word, testing::AnyOf("libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"));
  }
}

TEST(ExportsTest, NothingOfAbseilIsInside) {
  const ChildResult nm = test_support::RunProgram({"nm", "-C", TIDEMARK_MALLOC_LIBRARY});
  ASSERT_EQ(nm.exit_code, 0) << nm.errors;
  EXPECT_GT(nm.output.size(), 1000u);
  std::istringstream lines(nm.output);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, testing::Not(testing::ContainsRegex(" [TDBU] absl::")));
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
