// The side channel of the kill tests: a shared mapping in which each thread of the child notes
// every call once it has returned. The kernel keeps it when the process is killed.
//
// Written by the child's modes of kill.cc; read by tests/malloc/kill_test.cc.
#ifndef TIDEMARK_TESTS_MALLOC_CHILD_WITNESS_H_
#define TIDEMARK_TESTS_MALLOC_CHILD_WITNESS_H_

#include <atomic>
#include <cstdint>

namespace tidemark::malloc_child {

struct Call {
  uint64_t address;
  uint64_t bytes;  // 0: the block was freed
};

// The calls of one thread; the last ones, if there are more than fit.
struct CallsOfThread {
  static constexpr uint64_t kRoom = uint64_t{1} << 16;
  std::atomic<uint64_t> count;  // calls that returned
  Call calls[kRoom];
};

struct Witness {
  static constexpr int kMaxThreads = 8;
  std::atomic<uint64_t> threads;
  CallsOfThread of[kMaxThreads];
};

}  // namespace tidemark::malloc_child

#endif  // TIDEMARK_TESTS_MALLOC_CHILD_WITNESS_H_
