#include "tidemark/base/whole_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace tidemark {
namespace {

TEST(WholeFileTest, ReadsFilesOfAnySize) {
  std::string path = "/tmp/tidemark-whole-XXXXXX";
  const int file = mkstemp(path.data());
  ASSERT_GE(file, 0);
  const std::string text(10'000, 'x');
  ASSERT_EQ(write(file, text.data(), text.size()), 10'000);
  close(file);
  EXPECT_EQ(ReadWholeFile(path), text);
  unlink(path.c_str());
}

TEST(WholeFileTest, ReadsFilesWithoutASize) {
  EXPECT_NE(ReadWholeFile("/proc/self/status").find("VmRSS:"), std::string::npos);
}

TEST(WholeFileTest, WhatCannotBeReadIsEmpty) {
  EXPECT_EQ(ReadWholeFile("/nowhere"), "");
  EXPECT_EQ(ReadWholeFile("/proc"), "");
}

}  // namespace
}  // namespace tidemark
