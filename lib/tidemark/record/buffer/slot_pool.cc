#include "tidemark/record/buffer/slot_pool.h"

namespace tidemark::record {

trace::SlotHeader* SlotPool::Take() noexcept {
  // Long enough not to matter, short enough that a drain which died is noticed.
  constexpr int64_t kPatience = 100'000'000;
  while (!stopped_.load(std::memory_order_acquire)) {
    const uint32_t seen = emptied_.Value();
    if (trace::SlotHeader* const slot = ring_->TakeSlot(Limit()); slot != nullptr) return slot;
    if (!drain_runs_.load(std::memory_order_acquire)) {
      helper_(context_);
      if (trace::SlotHeader* const slot = ring_->TakeSlot(Limit()); slot != nullptr) return slot;
    }
    if (on_full_ == OnFull::kDrop) return nullptr;
    // More threads than there is memory for slots: nobody gives one back.
    if (ring_->AllOpen()) return nullptr;
    emptied_.WaitPast(seen, kPatience);
  }
  return nullptr;
}

}  // namespace tidemark::record
