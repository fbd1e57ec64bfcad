#include "tidemark/record/stack/stack_walk.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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

}  // namespace

StackBounds FindStackBounds() noexcept {
  if (syscall(SYS_gettid) == getpid()) return MainStack();
  StackBounds bounds;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return bounds;
  void* low = nullptr;
  size_t size = 0;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
    bounds.low = reinterpret_cast<uintptr_t>(low);
    bounds.high = bounds.low + size;
  }
  pthread_attr_destroy(&attributes);
  return bounds;
}

}  // namespace tidemark::record
