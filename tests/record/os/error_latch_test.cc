#include "tidemark/record/os/error_latch.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <thread>
#include <vector>

namespace tidemark::record {
namespace {

TEST(ErrorLatchTest, TheFirstErrorStays) {
  ErrorLatch failure;
  EXPECT_TRUE(failure.ok());
  EXPECT_EQ(failure.Message("t.tmk"), "");
  failure.Set("write", ENOSPC);
  failure.Set("close", EIO);
  EXPECT_FALSE(failure.ok());
  EXPECT_EQ(failure.error(), ENOSPC);
  EXPECT_EQ(failure.Message("t.tmk"), "t.tmk: write: No space left on device");
}

TEST(ErrorLatchTest, OneOfConcurrentErrorsWins) {
  ErrorLatch failure;
  std::vector<std::thread> threads;
  for (int i = 1; i <= 8; ++i) threads.emplace_back([&failure, i] { failure.Set("write", i); });
  for (std::thread& thread : threads) thread.join();
  const int first = failure.error();
  EXPECT_GE(first, 1);
  EXPECT_LE(first, 8);
  failure.Set("write", 99);
  EXPECT_EQ(failure.error(), first);
}

}  // namespace
}  // namespace tidemark::record
