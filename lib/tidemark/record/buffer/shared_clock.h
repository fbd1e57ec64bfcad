// Times for events that a lock of the program puts in order, with few readings of the clock.
//
// Used by ThreadBuffer for the moments of a bridge, whose caller holds that lock (Python's). Within a
// tick of the kernel's coarse clock (a few milliseconds) only every kShared-th moment reads the clock;
// the others are one nanosecond after the one before. So the order is exact, and times are exact to
// what a few events take where they are frequent, and to a tick where they are not.
//
// Threading: with the lock held.
#ifndef TIDEMARK_RECORD_BUFFER_SHARED_CLOCK_H_
#define TIDEMARK_RECORD_BUFFER_SHARED_CLOCK_H_

#include <algorithm>
#include <cstdint>
#include <ctime>

#include "tidemark/base/clock.h"

namespace tidemark::record {

// Of plain data, for it is part of the bridge's interface (tm_clock).
struct SharedClock {
  int64_t last;    // in the trace's time
  int64_t tick;    // of the coarse clock
  uint64_t epoch;  // of the recording, ThreadRegistry::epoch
  int32_t left;    // moments until the clock is read again
};

// The time of a moment that is not before `earliest`. In the busy section, with `epoch` loaded there.
inline int64_t NextMoment(SharedClock* clock, uint64_t epoch, int64_t start,
                          int64_t earliest) noexcept {
  constexpr int32_t kShared = 64;
  timespec coarse{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &coarse);
  const int64_t tick = coarse.tv_sec * 1'000'000'000 + coarse.tv_nsec;
  if (clock->epoch != epoch) {
    *clock = {.last = 0, .tick = 0, .epoch = epoch, .left = 0};
  }
  if (clock->left > 0 && clock->tick == tick) {
    --clock->left;
    clock->last = std::max(clock->last + 1, earliest);
  } else {
    clock->left = kShared;
    clock->tick = tick;
    clock->last = std::max({clock->last + 1, earliest, MonotonicNanos() - start});
  }
  return clock->last;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SHARED_CLOCK_H_
