// An event count: threads wait on it until it is incremented.
//
// Used between the recording threads and the flush thread. Unlike a condition variable it may be
// signalled inside malloc, and signalling costs one increment while nobody waits.
//
//   const uint32_t seen = counter.Value();
//   if (!ThereIsWork()) counter.WaitPast(seen, 50'000'000);
#ifndef TIDEMARK_RECORD_OS_FUTEX_H_
#define TIDEMARK_RECORD_OS_FUTEX_H_

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>

#include "tidemark/base/scoped_errno.h"

namespace tidemark::record {

class FutexCounter {
 public:
  uint32_t Value() const noexcept { return value_.load(std::memory_order_seq_cst); }

  void Count() noexcept {
    value_.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
    const ScopedErrno keep_errno;
    syscall(SYS_futex, &value_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  }

  // Returns once the value differs from `seen`, after `nanos` (0: no timeout), or spuriously.
  void WaitPast(uint32_t seen, int64_t nanos) noexcept {
    const timespec timeout{.tv_sec = nanos / 1'000'000'000, .tv_nsec = nanos % 1'000'000'000};
    const ScopedErrno keep_errno;
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    const bool refused = syscall(SYS_futex, &value_, FUTEX_WAIT_PRIVATE, seen,
                                 nanos > 0 ? &timeout : nullptr, nullptr, 0) != 0 &&
                         errno != EAGAIN && errno != EINTR && errno != ETIMEDOUT;
    // By a filter of system calls: the value is polled then.
    constexpr timespec kPollInterval{.tv_sec = 0, .tv_nsec = 1'000'000};
    if (refused) syscall(SYS_nanosleep, &kPollInterval, nullptr);
    sleepers_.fetch_sub(1, std::memory_order_seq_cst);
  }

  // In the child of a fork, where the sleepers are gone.
  void ForgetSleepers() noexcept { sleepers_.store(0, std::memory_order_relaxed); }

 private:
  std::atomic<uint32_t> value_{0};
  std::atomic<uint32_t> sleepers_{0};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_FUTEX_H_
