// A thread's kernel id, name, and whether it still exists.
//
// Used for thread definitions in the trace, and where a thread must be known to be gone: one that
// has been joined may still exist for the kernel, and count as a thread of the process, a little
// longer.
//
// Threading: any thread. Errors: none; errno is preserved.
#ifndef TIDEMARK_RECORD_OS_OS_THREAD_H_
#define TIDEMARK_RECORD_OS_OS_THREAD_H_

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "tidemark/base/scoped_errno.h"

namespace tidemark::record {

// The calling thread's id; not glibc's cached one, which is stale after a raw fork system call.
inline int64_t OsThreadId() noexcept { return syscall(SYS_gettid); }

// The calling thread's name, "" when unknown.
inline void OsThreadName(char (&name)[64]) noexcept {
  if (pthread_getname_np(pthread_self(), name, sizeof(name)) != 0) name[0] = '\0';
}

// Whether no thread of this process has the id (any more).
inline bool IsOsThreadGone(int64_t os_thread) noexcept {
  const ScopedErrno keep_errno;
  return syscall(SYS_tgkill, getpid(), os_thread, 0) != 0 && errno == ESRCH;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_OS_THREAD_H_
