#include "tidemark/record/thread_registry.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <new>

#include "tidemark/record/own_memory.h"

namespace tidemark::record {

struct ThreadRegistry::Node {
  ThreadBuffer buffer;  // first: a buffer's address is its node's
  Node* next = nullptr;
  bool taken = true;
};

namespace {

// Nodes of recordings that are over.
constinit std::mutex spare_mutex;
constinit void* spare_nodes = nullptr;

int64_t OsThread() { return syscall(SYS_gettid); }

bool IsDead(int64_t os_thread) {
  const int error = errno;
  const bool dead = syscall(SYS_tgkill, getpid(), os_thread, 0) != 0 && errno == ESRCH;
  errno = error;
  return dead;
}

}  // namespace

ThreadBuffer* ThreadRegistry::Acquire(bool* additional) noexcept {
  *additional = false;
  Node* node = nullptr;
  {
    const std::lock_guard lock(mutex_);
    for (Node* other = nodes_; other != nullptr; other = other->next) {
      if (other->taken) continue;
      other->taken = true;
      other->buffer.os_thread = OsThread();
      return &other->buffer;
    }
  }
  {
    const std::lock_guard lock(spare_mutex);
    node = static_cast<Node*>(spare_nodes);
    if (node != nullptr) spare_nodes = node->next;
  }
  if (node == nullptr) {
    void* const memory = MapOwn(sizeof(Node));
    if (memory == nullptr) return nullptr;
    node = ::new (memory) Node;
  }
  node->taken = true;
  node->buffer.os_thread = OsThread();
  const std::lock_guard lock(mutex_);
  node->next = nodes_;
  nodes_ = node;
  *additional = true;
  return &node->buffer;
}

void ThreadRegistry::Release(ThreadBuffer* buffer) noexcept {
  const std::lock_guard lock(mutex_);
  buffer->ReleaseSlot();
  reinterpret_cast<Node*>(buffer)->taken = false;
}

void ThreadRegistry::ReleaseDead() noexcept {
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    if (!node->taken || !IsDead(node->buffer.os_thread)) continue;
    node->buffer.ReleaseSlot();
    node->taken = false;
  }
}

void ThreadRegistry::WaitForBusy() noexcept {
  ThreadsBarrier();
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    const std::atomic<uint64_t>& sequence = node->buffer.sequence();
    const uint64_t seen = sequence.load(std::memory_order_acquire);
    if ((seen & 1) == 0) continue;
    for (int i = 1; sequence.load(std::memory_order_acquire) == seen; ++i) {
      sched_yield();
      // A thread that was killed in the middle of a record never leaves.
      if (i % 1000 == 0 && IsDead(node->buffer.os_thread)) break;
    }
  }
}

void ThreadRegistry::ReleaseAllSlots() noexcept {
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) node->buffer.ReleaseSlot();
}

void ThreadRegistry::Clear() noexcept {
  const std::lock_guard lock(mutex_);
  while (nodes_ != nullptr) {
    Node* const node = nodes_;
    nodes_ = node->next;
    node->buffer.ForgetRecording();
    const std::lock_guard spare_lock(spare_mutex);
    node->next = static_cast<Node*>(spare_nodes);
    spare_nodes = node;
  }
}

ThreadRegistry::Sums ThreadRegistry::Sum() noexcept {
  Sums sums;
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    sums.events += node->buffer.events.Read();
    sums.live_buffers += node->buffer.live_buffers.Read();
    sums.live_bytes += node->buffer.live_bytes.Read();
  }
  return sums;
}

}  // namespace tidemark::record
