#include "tidemark/record/recording/flush_thread.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "tidemark/base/clock.h"
#include "tidemark/record/os/os_thread.h"
#include "tidemark/record/os/scoped_signal_blocker.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::record {
namespace {

// Enough for compressing and writing. A program with large thread-local storage needs more, and
// then the system's default is used.
constexpr size_t kStackBytes = size_t{256} << 10;

// Across all recordings of the process.
constinit std::atomic<int> running_flush_threads{0};

bool CreateThread(pthread_t* thread, void* (*run)(void*), void* argument) noexcept {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) == 0) {
    pthread_attr_setstacksize(&attributes, kStackBytes);
    const bool created = pthread_create(thread, &attributes, run, argument) == 0;
    pthread_attr_destroy(&attributes);
    if (created) return true;
  }
  return pthread_create(thread, nullptr, run, argument) == 0;
}

}  // namespace

// Not by opendir, which allocates from the program's heap.
int FlushThread::CountOtherThreads() noexcept {
  struct Entry {
    ino64_t inode;
    off64_t next;
    uint16_t size;
    uint8_t type;
    char name[];
  };
  const int folder = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -1;
  alignas(8) char entries[2048];
  int count = 0;
  while (true) {
    const int64_t size = syscall(SYS_getdents64, folder, entries, sizeof(entries));
    if (size <= 0) break;
    for (int64_t at = 0; at < size;) {
      const auto* const entry = reinterpret_cast<const Entry*>(entries + at);
      if (entry->name[0] != '.' && std::atoi(entry->name) != getpid()) ++count;
      at += entry->size;
    }
  }
  close(folder);
  return count;
}

bool FlushThread::Start() noexcept {
  if (is_running()) return true;
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;  // the new thread inherits it
  const std::lock_guard lock(control_mutex_);
  if (is_running()) return true;
  Join(/*deadline=*/0);
  if (joinable_.load(std::memory_order_relaxed)) return false;
  sigset_t all;
  sigfillset(&all);
  stop_.store(false, std::memory_order_relaxed);
  os_thread_.store(0, std::memory_order_relaxed);
  ended_.store(false, std::memory_order_relaxed);
  running_.store(true);
  pthread_sigmask(SIG_BLOCK, &all, &signals_of_program_);
  ++running_flush_threads;
  const bool running = CreateThread(&thread_, &Run, this);
  if (!running) --running_flush_threads;
  running_.store(running);
  joinable_.store(running);
  pthread_sigmask(SIG_SETMASK, &signals_of_program_, nullptr);
  recording_->slot_pool_.SetFlushThreadRunning(running);
  return running;
}

void* FlushThread::Run(void* flush_thread) {
  constexpr int64_t kLookAround = 20'000'000;
  auto* const self = static_cast<FlushThread*>(flush_thread);
  self->os_thread_.store(OsThreadId(), std::memory_order_relaxed);
  this_thread.suppressed = 1;
  this_thread.inside.store(kInsideForGood, std::memory_order_relaxed);
  pthread_setname_np(pthread_self(), "tidemark drain");  // shown by ps and debuggers: kept
  FutexCounter& full = self->recording_->slot_pool_.full();
  while (true) {
    const uint32_t seen = full.Value();
    if (self->stop_.load(std::memory_order_acquire)) break;
    const bool main_ended = self->main_ended_.load(std::memory_order_acquire);
    if (main_ended && CountOtherThreads() == running_flush_threads.load()) {
      self->EndProcess();
      break;
    }
    self->recording_->FlushOnce(false);
    full.WaitPast(seen, main_ended ? kLookAround : 0);
  }
  --running_flush_threads;
  self->ended_.store(true, std::memory_order_release);
  return nullptr;
}

// Exit handlers will run on this thread, so it becomes one of the program's.
void FlushThread::EndProcess() noexcept {
  running_.store(false);
  joinable_.store(false);
  recording_->slot_pool_.SetFlushThreadRunning(false);
  pthread_detach(pthread_self());
  this_thread.inside.store(0, std::memory_order_relaxed);
  this_thread.suppressed = 0;
  pthread_sigmask(SIG_SETMASK, &signals_of_program_, nullptr);
}

void FlushThread::MainThreadEnds() noexcept {
  main_ended_.store(true, std::memory_order_release);
  recording_->slot_pool_.full().Count();
}

void FlushThread::StopWithin(int64_t nanos) noexcept {
  if (!joinable_.load(std::memory_order_relaxed)) return;
  const SuppressHeap suppress;
  const ScopedSignalBlocker quiet;
  const std::lock_guard lock(control_mutex_);
  running_.store(false);
  stop_.store(true, std::memory_order_release);
  recording_->slot_pool_.SetFlushThreadRunning(false);
  recording_->slot_pool_.full().Count();
  Join(nanos == INT64_MAX ? nanos : MonotonicNanos() + nanos);
}

void FlushThread::Join(int64_t deadline) noexcept {
  if (!joinable_.load(std::memory_order_relaxed)) return;
  // Not by pthread_join alone, which aborts the program where a filter of system calls refuses its
  // futex: it need not wait for a thread that is gone.
  while (!ended_.load(std::memory_order_acquire)) {
    if (MonotonicNanos() >= deadline) return;
    sched_yield();
  }
  // Bounded: the kernel may have given the id to another thread.
  const int64_t os_thread = os_thread_.load(std::memory_order_relaxed);
  for (int i = 0; i < 10000 && !IsOsThreadGone(os_thread); ++i) sched_yield();
  pthread_join(thread_, nullptr);
  joinable_.store(false, std::memory_order_relaxed);
}

}  // namespace tidemark::record
