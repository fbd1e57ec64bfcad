// Hands out empty slots under a bound, and applies the back-pressure policy when there is none:
// block or drop.
//
// Used by ThreadBuffer when its slot is full; the flush thread releases slots and wakes the
// waiters.
//
// Bound: kBaseSlots + kSlotsPerThread per recording thread; at 64 KiB per slot that is within
//   16 MiB + 256 KiB per thread together with everything else the recorder holds.
// Threading: any thread. A waiting thread holds no lock that flushing needs.
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

  // Flushes on the calling thread, while no flush thread runs. `must`: no slot is free. Else the
  // caller's slot has become full, and another thread may be flushing already.
  using Helper = void (*)(void* context, bool must);

  void Begin(SlotFile* slot_file, OnFull on_full, Helper helper, void* context) noexcept {
    slot_file_ = slot_file;
    on_full_ = on_full;
    helper_ = helper;
    context_ = context;
  }

  // An empty slot, or nullptr: drop the record. kBlock waits for the flush thread but never for
  // other recording threads: when these own every slot, the record is dropped, too.
  trace::SlotHeader* Acquire() noexcept;

  // After Stop(): an empty slot if there is one.
  trace::SlotHeader* AcquireAtEnd() noexcept { return slot_file_->AcquireSlot(Limit()); }

  // Passes the slot on to the flush thread.
  void Full(trace::SlotHeader* slot) noexcept {
    slot->state.store(trace::SlotState::kFull, std::memory_order_release);
    full_.Count();
  }

  // Called after a flush; wakes the waiters.
  void Emptied() noexcept { emptied_.Count(); }

  // Where there is no flush thread, those whose slot has become full flush it themselves.
  void FlushUnlessThread() noexcept {
    if (!flush_thread_runs_.load(std::memory_order_acquire)) helper_(context_, false);
  }

  void AddThread() noexcept { threads_.fetch_add(1, std::memory_order_relaxed); }

  // Whether the flush thread runs. Otherwise waiting threads flush.
  void SetFlushThreadRunning(bool running) noexcept {
    flush_thread_runs_.store(running, std::memory_order_release);
    if (!running) emptied_.Count();
  }

  // No more slots: waiters drop their records.
  void Stop() noexcept {
    stopped_.store(true, std::memory_order_release);
    emptied_.Count();
  }

  FutexCounter& full() noexcept { return full_; }

 private:
  uint32_t Limit() const noexcept {
    return kBaseSlots + kSlotsPerThread * threads_.load(std::memory_order_relaxed);
  }

  SlotFile* slot_file_ = nullptr;
  OnFull on_full_ = OnFull::kBlock;
  Helper helper_ = nullptr;
  void* context_ = nullptr;
  std::atomic<uint32_t> threads_{0};
  std::atomic<bool> flush_thread_runs_{false};
  std::atomic<bool> stopped_{false};
  FutexCounter full_;
  FutexCounter emptied_;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_SLOT_POOL_H_
