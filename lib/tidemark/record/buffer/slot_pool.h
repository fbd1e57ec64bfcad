// Gives threads empty slots, and decides what happens when there is none: wait or drop.
//
// Used by ThreadBuffer when its slot is full; the drain returns slots to the ring and counts.
//
// Bound: kBaseSlots + kSlotsPerThread for each thread that records; with 64 KiB a slot that is
//   within 16 MiB + 256 KiB a thread together with everything else the recorder holds.
// Threading: any thread. While a thread waits it holds nothing that the drain could need.
#ifndef TIDEMARK_RECORD_BUFFER_SLOT_POOL_H_
#define TIDEMARK_RECORD_BUFFER_SLOT_POOL_H_

#include <atomic>
#include <cstdint>

#include "tidemark/record/buffer/slot_file.h"
#include "tidemark/record/os/futex.h"

namespace tidemark::record {

enum class OnFull : uint8_t { kBlock, kDrop };

class SlotPool {
 public:
  static constexpr uint32_t kBaseSlots = 64;
  static constexpr uint32_t kSlotsPerThread = 2;

  // What is called while a thread waits and nobody else empties slots.
  using Helper = void (*)(void* context);

  void Begin(SlotFile* ring, OnFull on_full, Helper helper, void* context) noexcept {
    ring_ = ring;
    on_full_ = on_full;
    helper_ = helper;
    context_ = context;
  }

  // An empty slot, or nullptr: the record is to be dropped. Those who block wait for the drain, but
  // not for other threads: where each slot there can be is in use by one, they drop, too.
  trace::SlotHeader* Take() noexcept;

  // The same once stopped: an empty slot if there is one.
  trace::SlotHeader* TakeAtEnd() noexcept { return ring_->TakeSlot(Limit()); }

  // The slot is whole: the drain's turn.
  void Full(trace::SlotHeader* slot) noexcept {
    slot->state.store(trace::SlotState::kFull, std::memory_order_release);
    full_.Count();
  }

  // By the drain, after it has emptied slots.
  void Emptied() noexcept { emptied_.Count(); }

  void AddThread() noexcept { threads_.fetch_add(1, std::memory_order_relaxed); }

  // Whether a thread of its own empties slots. Otherwise those that wait do.
  void SetFlushThreadRunning(bool running) noexcept {
    drain_runs_.store(running, std::memory_order_release);
    if (!running) emptied_.Count();
  }

  // No more slots: those who wait drop.
  void Stop() noexcept {
    stopped_.store(true, std::memory_order_release);
    emptied_.Count();
  }

  FutexCounter& full() noexcept { return full_; }

 private:
  uint32_t Limit() const noexcept {
    return kBaseSlots + kSlotsPerThread * threads_.load(std::memory_order_relaxed);
  }

  SlotFile* ring_ = nullptr;
  OnFull on_full_ = OnFull::kBlock;
  Helper helper_ = nullptr;
  void* context_ = nullptr;
  std::atomic<uint32_t> threads_{0};
  std::atomic<bool> drain_runs_{false};
  std::atomic<bool> stopped_{false};
  FutexCounter full_;
  FutexCounter emptied_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SLOT_POOL_H_
