#include "tidemark/base/clock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <thread>
#include <vector>

#include "tidemark/base/clock_origin.h"

namespace tidemark {
namespace {

int64_t SystemNanos() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void Pause(int64_t nanos) {
  timespec pause{.tv_sec = 0, .tv_nsec = nanos};
  nanosleep(&pause, nullptr);
}

TEST(ClockTest, NeverGoesBackwards) {
  int64_t last = MonotonicNanos();
  for (int i = 0; i < 10'000; ++i) {
    const int64_t now = MonotonicNanos();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(ClockTest, CountsNanoseconds) {
  MonotonicNanos();  // calibrated from here on
  const int64_t before = MonotonicNanos();
  Pause(2'000'000);
  // One part in a hundred is far more than the calibration can be wrong.
  EXPECT_GE(MonotonicNanos() - before, 1'980'000);
}

TEST(ClockTest, RunsLikeTheSystemsClock) {
  MonotonicNanos();
  // The system's clock is read on the outside first and then on the inside, which bounds the span
  // from both sides whatever the scheduler does.
  const int64_t outer_begin = SystemNanos();
  const int64_t begin = MonotonicNanos();
  const int64_t inner_begin = SystemNanos();
  Pause(50'000'000);
  const int64_t inner_end = SystemNanos();
  const int64_t end = MonotonicNanos();
  const int64_t outer_end = SystemNanos();
  const int64_t slack = (outer_end - outer_begin) / 1000;
  EXPECT_GE(end - begin, inner_end - inner_begin - slack);
  EXPECT_LE(end - begin, outer_end - outer_begin + slack);
}

// A time passed from thread to thread is never greater than the one that the receiver takes.
TEST(ClockTest, AgreesBetweenThreads) {
  std::atomic<int64_t> handed{MonotonicNanos()};
  std::atomic<int64_t> backwards{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20'000; ++round) {
        const int64_t seen = handed.load(std::memory_order_acquire);
        const int64_t now = MonotonicNanos();
        if (now < seen) backwards.fetch_add(1);
        handed.store(now, std::memory_order_release);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(backwards.load(), 0);
}

TEST(ClockTest, UnixTimeIsInThisMillennium) {
  EXPECT_GT(UnixNanos(), int64_t{1'600'000'000} * 1'000'000'000);
  EXPECT_LT(UnixNanos(), int64_t{4'000'000'000} * 1'000'000'000);
}

TEST(ClockTest, WhoCountsAlreadyAdoptsNoOtherScale) {
  const ClockScale scale = ScaleOfClock();
  EXPECT_FALSE(AdoptClock({.nanos_per_tick = 2 * scale.nanos_per_tick + 1, .first_tick = 0}) &&
               scale.nanos_per_tick != 0);
  EXPECT_EQ(ScaleOfClock().nanos_per_tick, scale.nanos_per_tick);
  EXPECT_EQ(ScaleOfClock().first_nanos, scale.first_nanos);
}

}  // namespace
}  // namespace tidemark
