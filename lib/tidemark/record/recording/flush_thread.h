// The thread that empties full slots into the trace file.
//
// Owned by a Recording. It sleeps until a slot is full. All signals are blocked in it, and what it
// allocates is not recorded. Where it cannot be started, the recording threads empty slots.
//
// It does not keep a process alive whose main thread has ended: once the other threads have ended,
// too, it ends, and the C library does what it does at the end of a program's last thread.
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

  bool Start() noexcept;
  // Waits for the thread to end, and until the kernel has forgotten it. What is full by then may
  // not be empty.
  void Stop() noexcept;
  // In the child of a fork, where the thread is not.
  void Forget() noexcept { running_ = false; }

  // The main thread ends by pthread_exit, so the process goes on without it.
  void MainThreadEnds() noexcept;

 private:
  static void* Run(void* drain);
  void EndProcess() noexcept;

  Recording* recording_;
  pthread_t thread_{};
  std::atomic<int64_t> os_thread_{0};  // 0 until the thread runs
  sigset_t signals_of_program_{};
  std::atomic<bool> running_{false};
  std::atomic<bool> stop_{false};
  std::atomic<bool> main_ended_{false};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_RECORDING_FLUSH_THREAD_H_
