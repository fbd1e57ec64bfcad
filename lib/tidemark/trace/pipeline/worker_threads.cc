#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include "tidemark/trace/pipeline/worker_threads_internal.h"

namespace tidemark::trace {
namespace {

constexpr int kMostByItself = 4;
constexpr int kMost = 64;

void* RunWork(void* work) {
  (*static_cast<const std::function<void()>*>(work))();
  return nullptr;
}

}  // namespace

void WorkerThreads::Start(int count, std::function<void()> work) {
  work_ = std::move(work);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (int i = 0; i < count; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, &RunWork, &work_) != 0) break;
    threads_.push_back(thread);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void WorkerThreads::Join() {
  for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
  threads_.clear();
}

int ThreadsToUse(int wanted) {
  if (wanted > 0) return std::min(wanted, kMost);
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof(processors), &processors) != 0) return 1;
  return std::clamp(CPU_COUNT(&processors), 1, kMostByItself);
}

}  // namespace tidemark::trace
