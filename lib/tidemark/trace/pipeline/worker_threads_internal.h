// Threads that help a reader, and are gone when this object is.
//
// Made by BlockPipeline.
//
// Threading: Join may be called by one thread only. The threads block all signals, so that handlers
//   run where they ran before.
// Errors: none; where the system gives no thread there are fewer, or none.
#ifndef TIDEMARK_TRACE_PIPELINE_WORKER_THREADS_INTERNAL_H_
#define TIDEMARK_TRACE_PIPELINE_WORKER_THREADS_INTERNAL_H_

#include <pthread.h>

#include <functional>
#include <vector>

namespace tidemark::trace {

class WorkerThreads {
 public:
  WorkerThreads() = default;
  ~WorkerThreads() { Join(); }
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  // Starts `count` threads, each of which runs `work` once. Called once.
  void Start(int count, std::function<void()> work);
  // Waits until all have returned from it.
  void Join();

 private:
  std::function<void()> work_;
  std::vector<pthread_t> threads_;
};

// How many threads a reader uses that is told to use `wanted`: 0 stands for as many as there are
// processors for this process, up to 4.
int ThreadsToUse(int wanted);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_PIPELINE_WORKER_THREADS_INTERNAL_H_
