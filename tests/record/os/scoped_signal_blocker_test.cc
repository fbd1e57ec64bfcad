#include "tidemark/record/os/scoped_signal_blocker.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::record {
namespace {

volatile sig_atomic_t handled = 0;

TEST(ScopedSignalBlockerTest, HandlersRunAfterwardsAndErrnoStays) {
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
TEST(ScopedSignalBlockerTest, WhatAFailedWriteRaisedIsTakenBack) {
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

TEST(ScopedSignalBlockerTest, NoCancellationInBetween) {
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

TEST(ScopedSignalMaskTest, BlocksAndKeepsErrno) {
  sigset_t during;
  errno = 11;
  {
    const ScopedSignalMask quiet;
    pthread_sigmask(SIG_BLOCK, nullptr, &during);
    errno = 22;
  }
  EXPECT_EQ(errno, 11);
  EXPECT_EQ(sigismember(&during, SIGTERM), 1);
  EXPECT_EQ(sigismember(&during, SIGSEGV), 0);
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGTERM), 0);
}

}  // namespace
}  // namespace tidemark::record
