// The list of observers, and the quiescence protocol by which one is detached during dispatch.
//
// A dispatching thread makes its own sequence number odd, reads the slots, calls the observers and
// makes the number even again. To keep a full fence off that path, the fence is asymmetric: Detach
// clears the slot, issues the heavy fence, and then waits until each thread that was odd has moved
//   on. - A thread that made its number odd before the fence is seen odd, and is waited for.
//   - A thread that does so after the fence reads the cleared slot.
// Its last store is a release that Detach reads with acquire, so that everything the observer did
// happens before Detach returns.
#include "tidemark/memory/observer.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <mutex>
#include <new>
#include <optional>

#include "tidemark/base/asymmetric_fence.h"
#include "tidemark/memory/hooks.h"

namespace tidemark {
namespace memory_internal {

constinit std::atomic<int> observer_count{0};
constinit std::array<std::atomic<MemoryObserver*>, kMaxObservers> observers{};

}  // namespace memory_internal

namespace {

using memory_internal::observer_count;
using memory_internal::observers;

// One per thread, on a list that only grows; the node of a thread that has ended is reused.
struct ThreadNode {
  std::atomic<uint64_t> sequence{0};  // odd while its thread is inside the observers
  std::atomic<bool> taken{true};
  ThreadNode* next = nullptr;
};

constinit std::atomic<ThreadNode*> all_nodes{nullptr};
constinit thread_local ThreadNode* this_node = nullptr;
constinit std::mutex list_mutex;  // guards changes of the list, not its traversal

void ReleaseNode(void* node) {
  this_node = nullptr;
  static_cast<ThreadNode*>(node)->taken.store(false, std::memory_order_release);
}

// nullopt when the process has no more keys: then the nodes of ended threads are leaked.
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
  // The key's destructor releases the node at thread exit; if a later thread-local destructor
  // acquires a node again, this runs the key's destructor again.
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

// The child of a fork has one thread. Without this, Detach would wait for ever for threads that
// were dispatching in the parent.
void ForgetOtherThreads() noexcept {
  new (&list_mutex) std::mutex;  // its owner does not exist here
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
  StoreWithLightFence(node->sequence, sequence + 1);
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
  static_cast<void>(watches_forks);  // without it, Detach in a child may block
  const std::lock_guard lock(list_mutex);
  PrepareAsymmetricFence();
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
    AsymmetricHeavyFence();
    WaitForThreads();
    return;
  }
}

}  // namespace tidemark
