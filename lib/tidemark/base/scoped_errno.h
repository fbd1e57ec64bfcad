// Restores errno at the end of a scope.
//
// Used by code that runs inside the program's calls, which must not change its errno.
// Threading: the calling thread's errno.
//
//   const ScopedErrno keep_errno;
//   close(descriptor);
#ifndef TIDEMARK_BASE_SCOPED_ERRNO_H_
#define TIDEMARK_BASE_SCOPED_ERRNO_H_

#include <cerrno>

namespace tidemark {

class ScopedErrno {
 public:
  ScopedErrno() noexcept : error_(errno) {}
  ~ScopedErrno() { errno = error_; }
  ScopedErrno(const ScopedErrno&) = delete;
  ScopedErrno& operator=(const ScopedErrno&) = delete;

 private:
  const int error_;
};

}  // namespace tidemark

#endif  // TIDEMARK_BASE_SCOPED_ERRNO_H_
