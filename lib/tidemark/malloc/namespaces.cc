// System calls that fail in a multi-threaded process: the flush thread is stopped around them.
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tidemark/malloc/startup.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::malloc_internal {
namespace {

class ScopedFlushPause {
 public:
  ScopedFlushPause() {
    record::Recording* const recording = ProcessRecording();
    if (recording == nullptr || !recording->IsOfThisProcess()) return;
    recording_ = recording;
    recording_->PauseFlushing();
  }
  ~ScopedFlushPause() {
    if (recording_ != nullptr) recording_->ResumeFlushing();
  }
  ScopedFlushPause(const ScopedFlushPause&) = delete;
  ScopedFlushPause& operator=(const ScopedFlushPause&) = delete;

 private:
  record::Recording* recording_ = nullptr;
};

}  // namespace
}  // namespace tidemark::malloc_internal

extern "C" [[gnu::visibility("default")]] int unshare(int flags) noexcept {
  const tidemark::malloc_internal::ScopedFlushPause paused;
  return static_cast<int>(syscall(SYS_unshare, flags));
}

extern "C" [[gnu::visibility("default")]] int setns(int file, int type) noexcept {
  const tidemark::malloc_internal::ScopedFlushPause paused;
  return static_cast<int>(syscall(SYS_setns, file, type));
}
