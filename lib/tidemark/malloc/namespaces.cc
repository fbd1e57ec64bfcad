// System calls that the kernel refuses to a process with more than one thread: the recorder's own
// thread steps aside for them.
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

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

}  // namespace
}  // namespace tidemark::malloc_internal

extern "C" [[gnu::visibility("default")]] int unshare(int flags) noexcept {
  const tidemark::malloc_internal::FlushPaused paused;
  return static_cast<int>(syscall(SYS_unshare, flags));
}

extern "C" [[gnu::visibility("default")]] int setns(int file, int type) noexcept {
  const tidemark::malloc_internal::FlushPaused paused;
  return static_cast<int>(syscall(SYS_setns, file, type));
}
