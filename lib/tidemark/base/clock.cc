#include "tidemark/base/clock.h"

#include <ctime>

#include "tidemark/base/clock_origin.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tidemark {
namespace {

int64_t Read(clockid_t clock) noexcept {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

#if defined(__x86_64__)

constexpr int64_t kCalibrationNanos = 1'000'000;

enum class State : int { kNew, kBusy, kDone };
constinit std::atomic<State> state{State::kNew};

bool CounterIsInvariant() noexcept {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1U << 8)) != 0;
}

struct Sample {
  uint64_t tick;
  int64_t nanos;
};

// Reads both clocks at one moment: the fastest of several attempts.
Sample ReadBoth() noexcept {
  Sample best{};
  uint64_t shortest = UINT64_MAX;
  for (int i = 0; i < 8; ++i) {
    _mm_lfence();
    const uint64_t before = __rdtsc();
    const int64_t nanos = Read(CLOCK_MONOTONIC);
    _mm_lfence();
    const uint64_t after = __rdtsc();
    if (after - before >= shortest) continue;
    shortest = after - before;
    best = {before + shortest / 2, nanos};
  }
  return best;
}

void Publish(const ClockScale& scale) noexcept {
  clock_internal::calibration.first_tick = scale.first_tick;
  clock_internal::calibration.first_nanos = scale.first_nanos;
  clock_internal::calibration.nanos_per_tick.store(scale.nanos_per_tick, std::memory_order_release);
}

// Of several who begin, one goes on.
bool BeginToCount() noexcept {
  State expected = State::kNew;
  return state.load(std::memory_order_acquire) == State::kNew &&
         state.compare_exchange_strong(expected, State::kBusy, std::memory_order_acquire);
}

void Calibrate() noexcept {
  const Sample first = ReadBoth();
  while (Read(CLOCK_MONOTONIC) - first.nanos < kCalibrationNanos) {
  }
  const Sample second = ReadBoth();
  const auto nanos = static_cast<unsigned __int128>(second.nanos - first.nanos);
  const uint64_t ticks = second.tick - first.tick;
  const auto rate = static_cast<uint64_t>((nanos << 32) / (ticks == 0 ? 1 : ticks));
  // Reject implausible rates: outside of 100 MHz to 100 GHz.
  if (rate < (uint64_t{1} << 32) / 100 || rate > (uint64_t{10} << 32)) return;
  // Continue from the second sample, so that a thread that read CLOCK_MONOTONIC meanwhile sees time
  // go back by at most the jitter of one reading.
  Publish({.nanos_per_tick = rate, .first_tick = second.tick, .first_nanos = second.nanos});
}

#endif

}  // namespace

namespace clock_internal {

constinit Calibration calibration;

int64_t ReadSlowly() noexcept {
#if defined(__x86_64__)
  if (BeginToCount()) {
    if (CounterIsInvariant()) Calibrate();
    state.store(State::kDone, std::memory_order_release);
    if (calibration.nanos_per_tick.load(std::memory_order_relaxed) != 0) return MonotonicNanos();
  }
#endif
  return Read(CLOCK_MONOTONIC);
}

}  // namespace clock_internal

ClockOrigin ClockOriginAt(int64_t nanos) noexcept {
  const uint64_t rate = clock_internal::calibration.nanos_per_tick.load(std::memory_order_acquire);
  if (rate == 0) return {.start = static_cast<uint64_t>(nanos), .nanos_per_tick = 0};
  const auto since = static_cast<__int128>(nanos - clock_internal::calibration.first_nanos);
  const auto ticks = static_cast<int64_t>((since << 32) / static_cast<__int128>(rate));
  return {.start = clock_internal::calibration.first_tick + static_cast<uint64_t>(ticks),
          .nanos_per_tick = rate};
}

ClockScale ScaleOfClock() noexcept {
  MonotonicNanos();
  const uint64_t rate = clock_internal::calibration.nanos_per_tick.load(std::memory_order_acquire);
  return {.nanos_per_tick = rate,
          .first_tick = clock_internal::calibration.first_tick,
          .first_nanos = clock_internal::calibration.first_nanos};
}

bool AdoptClock([[maybe_unused]] const ClockScale& scale) noexcept {
#if defined(__x86_64__)
  if (!BeginToCount()) return false;
  Publish(scale);
  state.store(State::kDone, std::memory_order_release);
#endif
  return true;
}

int64_t UnixNanos() noexcept { return Read(CLOCK_REALTIME); }

}  // namespace tidemark
