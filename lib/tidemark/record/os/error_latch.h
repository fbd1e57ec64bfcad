// The first thing that went wrong with a recording, kept without an allocation.
//
// Produced by the ring and the sinks, on any thread; consumed by whoever closes the recording.
//
// The recorder is also part of the malloc interposer, where Abseil's status cannot be linked, hence
// a type of its own. Threading: Set may race with itself; the first one wins.
#ifndef TIDEMARK_RECORD_OS_ERROR_LATCH_H_
#define TIDEMARK_RECORD_OS_ERROR_LATCH_H_

#include <atomic>
#include <cstring>
#include <string>

namespace tidemark::record {

class ErrorLatch {
 public:
  // `what` is a literal: "write". `error` is an errno value or 0.
  void Set(const char* what, int error) noexcept {
    int expected = kNone;
    if (!state_.compare_exchange_strong(expected, kSetting, std::memory_order_relaxed)) return;
    what_ = what;
    error_ = error;
    state_.store(kSet, std::memory_order_release);
  }

  bool ok() const noexcept { return state_.load(std::memory_order_acquire) != kSet; }
  int error() const noexcept { return ok() ? 0 : error_; }

  // "run.tmk: write: No space left on device"; empty when nothing failed.
  std::string Message(const std::string& path) const {
    if (ok()) return "";
    std::string message = path + ": " + what_;
    if (error_ != 0) message.append(": ").append(strerrordesc_np(error_));
    return message;
  }

 private:
  enum : int { kNone, kSetting, kSet };
  std::atomic<int> state_{kNone};
  const char* what_ = "";
  int error_ = 0;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_ERROR_LATCH_H_
