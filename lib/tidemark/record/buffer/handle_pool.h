// Memory for the handles of a bridge: of one size, taken and given back on any thread without a lock
// as a rule.
//
// Used by BridgeEvents; each ThreadBuffer keeps a short list of free ones. A thread that gives back
// more than it takes passes them on in batches.
//
// Ownership: mapped directly and never unmapped, for a handle may outlive its recording.
// Threading: any thread; a FreeHandles belongs to one.
//
//   Handle* handle = pool.New(&buffer->free_views);  // null: out of memory
//   pool.Free(&buffer->free_views, handle);
#ifndef TIDEMARK_RECORD_BUFFER_HANDLE_POOL_H_
#define TIDEMARK_RECORD_BUFFER_HANDLE_POOL_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>

#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

struct FreeHandle {
  FreeHandle* next;
};

struct FreeHandles {
  FreeHandle* first = nullptr;
  uint32_t count = 0;
};

template <class Handle>
class HandlePool {
 public:
  Handle* New(FreeHandles* own) noexcept {
    if (own->first == nullptr && !Refill(own)) return nullptr;
    FreeHandle* const taken = own->first;
    own->first = taken->next;
    --own->count;
    return ::new (static_cast<void*>(taken)) Handle();
  }

  void Free(FreeHandles* own, Handle* handle) noexcept {
    own->first = ::new (static_cast<void*>(handle)) FreeHandle{own->first};
    if (++own->count >= 2 * kBatch) PassOn(own, kBatch);
  }

  // By a thread that is not recording.
  void Free(Handle* handle) noexcept {
    FreeHandles one{.first = ::new (static_cast<void*>(handle)) FreeHandle{nullptr}, .count = 1};
    PassOn(&one, 1);
  }

  // In the child of a fork, where the lock's owner may not exist.
  void ForgetLock() noexcept { ::new (static_cast<void*>(&mutex_)) std::mutex; }

 private:
  static constexpr uint32_t kBatch = 256;
  static_assert(sizeof(Handle) >= sizeof(FreeHandle));

  bool Refill(FreeHandles* own) noexcept {
    const std::lock_guard lock(mutex_);
    while (shared_ != nullptr && own->count < kBatch) {
      FreeHandle* const taken = shared_;
      shared_ = taken->next;
      own->first = ::new (static_cast<void*>(taken)) FreeHandle{own->first};
      ++own->count;
    }
    if (own->first != nullptr) return true;
    auto* const memory = static_cast<std::byte*>(MapOwn(kBatch * sizeof(Handle)));
    if (memory == nullptr) return false;
    for (uint32_t i = kBatch; i-- > 0;) {
      own->first = ::new (memory + i * sizeof(Handle)) FreeHandle{own->first};
    }
    own->count = kBatch;
    return true;
  }

  void PassOn(FreeHandles* own, uint32_t count) noexcept {
    const std::lock_guard lock(mutex_);
    for (uint32_t i = 0; i < count; ++i) {
      FreeHandle* const passed = own->first;
      own->first = passed->next;
      passed->next = shared_;
      shared_ = passed;
    }
    own->count -= count;
  }

  std::mutex mutex_;
  FreeHandle* shared_ = nullptr;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_HANDLE_POOL_H_
