#include "tidemark/record/buffer/thread_registry.h"

#include <sched.h>

#include <new>

#include "tidemark/base/clock.h"
#include "tidemark/record/os/os_thread.h"
#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

struct ThreadRegistry::Node {
  ThreadBuffer buffer;  // first: a buffer's address is its node's
  Node* next = nullptr;
  const ThreadLocal* local = nullptr;  // of the thread, until it exits
  bool taken = false;

  void Take(const ThreadLocal* of) noexcept;
  void Free() noexcept;
  bool IsDead() const noexcept;
  // Whether the thread cannot be using the buffer, once the recording is over.
  bool IsOut() const noexcept;
};

namespace {

// Much longer than a record takes, even on a busy machine.
constexpr int64_t kPatience = 2'000'000'000;

// The free list: nodes of recordings that are over.
constinit std::mutex spare_mutex;
constinit void* spare_nodes = nullptr;

}  // namespace

void ThreadRegistry::Node::Take(const ThreadLocal* of) noexcept {
  taken = true;
  local = of;
  buffer.os_thread = OsThreadId();
}

void ThreadRegistry::Node::Free() noexcept {
  buffer.SubmitSlot();
  local = nullptr;
  taken = false;
}

bool ThreadRegistry::Node::IsDead() const noexcept { return IsOsThreadGone(buffer.os_thread); }

bool ThreadRegistry::Node::IsOut() const noexcept {
  if (!taken || IsDead()) return true;
  return local != nullptr && local->inside.load(std::memory_order_acquire) == 0;
}

void ThreadRegistry::LockForFork() noexcept { spare_mutex.lock(); }
void ThreadRegistry::UnlockAfterFork() noexcept { spare_mutex.unlock(); }

ThreadBuffer* ThreadRegistry::Acquire(const ThreadLocal* local, bool* additional) noexcept {
  *additional = false;
  Node* node = nullptr;
  {
    const std::lock_guard lock(mutex_);
    for (Node* other = nodes_; other != nullptr; other = other->next) {
      const bool left = other->taken && other->local == nullptr && other->IsDead();
      if (other->taken && !left) continue;
      other->Free();
      other->Take(local);
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
  node->Take(local);
  const std::lock_guard lock(mutex_);
  node->next = nodes_;
  nodes_ = node;
  *additional = true;
  return &node->buffer;
}

void ThreadRegistry::Ends(ThreadBuffer* buffer) noexcept {
  const std::lock_guard lock(mutex_);
  buffer->SubmitSlot();
  reinterpret_cast<Node*>(buffer)->local = nullptr;
}

void ThreadRegistry::SubmitSlotsOfDead() noexcept {
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    if (node->taken && node->IsDead()) node->Free();
  }
}

uint64_t ThreadRegistry::NewEpochs() noexcept {
  static constinit std::atomic<uint64_t> registries{1};
  return registries.fetch_add(1, std::memory_order_relaxed) << 40;
}

void ThreadRegistry::WaitForBusy() noexcept {
  AsymmetricHeavyFence();
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    const std::atomic<uint64_t>& sequence = node->buffer.sequence();
    const uint64_t seen = sequence.load(std::memory_order_acquire);
    if ((seen & 1) == 0) continue;
    const int64_t begin = MonotonicNanos();
    for (int i = 1; sequence.load(std::memory_order_acquire) == seen; ++i) {
      sched_yield();
      if (i % 1000 != 0) continue;
      // A thread that was killed in the middle of a record, or that a handler made jump out of it,
      // stays busy for ever.
      if (IsOsThreadGone(node->buffer.os_thread) || MonotonicNanos() - begin > kPatience) break;
    }
  }
}

void ThreadRegistry::SubmitAllSlots() noexcept {
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) node->buffer.SubmitSlot();
}

bool ThreadRegistry::ReportLostAtEnd(int64_t t) noexcept {
  bool reported = false;
  const std::lock_guard lock(mutex_);
  for (Node* node = nodes_; node != nullptr; node = node->next) {
    if (node->buffer.ReportLostAtEnd(t)) reported = true;
  }
  return reported;
}

void ThreadRegistry::Clear() noexcept {
  const std::lock_guard lock(mutex_);
  for (Node** at = &nodes_; *at != nullptr;) {
    Node* const node = *at;
    if (!node->IsOut()) {
      at = &node->next;
      continue;
    }
    *at = node->next;
    node->buffer.ForgetRecording();
    node->local = nullptr;
    node->taken = false;
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
