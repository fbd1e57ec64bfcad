#include "tidemark/array/core/threads.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/error.h"
#include "tidemark/memory/heap_guard.h"

namespace tidemark {

namespace array_internal {

constinit thread_local int current_threads = 1;

namespace {

// Parts begin at multiples of this, so that each but the last consists of whole vectors.
constexpr int64_t kStep = 4096;
constexpr int64_t kMostThreads = 64;

struct Part {
  PartBody* body;
  void* context;
  int64_t first;
  int64_t count;
  pthread_t thread;
};

void* RunPart(void* argument) {
  const HeapGuard guard;
  const auto* part = static_cast<const Part*>(argument);
  part->body(part->context, part->first, part->count);
  return nullptr;
}

// New threads inherit the mask. Signals that a part raises itself stay the program's.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept {
    sigset_t blocked;
    sigfillset(&blocked);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&blocked, signal);
    pthread_sigmask(SIG_SETMASK, &blocked, &previous_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t previous_;
};

}  // namespace

void RunPartsInThreads(int64_t n, PartBody* body, void* context) {
  const int64_t most =
      std::min({static_cast<int64_t>(current_threads), n / kElementsPerThread, kMostThreads});
  const int64_t share = (n / most + kStep - 1) / kStep * kStep;
  std::array<Part, kMostThreads> parts;
  size_t count = 0;
  int64_t first = share;
  {
    const HeapGuard guard;  // what the threads allocate is not the program's
    const SignalsBlocked blocked;
    for (; first < n; first += share) {
      Part& part = parts[count];
      part = {body, context, first, std::min(share, n - first), {}};
      if (pthread_create(&part.thread, nullptr, &RunPart, &part) != 0) break;
      ++count;
    }
  }
  body(context, 0, share);
  if (first < n) body(context, first, n - first);
  const HeapGuard guard;
  for (size_t i = 0; i < count; ++i) pthread_join(parts[i].thread, nullptr);
}

}  // namespace array_internal

ArrayThreadsScope::ArrayThreadsScope(int count) : previous_(array_internal::current_threads) {
  if (count < 1) {
    array_internal::ThrowValueError(absl::StrCat("ArrayThreadsScope: ", count, " threads"));
  }
  array_internal::current_threads = count;
}

ArrayThreadsScope::~ArrayThreadsScope() { array_internal::current_threads = previous_; }

}  // namespace tidemark
