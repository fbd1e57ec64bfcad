// System calls that the kernel refuses to a process with more than one thread: the recorder's own
// thread steps aside for them.
#include <dlfcn.h>
#include <sched.h>

#include "tidemark/malloc/startup.h"

namespace tidemark::malloc_internal {
namespace {

class FlushPaused {
 public:
  FlushPaused() {
    record::HeapEvents* const events = Events();
    if (events == nullptr || !events->recording()->IsOfThisProcess()) return;
    recording_ = events->recording();
    recording_->PauseFlushing();
  }
  ~FlushPaused() {
    if (recording_ != nullptr) recording_->ResumeFlushing();
  }
  FlushPaused(const FlushPaused&) = delete;
  FlushPaused& operator=(const FlushPaused&) = delete;

 private:
  record::Recording* recording_ = nullptr;
};

template <class... Args>
int CallNext(const char* name, Args... args) {
  const auto next = reinterpret_cast<int (*)(Args...)>(dlsym(RTLD_NEXT, name));
  const FlushPaused paused;
  return next(args...);
}

}  // namespace
}  // namespace tidemark::malloc_internal

extern "C" [[gnu::visibility("default")]] int unshare(int flags) noexcept {
  return tidemark::malloc_internal::CallNext("unshare", flags);
}

extern "C" [[gnu::visibility("default")]] int setns(int file, int type) noexcept {
  return tidemark::malloc_internal::CallNext("setns", file, type);
}
