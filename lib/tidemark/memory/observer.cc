// The list of observers, and the protocol by which one is taken out while others are being called.
//
// A dispatching thread makes its own sequence number odd, reads the slots, calls the observers and
// makes the number even again. It must not pay for a full memory barrier each time, so the barrier
// is on the rare side: Detach clears the slot, issues membarrier(2), which is a full barrier on
// every running thread of the process, and then waits until each thread that was odd has changed.
//   - A thread that made its number odd before the barrier is seen odd, and is waited for.
//   - A thread that does so after the barrier reads the cleared slot.
// Its last store is a release that Detach reads with acquire, so that everything the observer did
// happens before Detach returns. Where the kernel has no membarrier, dispatching threads use a
// sequentially consistent exchange instead.
#include "tidemark/memory/observer.h"

#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>
#include <new>
#include <optional>

#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace memory_internal {

constinit std::atomic<int> observer_count{0};
constinit std::array<std::atomic<MemoryObserver*>, kMaxObservers> observers{};

}  // namespace memory_internal

namespace {

using memory_internal::observer_count;
using memory_internal::observers;

// One a thread, on a list that only grows; a thread that ends leaves its node to the next one.
struct ThreadNode {
  std::atomic<uint64_t> sequence{0};  // odd while its thread is inside the observers
  std::atomic<bool> taken{true};
  ThreadNode* next = nullptr;
};

constinit std::atomic<ThreadNode*> all_nodes{nullptr};
constinit thread_local ThreadNode* this_node = nullptr;
constinit std::mutex list_mutex;  // guards changes of the list, not its traversal

bool Membarrier(int command) noexcept { return syscall(SYS_membarrier, command, 0, 0) == 0; }

// Registered once; until then (a thread in early start-up) the slow exchange is used.
constinit std::atomic<bool> have_membarrier{false};

void ReleaseNode(void* node) {
  this_node = nullptr;
  static_cast<ThreadNode*>(node)->taken.store(false, std::memory_order_release);
}

// None where the process has no more keys: then nodes stay with threads that have ended.
std::optional<pthread_key_t> NodeKey() {
  static const std::optional<pthread_key_t> key = [] {
    pthread_key_t made{};
    const bool is_made = pthread_key_create(&made, &ReleaseNode) == 0;
    return is_made ? std::optional(made) : std::nullopt;
  }();
  return key;
}

ThreadNode* AcquireNode() noexcept {
  ThreadNode* node = all_nodes.load(std::memory_order_acquire);
  for (; node != nullptr; node = node->next) {
    if (!node->taken.load(std::memory_order_relaxed) &&
        !node->taken.exchange(true, std::memory_order_acquire)) {
      break;
    }
  }
  if (node == nullptr) {
    node = new (std::nothrow) ThreadNode;
    if (node == nullptr) return nullptr;
    node->next = all_nodes.load(std::memory_order_relaxed);
    while (!all_nodes.compare_exchange_weak(node->next, node, std::memory_order_release)) {
    }
  }
  this_node = node;
  // The key's destructor gives the node back when the thread ends; a destructor of thread-local
  // data that runs still later takes a node anew and thereby runs it again.
  if (const auto key = NodeKey()) pthread_setspecific(*key, node);
  return node;
}

void WaitForThreads() noexcept {
  for (ThreadNode* node = all_nodes.load(std::memory_order_acquire); node != nullptr;
       node = node->next) {
    if (node == this_node) continue;
    const uint64_t seen = node->sequence.load(std::memory_order_acquire);
    if ((seen & 1) == 0) continue;
    while (node->sequence.load(std::memory_order_acquire) == seen) sched_yield();
  }
}

// The child of a fork has one thread; the others' nodes stay as they were. Without this, what waits
// for one that was inside the observers would wait for ever.
void ForgetOtherThreads() noexcept {
  new (&list_mutex) std::mutex;  // whoever held it is not here
  for (ThreadNode* node = all_nodes.load(std::memory_order_acquire); node != nullptr;
       node = node->next) {
    if (node == this_node) continue;
    const uint64_t sequence = node->sequence.load(std::memory_order_relaxed);
    node->sequence.store(sequence + (sequence & 1), std::memory_order_relaxed);
    node->taken.store(false, std::memory_order_relaxed);
  }
}

}  // namespace

namespace memory_internal {

bool EnterDispatch() noexcept {
  ThreadNode* node = this_node;
  if (node == nullptr) {
    node = AcquireNode();
    if (node == nullptr) return false;
  }
  const uint64_t sequence = node->sequence.load(std::memory_order_relaxed);
  if ((sequence & 1) != 0) return false;
  if (have_membarrier.load(std::memory_order_relaxed)) {
    node->sequence.store(sequence + 1, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    node->sequence.exchange(sequence + 1, std::memory_order_seq_cst);
  }
  return true;
}

void LeaveDispatch() noexcept {
  ThreadNode* node = this_node;
  node->sequence.store(node->sequence.load(std::memory_order_relaxed) + 1,
                       std::memory_order_release);
}

}  // namespace memory_internal

bool AttachObserver(MemoryObserver* observer) noexcept {
  static const bool watches_forks = pthread_atfork(nullptr, nullptr, &ForgetOtherThreads) == 0;
  static_cast<void>(watches_forks);  // where it could not be had, a child may wait in vain
  const std::lock_guard lock(list_mutex);
  if (!have_membarrier.load(std::memory_order_relaxed) &&
      Membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)) {
    have_membarrier.store(true, std::memory_order_relaxed);
  }
  for (auto& slot : observers) {
    if (slot.load(std::memory_order_relaxed) != nullptr) continue;
    slot.store(observer, std::memory_order_release);
    observer_count.fetch_add(1, std::memory_order_release);
    return true;
  }
  return false;
}

void DetachObserver(MemoryObserver* observer) noexcept {
  const std::lock_guard lock(list_mutex);
  for (auto& slot : observers) {
    if (slot.load(std::memory_order_relaxed) != observer) continue;
    slot.store(nullptr, std::memory_order_seq_cst);
    observer_count.fetch_sub(1, std::memory_order_seq_cst);
    if (have_membarrier.load(std::memory_order_relaxed)) {
      Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
    }
    WaitForThreads();
    return;
  }
}

}  // namespace tidemark
