// The one time axis: nanoseconds that never go backwards.
//
// Produced by the operating system's CLOCK_MONOTONIC; consumed by whoever stamps events.
// Units: nanoseconds since an arbitrary point, the same for all threads of the process.
// Threading: safe from any thread and from a signal handler.
#ifndef TIDEMARK_BASE_CLOCK_H_
#define TIDEMARK_BASE_CLOCK_H_

#include <cstdint>

namespace tidemark {

int64_t MonotonicNanos() noexcept;

// Nanoseconds since 1970-01-01 UTC, for the head of a trace only: it may jump.
int64_t UnixNanos() noexcept;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_CLOCK_H_
