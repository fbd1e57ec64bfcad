#include "tidemark/base/asymmetric_fence.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "tidemark/base/scoped_errno.h"

namespace tidemark {
namespace {

bool Membarrier(int command) noexcept {
  const ScopedErrno keep_errno;
  return syscall(SYS_membarrier, command, 0, 0) == 0;
}

}  // namespace

namespace asymmetric_fence_internal {
constinit std::atomic<bool> have_membarrier{false};
}  // namespace asymmetric_fence_internal

void PrepareAsymmetricFence() noexcept {
  asymmetric_fence_internal::have_membarrier.store(
      Membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED), std::memory_order_relaxed);
}

void AsymmetricHeavyFence() noexcept {
  // A read-modify-write, which ThreadSanitizer understands, where it does not know fences.
  static constinit std::atomic<uint32_t> fence{0};
  fence.fetch_add(1, std::memory_order_seq_cst);
  if (asymmetric_fence_internal::have_membarrier.load(std::memory_order_relaxed)) {
    Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  }
}

}  // namespace tidemark
