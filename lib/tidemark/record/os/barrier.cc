#include "tidemark/record/os/barrier.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::record {
namespace {

bool Membarrier(int command) noexcept {
  const int error = errno;
  const bool done = syscall(SYS_membarrier, command, 0, 0) == 0;
  errno = error;
  return done;
}

}  // namespace

namespace barrier_internal {
constinit std::atomic<bool> have_membarrier{false};
}

void PrepareBarrier() noexcept {
  barrier_internal::have_membarrier.store(Membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED),
                                          std::memory_order_relaxed);
}

void ThreadsBarrier() noexcept {
  static constinit std::atomic<uint32_t> fence{0};
  fence.fetch_add(1, std::memory_order_seq_cst);
  if (barrier_internal::have_membarrier.load(std::memory_order_relaxed)) {
    Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  }
}

}  // namespace tidemark::record
