// Which clock MonotonicNanos reads, so that times of several processes can be put in one order.
//
// Asked for once by a recording, which writes it into the head of its trace; consumed, by way of the
// trace, by whoever reads several traces side by side.
//
// Why: the counter of the processor is the same for all processes of a machine, but each of them
// measures for itself how long a tick takes, to some parts in 100,000. Ticks can be compared where
// nanoseconds of two processes cannot.
// Threading: safe from any thread.
#ifndef TIDEMARK_BASE_CLOCK_ORIGIN_H_
#define TIDEMARK_BASE_CLOCK_ORIGIN_H_

#include <cstdint>

namespace tidemark {

struct ClockOrigin {
  // What the clock showed: ticks of the processor's counter, or, where `nanos_per_tick` is 0,
  // nanoseconds of CLOCK_MONOTONIC.
  uint64_t start = 0;
  uint64_t nanos_per_tick = 0;  // times 2^32
};

// What the clock showed at a time that MonotonicNanos has given.
ClockOrigin ClockOriginAt(int64_t nanos) noexcept;

// How MonotonicNanos counts: `first_nanos` at `first_tick`, and on from there. A rate of 0: it reads
// CLOCK_MONOTONIC.
struct ClockScale {
  uint64_t nanos_per_tick = 0;  // times 2^32
  uint64_t first_tick = 0;
  int64_t first_nanos = 0;
};

// That of this copy of the library; measured where it was not yet.
ClockScale ScaleOfClock() noexcept;

// Counts as another copy of the library in this process does, from the first time on: a program and the
// interposer beside it have one each, and times of both stand in one trace. False, and nothing is
// done, where this copy counts already.
bool AdoptClock(const ClockScale& scale) noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_CLOCK_ORIGIN_H_
