// Lets operations on large arrays use more than one thread, for as long as the scope lives.
//
// Opened by the user around code that computes; applies to elementwise operations (arithmetic,
// comparisons, functions like sqrt and exp) whose operands are contiguous and of one shape, from
// kElementsPerThread elements per thread on: with fewer, starting a thread takes longer than it
// saves (bench/array/threads_benchmark.cc). Without a scope everything is computed by the calling
// thread.
//
// Results do not depend on the number of threads: each element is computed as by one.
// Ownership: the threads are joined before the operation returns. Asynchronous signals are blocked
//   in them, and they send no events. At most 64.
// Threading: a scope belongs to the thread that opened it; scopes nest, the innermost counts.
// Errors: ValueError for a count below 1. If a thread cannot be created, the caller does its part.
//
//   ArrayThreadsScope threads(2);
//   Array<double> b = exp(a);
#ifndef TIDEMARK_ARRAY_CORE_THREADS_H_
#define TIDEMARK_ARRAY_CORE_THREADS_H_

#include <cstdint>
#include <type_traits>

namespace tidemark {

class ArrayThreadsScope {
 public:
  explicit ArrayThreadsScope(int count);
  ~ArrayThreadsScope();
  ArrayThreadsScope(const ArrayThreadsScope&) = delete;
  ArrayThreadsScope& operator=(const ArrayThreadsScope&) = delete;

 private:
  int previous_;
};

namespace array_internal {

inline constexpr int64_t kElementsPerThread = int64_t{1} << 20;

extern constinit thread_local int current_threads;

using PartBody = void(void* context, int64_t first, int64_t count);
void RunPartsInThreads(int64_t n, PartBody* body, void* context);

// Calls body(first, count) once for each part of 0..n, in several threads where that is allowed and
// worth it; returns when all are done. `body` must not throw.
template <class Body>
void RunParts(int64_t n, Body&& body) {
  if (current_threads == 1 || n < 2 * kElementsPerThread) return body(int64_t{0}, n);
  RunPartsInThreads(
      n,
      [](void* context, int64_t first, int64_t count) {
        (*static_cast<std::remove_reference_t<Body>*>(context))(first, count);
      },
      &body);
}

}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_CORE_THREADS_H_
