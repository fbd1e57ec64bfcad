#include "tidemark/record/buffer/slot_pool.h"

namespace tidemark::record {

trace::SlotHeader* SlotPool::Acquire() noexcept {
  // Polling interval, in case the flush thread was killed: it would never wake us.
  constexpr int64_t kMaxWaitNanos = 100'000'000;
  while (!stopped_.load(std::memory_order_acquire)) {
    const uint32_t seen = emptied_.Value();
    if (auto* const slot = slot_file_->AcquireSlot(Limit()); slot != nullptr) return slot;
    if (!flush_thread_runs_.load(std::memory_order_acquire)) {
      helper_(context_, true);
      if (auto* const slot = slot_file_->AcquireSlot(Limit()); slot != nullptr) return slot;
    }
    if (on_full_ == OnFull::kDrop) return nullptr;
    // More threads than slots: waiting would deadlock, because no slot is about to be released.
    if (slot_file_->AllOpen()) return nullptr;
    emptied_.WaitPast(seen, kMaxWaitNanos);
  }
  return nullptr;
}

}  // namespace tidemark::record
