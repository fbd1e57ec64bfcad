// Blocks signals on the calling thread around writes that may fail.
//
// A failing write raises SIGXFSZ or SIGPIPE in the writing thread, whose default action kills the
// program. They are blocked, and those that were raised meanwhile are consumed; signals that were
// pending before, and other blocked signals, are delivered at the end of the scope.
//
// Used by the trace writers and by the recorder. errno is preserved.
// Threading: the calling thread's signal mask.
//
//   const ScopedWriteSignals quiet;
//   if (write(descriptor, bytes, size) < 0) return absl::ErrnoToStatus(errno, "write");
#ifndef TIDEMARK_BASE_SCOPED_WRITE_SIGNALS_H_
#define TIDEMARK_BASE_SCOPED_WRITE_SIGNALS_H_

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "tidemark/base/scoped_errno.h"

namespace tidemark {

class ScopedWriteSignals {
 public:
  // Blocks SIGXFSZ and SIGPIPE.
  ScopedWriteSignals() noexcept {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int raised : kRaisedByWrites) sigaddset(&blocked, raised);
    Block(blocked);
  }
  // Blocks `blocked`, which has SIGXFSZ and SIGPIPE.
  explicit ScopedWriteSignals(const sigset_t& blocked) noexcept { Block(blocked); }

  ~ScopedWriteSignals() {
    if (!is_blocked_) return;
    sigset_t pending;
    if (sigpending(&pending) == 0) {
      for (const int raised : kRaisedByWrites) {
        if (sigismember(&pending, raised) == 1 && sigismember(&pending_before_, raised) != 1) {
          Consume(raised);
        }
      }
    }
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  ScopedWriteSignals(const ScopedWriteSignals&) = delete;
  ScopedWriteSignals& operator=(const ScopedWriteSignals&) = delete;

 private:
  static constexpr int kRaisedByWrites[] = {SIGXFSZ, SIGPIPE};

  void Block(const sigset_t& blocked) noexcept {
    sigpending(&pending_before_);
    is_blocked_ = pthread_sigmask(SIG_BLOCK, &blocked, &mask_before_) == 0;
  }

  static void Consume(int raised) noexcept {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, raised);
    const timespec now{};
    sigtimedwait(&one, nullptr, &now);
  }

  const ScopedErrno keep_errno_;
  sigset_t mask_before_;
  sigset_t pending_before_;
  bool is_blocked_ = false;
};

}  // namespace tidemark

#endif  // TIDEMARK_BASE_SCOPED_WRITE_SIGNALS_H_
