// The one time axis: nanoseconds that never go backwards.
//
// Produced from the processor's time stamp counter where it is invariant (it runs at one rate, and
// alike on every core), else from CLOCK_MONOTONIC; consumed by whoever stamps events.
// Units: nanoseconds since an arbitrary point, the same for all threads of the process. The counter
//   is calibrated once, at the first call, against CLOCK_MONOTONIC, which takes a millisecond; its
//   rate is then right within some parts in 100,000.
// Order: a call is not moved before the loads that precede it in the program, so a time taken after
//   having seen another thread's work is not smaller than one taken before that work was done.
// Threading: safe from any thread and from a signal handler.
#ifndef TIDEMARK_BASE_CLOCK_H_
#define TIDEMARK_BASE_CLOCK_H_

#include <atomic>
#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace tidemark {

namespace clock_internal {

// Nanoseconds = ticks * nanos_per_tick / 2^32, counted from `first_tick`. A rate of 0 means that
// there is no usable counter, or that it is not calibrated yet.
struct Calibration {
  std::atomic<uint64_t> nanos_per_tick{0};
  uint64_t first_tick = 0;
  int64_t first_nanos = 0;
};
extern Calibration calibration;

// Calibrates if that was not done, and reads the clock in whatever way serves.
int64_t ReadSlowly() noexcept;

}  // namespace clock_internal

inline int64_t MonotonicNanos() noexcept {
#if defined(__x86_64__)
  const uint64_t rate = clock_internal::calibration.nanos_per_tick.load(std::memory_order_acquire);
  if (rate != 0) [[likely]] {
    _mm_lfence();
    const uint64_t ticks = __rdtsc() - clock_internal::calibration.first_tick;
    return clock_internal::calibration.first_nanos +
           static_cast<int64_t>((static_cast<unsigned __int128>(ticks) * rate) >> 32);
  }
#endif
  return clock_internal::ReadSlowly();
}

// Nanoseconds since 1970-01-01 UTC, for the head of a trace only: it may jump.
int64_t UnixNanos() noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_CLOCK_H_
