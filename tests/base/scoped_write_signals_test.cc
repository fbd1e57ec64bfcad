#include "tidemark/base/scoped_write_signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark {
namespace {

int WriteToClosedPipe() {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  close(ends[0]);
  const int error = write(ends[1], "x", 1) < 0 ? errno : 0;
  close(ends[1]);
  return error;
}

bool IsPending(int signal) {
  sigset_t pending;
  return sigpending(&pending) == 0 && sigismember(&pending, signal) == 1;
}

// SIGPIPE's default action would kill the test.
TEST(ScopedWriteSignalsTest, ConsumesTheSignalOfAFailedWrite) {
  errno = 55;
  {
    const ScopedWriteSignals quiet;
    EXPECT_EQ(WriteToClosedPipe(), EPIPE);
  }
  EXPECT_EQ(errno, 55);
  EXPECT_FALSE(IsPending(SIGPIPE));
}

TEST(ScopedWriteSignalsTest, LeavesASignalThatWasPendingBefore) {
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigset_t before;
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &pipe_signal, &before), 0);
  raise(SIGPIPE);
  {
    const ScopedWriteSignals quiet;
    EXPECT_EQ(WriteToClosedPipe(), EPIPE);
  }
  EXPECT_TRUE(IsPending(SIGPIPE));
  const timespec now{};
  EXPECT_EQ(sigtimedwait(&pipe_signal, nullptr, &now), SIGPIPE);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace tidemark
