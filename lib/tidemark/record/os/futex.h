// A counter that threads sleep on until somebody counts.
//
// Used between the threads that record and the drain. Unlike a condition variable it may be counted
// by a thread that is inside malloc, and costs the counting side one increment where nobody sleeps.
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

namespace tidemark::record {

class FutexCounter {
 public:
  uint32_t Value() const noexcept { return value_.load(std::memory_order_seq_cst); }

  void Count() noexcept {
    value_.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
    const int error = errno;
    syscall(SYS_futex, &value_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
    errno = error;
  }

  // Returns once the value differs from `seen`, or after `nanos` (0: no limit), or for no reason.
  void WaitPast(uint32_t seen, int64_t nanos) noexcept {
    const timespec timeout{.tv_sec = nanos / 1'000'000'000, .tv_nsec = nanos % 1'000'000'000};
    const int error = errno;
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    syscall(SYS_futex, &value_, FUTEX_WAIT_PRIVATE, seen, nanos > 0 ? &timeout : nullptr, nullptr,
            0);
    sleepers_.fetch_sub(1, std::memory_order_seq_cst);
    errno = error;
  }

  // In the child of a fork, where the sleepers are gone.
  void ForgetSleepers() noexcept { sleepers_.store(0, std::memory_order_relaxed); }

 private:
  std::atomic<uint32_t> value_{0};
  std::atomic<uint32_t> sleepers_{0};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_FUTEX_H_
