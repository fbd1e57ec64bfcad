#include "tidemark/record/drain.h"

#include <signal.h>

#include "tidemark/record/recording.h"

namespace tidemark::record {

bool Drain::Start() noexcept {
  const SuppressHeap suppress;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);  // the new thread inherits it
  running_ = pthread_create(&thread_, nullptr, &Run, this) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  recording_->supply_.SetDrainRunning(running_);
  return running_;
}

void* Drain::Run(void* drain) {
  auto* const self = static_cast<Drain*>(drain);
  this_thread.suppressed = 1;
  this_thread.inside = 1;
  pthread_setname_np(pthread_self(), "tidemark drain");
  FutexCounter& full = self->recording_->supply_.full();
  while (true) {
    const uint32_t seen = full.Value();
    if (self->stop_.load(std::memory_order_acquire)) return nullptr;
    self->recording_->DrainOnce(false);
    full.WaitPast(seen, 0);
  }
}

void Drain::Stop() noexcept {
  if (!running_) return;
  running_ = false;
  stop_.store(true, std::memory_order_release);
  recording_->supply_.SetDrainRunning(false);
  recording_->supply_.full().Count();
  const SuppressHeap suppress;
  pthread_join(thread_, nullptr);
}

}  // namespace tidemark::record
