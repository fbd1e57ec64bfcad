#include "tidemark/record/stack/stack_walk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#include "tidemark/base/scoped_errno.h"

// Of the main thread; a variable of the dynamic linker.
extern "C" void* __libc_stack_end;  // NOLINT(bugprone-reserved-identifier)

namespace tidemark::record {
namespace {

// The main thread's stack grows on demand up to its limit; pthread_getattr_np would parse
// /proc/self/maps.
StackBounds MainStack() noexcept {
  constexpr uintptr_t kPage = 4096;
  constexpr rlim_t kMost = rlim_t{1} << 30;
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur > kMost) limit.rlim_cur = kMost;
  StackBounds bounds;
  // The program's frames end here; above are its arguments, on the same page and more.
  bounds.high = (reinterpret_cast<uintptr_t>(__libc_stack_end) + kPage) & ~(kPage - 1);
  bounds.low = bounds.high - limit.rlim_cur;
  return bounds;
}

// The next hexadecimal number of /proc/self/maps: "7f12-7f34 rw-p ...". Reads it piece by piece.
class MapsReader {
 public:
  MapsReader() noexcept : file_(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}
  ~MapsReader() {
    if (file_ >= 0) close(file_);
  }
  MapsReader(const MapsReader&) = delete;
  MapsReader& operator=(const MapsReader&) = delete;

  // The range at the start of the next line; false at the end.
  bool Next(StackBounds* range) noexcept {
    if (!Number('-', &range->low) || !Number(' ', &range->high)) return false;
    int c = 0;
    while ((c = Get()) >= 0 && c != '\n') {
    }
    return true;
  }

 private:
  bool Number(char end, uintptr_t* number) noexcept {
    *number = 0;
    for (int c = Get(); c != end; c = Get()) {
      if (c < 0) return false;
      *number = *number * 16 + static_cast<uintptr_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
  }

  int Get() noexcept {
    if (at_ == size_) {
      const ssize_t size = file_ >= 0 ? read(file_, piece_, sizeof(piece_)) : 0;
      if (size <= 0) return -1;
      at_ = 0;
      size_ = static_cast<size_t>(size);
    }
    return static_cast<unsigned char>(piece_[at_++]);
  }

  const int file_;
  size_t at_ = 0;
  size_t size_ = 0;
  char piece_[512];
};

// Of a thread that did not begin in pthread_create, or not in the program's: the mapping that its
// stack is part of. It may be wider than the stack; all of it can be read.
StackBounds MappingAround(uintptr_t frame) noexcept {
  const ScopedErrno keep_errno;
  MapsReader maps;
  for (StackBounds range; maps.Next(&range);) {
    if (range.Contains(frame)) return range;
  }
  return {.low = 1, .high = 1};
}

}  // namespace

StackBounds FindStackBounds(uintptr_t frame) noexcept {
  return syscall(SYS_gettid) == getpid() ? MainStack() : MappingAround(frame);
}

}  // namespace tidemark::record
