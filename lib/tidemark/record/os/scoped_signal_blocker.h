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

#include "tidemark/base/scoped_errno.h"
#include "tidemark/base/scoped_write_signals.h"

namespace tidemark::record {

inline sigset_t AllSignalsButFaults() noexcept {
  sigset_t all;
  sigfillset(&all);
  for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT}) {
    sigdelset(&all, fault);
  }
  return all;
}

// Only blocks: for short scopes that write to no file and have no cancellation point.
class ScopedSignalMask {
 public:
  ScopedSignalMask() noexcept {
    const sigset_t all = AllSignalsButFaults();
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~ScopedSignalMask() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  ScopedSignalMask(const ScopedSignalMask&) = delete;
  ScopedSignalMask& operator=(const ScopedSignalMask&) = delete;

 private:
  const ScopedErrno keep_errno_;  // its end comes last
  sigset_t before_;
};

class ScopedSignalBlocker {
 public:
  ScopedSignalBlocker() noexcept : signals_(AllSignalsButFaults()) {}
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

  const NoCancellation no_cancellation_;  // outlives signals_, whose end is a cancellation point
  const ScopedWriteSignals signals_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_
