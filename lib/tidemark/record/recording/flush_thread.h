// The thread that flushes full slots to the trace file.
//
// Owned by a Recording. It sleeps until a slot is full. All signals are blocked in it, and its own
// allocations are not recorded. Where it cannot be started, the recording threads flush.
//
// It does not keep a process alive whose main thread has called pthread_exit: once all other
// threads have ended it exits, too, and as the last thread runs the exit handlers.
#ifndef TIDEMARK_RECORD_RECORDING_FLUSH_THREAD_H_
#define TIDEMARK_RECORD_RECORDING_FLUSH_THREAD_H_

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace tidemark::record {

class Recording;

class FlushThread {
 public:
  explicit FlushThread(Recording* recording) : recording_(recording) {}
  ~FlushThread() { Stop(); }
  FlushThread(const FlushThread&) = delete;
  FlushThread& operator=(const FlushThread&) = delete;

  // Idempotent. False if the system refuses a thread, or one that is to stop has not ended yet.
  bool Start() noexcept;
  // Joins the thread and waits until the kernel has reaped it. Full slots may remain.
  void Stop() noexcept { StopWithin(INT64_MAX); }
  // The same, but a thread that is still busy with a slow file after `nanos` is left to end later.
  void StopWithin(int64_t nanos) noexcept;
  // In the child of a fork, where the thread does not exist.
  void Forget() noexcept { running_ = joinable_ = false; }

  bool is_running() const noexcept { return running_.load(std::memory_order_relaxed); }

  // Of the process, without the main thread, which stays listed after it has ended; -1 if unknown.
  static int CountOtherThreads() noexcept;

  // The main thread calls pthread_exit, so the process goes on without it.
  void MainThreadEnds() noexcept;

 private:
  static void* Run(void* flush_thread);
  void EndProcess() noexcept;
  // Joins a thread that was told to stop, if it ends by `deadline` (MonotonicNanos).
  void Join(int64_t deadline) noexcept;

  Recording* recording_;
  std::mutex control_mutex_;           // of starting and stopping
  std::atomic<bool> joinable_{false};  // there is a thread, or was one
  pthread_t thread_{};
  std::atomic<int64_t> os_thread_{0};  // 0 until the thread runs
  sigset_t signals_of_program_{};
  std::atomic<bool> running_{false};
  std::atomic<bool> stop_{false};
  std::atomic<bool> ended_{false};  // but for what the C library does then
  std::atomic<bool> main_ended_{false};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_FLUSH_THREAD_H_
