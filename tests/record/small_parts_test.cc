// Parts of the recorder that are a few lines each: environment, failure, quiet signals, barrier.
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "tidemark/record/environment.h"
#include "tidemark/record/os/barrier.h"
#include "tidemark/record/os/error_latch.h"
#include "tidemark/record/os/scoped_signal_blocker.h"

namespace tidemark::record {
namespace {

TEST(EnvironmentTest, ValuesMeanWhatTheySay) {
  EXPECT_EQ(OnFullFromText("drop"), OnFull::kDrop);
  EXPECT_EQ(OnFullFromText("block"), OnFull::kBlock);
  EXPECT_EQ(OnFullFromText(nullptr), OnFull::kBlock);
  EXPECT_EQ(OnFullFromText(""), OnFull::kBlock);
  for (const StackMode mode : {StackMode::kOff, StackMode::kFramePointer, StackMode::kDwarf}) {
    EXPECT_EQ(StackModeFromText(StackModeName(mode)), mode);
  }
  EXPECT_EQ(StackModeFromText(nullptr), StackMode::kAuto);
  EXPECT_EQ(SampleFromText("524288"), 524288);
  EXPECT_EQ(SampleFromText(nullptr), 0);
}

TEST(EnvironmentTest, OtherValuesCostOneLineAndTheDefaultHolds) {
  const auto expect_line = [](const char* what, auto&& call) {
    testing::internal::CaptureStderr();
    call();
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    EXPECT_NE(line.find(what), std::string::npos) << line;
  };
  expect_line("TIDEMARK_ON_FULL=wait", [] { EXPECT_EQ(OnFullFromText("wait"), OnFull::kBlock); });
  expect_line("TIDEMARK_STACKS=all", [] { EXPECT_EQ(StackModeFromText("all"), StackMode::kAuto); });
  for (const char* bad : {"12kB", "-5", "1e9", "99999999999999999999"}) {
    expect_line(bad, [bad] { EXPECT_EQ(SampleFromText(bad), 0); });
  }
}

TEST(FailureTest, TheFirstOneStays) {
  ErrorLatch failure;
  EXPECT_TRUE(failure.ok());
  EXPECT_EQ(failure.Message("t.tmk"), "");
  failure.Set("write", ENOSPC);
  failure.Set("close", EIO);
  EXPECT_FALSE(failure.ok());
  EXPECT_EQ(failure.error(), ENOSPC);
  EXPECT_EQ(failure.Message("t.tmk"), "t.tmk: write: No space left on device");
}

TEST(FailureTest, OfManyThreadsOneIsFirst) {
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

volatile sig_atomic_t handled = 0;

TEST(QuietSignalsTest, HandlersRunAfterwardsAndErrnoStays) {
  struct sigaction action {};
  action.sa_handler = [](int) { handled = handled + 1; };
  struct sigaction before {};
  ASSERT_EQ(sigaction(SIGUSR1, &action, &before), 0);
  errno = 55;
  {
    const ScopedSignalBlocker quiet;
    raise(SIGUSR1);
    EXPECT_EQ(handled, 0);
    errno = ENOSPC;
  }
  EXPECT_EQ(errno, 55);
  EXPECT_EQ(handled, 1);
  sigaction(SIGUSR1, &before, nullptr);
}

// SIGPIPE's default would end the test.
TEST(QuietSignalsTest, WhatAFailedWriteRaisedIsTakenBack) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  {
    const ScopedSignalBlocker quiet;
    EXPECT_EQ(write(ends[1], "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
  }
  close(ends[1]);
}

TEST(QuietSignalsTest, NoCancellationInBetween) {
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, nullptr,
                [](void*) -> void* {
                  pthread_cancel(pthread_self());
                  const ScopedSignalBlocker quiet;
                  usleep(1);  // a cancellation point
                  return &handled == nullptr ? nullptr : const_cast<sig_atomic_t*>(&handled);
                },
                nullptr),
            0);
  void* result = nullptr;
  ASSERT_EQ(pthread_join(thread, &result), 0);
  EXPECT_NE(result, PTHREAD_CANCELED);
}

// Of a thread that says it is busy and then looks, and one that looks and then issues a barrier, at
// least one sees the other: with and without the system call.
TEST(BarrierTest, OneOfTheTwoSeesTheOther) {
  const auto race = [] {
    for (int round = 0; round < 100; ++round) {
      std::atomic<uint64_t> busy{0};
      std::atomic<uint64_t> stop{0};
      std::atomic<int> ready{0};
      bool saw_stop = false;
      bool saw_busy = false;
      std::thread recorder([&] {
        ++ready;
        while (ready < 2) std::this_thread::yield();
        StoreBeforeBarrier(busy, uint64_t{1});
        saw_stop = stop.load(std::memory_order_relaxed) != 0;
      });
      ++ready;
      while (ready < 2) std::this_thread::yield();
      stop.store(1, std::memory_order_relaxed);
      ThreadsBarrier();
      saw_busy = busy.load(std::memory_order_relaxed) != 0;
      recorder.join();
      EXPECT_TRUE(saw_stop || saw_busy);
    }
  };
  PrepareBarrier();
  race();
  barrier_internal::have_membarrier.store(false);
  race();
  PrepareBarrier();
}

}  // namespace
}  // namespace tidemark::record
