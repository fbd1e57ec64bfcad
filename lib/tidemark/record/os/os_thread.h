// What the kernel calls a thread, and whether it still knows it.
//
// Used where threads are named in the trace, and where the end of one has to be certain: a thread
// that can be joined may be known to the kernel, and count among those of the process, a little
// longer.
//
// Threading: any thread. Errors: none; errno stays.
#ifndef TIDEMARK_RECORD_OS_OS_THREAD_H_
#define TIDEMARK_RECORD_OS_OS_THREAD_H_

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace tidemark::record {

// The calling thread's number; not that of glibc's cache, which a fork by system call leaves
// behind.
inline int64_t OsThreadId() noexcept { return syscall(SYS_gettid); }

// The calling thread's name, "" when unknown.
inline void OsThreadName(char (&name)[64]) noexcept {
  if (pthread_getname_np(pthread_self(), name, sizeof(name)) != 0) name[0] = '\0';
}

// Whether no thread of this process has the number (any more).
inline bool IsOsThreadGone(int64_t os_thread) noexcept {
  const int error = errno;
  const bool gone = syscall(SYS_tgkill, getpid(), os_thread, 0) != 0 && errno == ESRCH;
  errno = error;
  return gone;
}

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_OS_THREAD_H_
