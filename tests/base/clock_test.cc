#include "tidemark/base/clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace tidemark {
namespace {

TEST(ClockTest, NeverGoesBackwards) {
  int64_t last = MonotonicNanos();
  for (int i = 0; i < 10'000; ++i) {
    const int64_t now = MonotonicNanos();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(ClockTest, CountsNanoseconds) {
  const int64_t before = MonotonicNanos();
  timespec pause{.tv_sec = 0, .tv_nsec = 2'000'000};
  nanosleep(&pause, nullptr);
  EXPECT_GE(MonotonicNanos() - before, 2'000'000);
}

TEST(ClockTest, UnixTimeIsInThisMillennium) {
  EXPECT_GT(UnixNanos(), int64_t{1'600'000'000} * 1'000'000'000);
  EXPECT_LT(UnixNanos(), int64_t{4'000'000'000} * 1'000'000'000);
}

}  // namespace
}  // namespace tidemark
