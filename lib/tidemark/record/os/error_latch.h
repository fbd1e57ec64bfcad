// Latches the first error of a recording, without allocating.
//
// Set by the slot file and the sinks, on any thread; read by whoever closes the recording.
//
// Not absl::Status, which cannot be linked into the malloc interposer. Threading: concurrent calls
// of Set are safe; the first one wins.
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
