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

namespace tidemark::record {

class Recording;

class FlushThread {
 public:
  explicit FlushThread(Recording* recording) : recording_(recording) {}
  ~FlushThread() { Stop(); }
  FlushThread(const FlushThread&) = delete;
  FlushThread& operator=(const FlushThread&) = delete;

  // Idempotent. False if the system refuses a thread.
  bool Start() noexcept;
  // Joins the thread and waits until the kernel has reaped it. Full slots may remain.
  void Stop() noexcept;
  // In the child of a fork, where the thread does not exist.
  void Forget() noexcept { running_ = false; }

  // The main thread calls pthread_exit, so the process goes on without it.
  void MainThreadEnds() noexcept;

 private:
  static void* Run(void* flush_thread);
  void EndProcess() noexcept;

  Recording* recording_;
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
