// Keeps signals and cancellation away while the recorder writes on a thread of the program.
//
// A write that fails raises SIGXFSZ or SIGPIPE in the writing thread, whose default is to end the
// program; and a handler of the program must not run in the middle of the recorder's locks. What a
// failed write raised is taken back; other signals are delivered afterwards. A thread that is to be
// cancelled must not end at a system call of the recorder's: malloc is no cancellation point. errno
// is afterwards what it was before.
#ifndef TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_
#define TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <cerrno>

namespace tidemark::record {

// errno is afterwards what it was before.
class ScopedErrno {
 public:
  ScopedErrno() noexcept : error_(errno) {}
  ~ScopedErrno() { errno = error_; }
  ScopedErrno(const ScopedErrno&) = delete;
  ScopedErrno& operator=(const ScopedErrno&) = delete;

 private:
  const int error_;
};

class ScopedSignalBlocker {
 public:
  ScopedSignalBlocker() noexcept {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellation_before_);
    sigset_t all;
    sigfillset(&all);
    // Those that a fault of the program itself raises must get through.
    for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT}) {
      sigdelset(&all, fault);
    }
    sigpending(&pending_before_);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~ScopedSignalBlocker() {
    sigset_t pending;
    if (sigpending(&pending) == 0) {
      for (const int raised : {SIGXFSZ, SIGPIPE}) {
        if (sigismember(&pending, raised) != 1 || sigismember(&pending_before_, raised) == 1) {
          continue;
        }
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, raised);
        const timespec now{};
        sigtimedwait(&one, nullptr, &now);
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    pthread_setcancelstate(cancellation_before_, nullptr);
  }
  ScopedSignalBlocker(const ScopedSignalBlocker&) = delete;
  ScopedSignalBlocker& operator=(const ScopedSignalBlocker&) = delete;

 private:
  const ScopedErrno keep_errno_;
  int cancellation_before_ = 0;
  sigset_t before_;
  sigset_t pending_before_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_SCOPED_SIGNAL_BLOCKER_H_
