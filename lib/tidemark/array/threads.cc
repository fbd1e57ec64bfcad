#include "tidemark/array/threads.h"

#include <csignal>

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/array/error.h"

namespace tidemark {

namespace array_internal {

constinit thread_local int current_threads = 1;

namespace {

// Parts begin at multiples of this, so that each but the last consists of whole vectors.
constexpr int64_t kStep = 4096;

// New threads inherit the mask.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t previous_;
};

}  // namespace

void RunPartsInThreads(int64_t n, PartBody* body, void* context) {
  const int64_t parts = std::min<int64_t>(current_threads, n / kElementsAThread);
  const int64_t share = (n / parts + kStep - 1) / kStep * kStep;
  std::vector<std::thread> threads;
  int64_t first = share;
  try {
    const SignalsBlocked blocked;
    threads.reserve(static_cast<size_t>(parts) - 1);
    for (; first < n; first += share) {
      threads.emplace_back(body, context, first, std::min(share, n - first));
    }
  } catch (const std::system_error&) {  // the caller does what is left
  } catch (const std::bad_alloc&) {
  }
  body(context, 0, share);
  if (first < n) body(context, first, n - first);
  for (std::thread& thread : threads) thread.join();
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
