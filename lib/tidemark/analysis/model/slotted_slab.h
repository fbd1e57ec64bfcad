// Records that carry slots (slots.h), in blocks: no allocation for each.
//
// Used for arrays and followed copies, whose size is known when the rules have reserved their slots.
//
// Memory: that of the most records that were in use at one time.
// Ownership: owns the records; the layout outlives it. Records stay where they are until freed.
// Threading: one thread at a time.
//
//   SlottedSlab<ArrayState> arrays(&array_slots);
//   ArrayState* array = arrays.New();
//   arrays.Free(array);
#ifndef TIDEMARK_ANALYSIS_MODEL_SLOTTED_SLAB_H_
#define TIDEMARK_ANALYSIS_MODEL_SLOTTED_SLAB_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "tidemark/analysis/model/slots.h"

namespace tidemark::analysis {

template <class Owner>
class SlottedSlab {
 public:
  explicit SlottedSlab(const SlotLayout* layout) : layout_(*layout) {}
  SlottedSlab(const SlottedSlab&) = delete;
  SlottedSlab& operator=(const SlottedSlab&) = delete;
  ~SlottedSlab() {
    ForEach([](Owner& owner) { owner.~Owner(); });
  }

  Owner* New() {
    if (free_.empty()) AddBlock();
    std::byte* const at = free_.back();
    free_.pop_back();
    auto* const owner = new (at) Owner();
    owner->in_use = true;
    layout_.Begin(SlotsOf(owner));
    ++size_;
    return owner;
  }

  void Free(Owner* owner) {
    layout_.End(SlotsOf(owner));
    owner->~Owner();
    (new (owner) SlotOwner())->in_use = false;
    free_.push_back(reinterpret_cast<std::byte*>(owner));
    --size_;
  }

  size_t size() const { return size_; }

  // Calls `visit` with each record, in no order.
  template <class Visit>
  void ForEach(Visit visit) const {
    for (const auto& block : blocks_) {
      for (size_t i = 0; i < kBlockRecords; ++i) {
        auto* const owner = reinterpret_cast<Owner*>(block.get() + i * Stride());
        if (owner->in_use) visit(*owner);
      }
    }
  }

 private:
  static constexpr size_t kBlockRecords = 256;

  size_t Stride() const {
    const size_t bytes = sizeof(Owner) + layout_.bytes();
    return (bytes + alignof(Owner) - 1) / alignof(Owner) * alignof(Owner);
  }
  void AddBlock() {
    static_assert(alignof(Owner) <= alignof(std::max_align_t));
    blocks_.push_back(std::make_unique<std::byte[]>(kBlockRecords * Stride()));
    std::byte* const block = blocks_.back().get();
    for (size_t i = kBlockRecords; i-- > 0;) free_.push_back(block + i * Stride());
  }

  const SlotLayout& layout_;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;  // all zeros where never in use
  std::vector<std::byte*> free_;
  size_t size_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SLOTTED_SLAB_H_
