// A monotonic clock in nanoseconds, cheap enough to stamp every event.
//
// Reads the processor's time stamp counter where it is invariant (constant rate, synchronized
// between cores), else CLOCK_MONOTONIC; used by whoever time-stamps events.
// Units: nanoseconds since an arbitrary epoch, the same for all threads of the process. The counter
//   is calibrated against CLOCK_MONOTONIC on the first call, which takes a millisecond; the rate is
//   accurate to some parts in 100,000.
// Order: the read is not reordered before preceding loads, so a time taken after observing another
//   thread's store is not smaller than one taken before that store.
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

// Nanoseconds = ticks * nanos_per_tick / 2^32, relative to `first_tick`. A rate of 0: no usable
// counter, or not calibrated yet.
struct Calibration {
  std::atomic<uint64_t> nanos_per_tick{0};
  uint64_t first_tick = 0;
  int64_t first_nanos = 0;
};
extern Calibration calibration;

// The slow path: calibrates on the first call, and falls back to CLOCK_MONOTONIC.
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

// Wall-clock nanoseconds since 1970-01-01 UTC, for the head of a trace only: it may jump.
int64_t UnixNanos() noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_CLOCK_H_
