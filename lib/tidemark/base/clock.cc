#include "tidemark/base/clock.h"

#include <ctime>

namespace tidemark {
namespace {

int64_t Read(clockid_t clock) noexcept {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

int64_t MonotonicNanos() noexcept { return Read(CLOCK_MONOTONIC); }
int64_t UnixNanos() noexcept { return Read(CLOCK_REALTIME); }

}  // namespace tidemark
