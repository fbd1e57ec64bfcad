// The thread that empties full slots into the trace file.
//
// Owned by a Recording. It sleeps until a slot is full. All signals are blocked in it, and what it
// allocates is not recorded. Where it cannot be started, the recording threads empty slots.
#ifndef TIDEMARK_RECORD_DRAIN_H_
#define TIDEMARK_RECORD_DRAIN_H_

#include <pthread.h>

#include <atomic>

namespace tidemark::record {

class Recording;

class Drain {
 public:
  explicit Drain(Recording* recording) : recording_(recording) {}
  ~Drain() { Stop(); }
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

  bool Start() noexcept;
  // Waits for the thread to end. What is full by then may not be empty.
  void Stop() noexcept;
  // In the child of a fork, where the thread is not.
  void Forget() noexcept { running_ = false; }

 private:
  static void* Run(void* drain);

  Recording* recording_;
  pthread_t thread_{};
  bool running_ = false;
  std::atomic<bool> stop_{false};
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_DRAIN_H_
