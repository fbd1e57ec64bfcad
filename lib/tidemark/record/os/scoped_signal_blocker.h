// Blocks signals and cancellation while the recorder works on a thread of the program.
//
// A signal handler of the program must not run while the recorder holds its locks, and a failing
// write must not kill the program (scoped_write_signals.h). A thread with a pending cancellation
// must not end in a system call of the recorder's, because malloc is no cancellation point.
//
// Signals that a fault of the program itself raises are not blocked. errno is preserved.
// Threading: the calling thread.
#ifndef TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_
#define TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_

#include <pthread.h>
#include <signal.h>

#include "tidemark/base/scoped_write_signals.h"

namespace tidemark::record {

class ScopedSignalBlocker {
 public:
  ScopedSignalBlocker() noexcept : signals_(AllButFaults()) {}
  ScopedSignalBlocker(const ScopedSignalBlocker&) = delete;
  ScopedSignalBlocker& operator=(const ScopedSignalBlocker&) = delete;

 private:
  class NoCancellation {
   public:
    NoCancellation() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_before_); }
    ~NoCancellation() { pthread_setcancelstate(state_before_, nullptr); }
    NoCancellation(const NoCancellation&) = delete;
    NoCancellation& operator=(const NoCancellation&) = delete;

   private:
    int state_before_ = 0;
  };

  static sigset_t AllButFaults() noexcept {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT}) {
      sigdelset(&all, fault);
    }
    return all;
  }

  const NoCancellation no_cancellation_;  // outlives signals_, whose end is a cancellation point
  const ScopedWriteSignals signals_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_
