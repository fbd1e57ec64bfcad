// An open-addressing hash table from 64-bit keys to 32-bit values, in directly mapped memory.
//
// Used by the stack table inside malloc: it never allocates from the program's heap.
//
// Keys must not be 0. A table that cannot grow keeps working: further keys are not stored.
// Threading: not synchronized.
#ifndef TIDEMARK_RECORD_OS_FLAT_TABLE_H_
#define TIDEMARK_RECORD_OS_FLAT_TABLE_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

class FlatTable {
 public:
  FlatTable() = default;
  ~FlatTable() { Clear(); }
  FlatTable(const FlatTable&) = delete;
  FlatTable& operator=(const FlatTable&) = delete;

  // 0 when it is not there.
  uint32_t Find(uint64_t key) const noexcept {
    if (entries_ == nullptr) return 0;
    return entries_[Probe(key)].value;
  }

  void Put(uint64_t key, uint32_t value) noexcept {
    if (size_ * 2 >= capacity_ && !Grow() && size_ + 1 >= capacity_) return;
    Entry& entry = entries_[Probe(key)];
    if (entry.key == 0) ++size_;
    entry = {key, value};
  }

  size_t size() const noexcept { return size_; }

  void Clear() noexcept {
    if (entries_ != nullptr) UnmapOwn(entries_, capacity_ * sizeof(Entry));
    entries_ = nullptr;
    capacity_ = 0;
    size_ = 0;
  }

 private:
  struct Entry {
    uint64_t key;
    uint32_t value;
  };
  static constexpr size_t kFirstCapacity = 1024;
  static constexpr size_t kHugePage = size_t{2} << 20;

  // From the top bits of the product, the only ones that every bit of the key reaches.
  size_t Probe(uint64_t key) const noexcept {
    size_t at = static_cast<size_t>((key * 0x9e3779b97f4a7c15U) >> shift_);
    while (entries_[at].key != 0 && entries_[at].key != key) at = (at + 1) & (capacity_ - 1);
    return at;
  }

  bool Grow() noexcept {
    const size_t capacity = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
    void* const memory = MapOwn(capacity * sizeof(Entry));
    if (memory == nullptr) return false;
    // All of it will be touched, at random, so that small pages would not stay in the TLB.
    if (capacity * sizeof(Entry) >= kHugePage) {
      madvise(memory, capacity * sizeof(Entry), MADV_HUGEPAGE);
    }
    Entry* const old = entries_;
    const size_t old_capacity = capacity_;
    entries_ = static_cast<Entry*>(memory);
    capacity_ = capacity;
    shift_ = static_cast<unsigned>(std::countl_zero(capacity)) + 1;
    for (size_t i = 0; i < old_capacity; ++i) {
      if (old[i].key != 0) entries_[Probe(old[i].key)] = old[i];
    }
    if (old != nullptr) UnmapOwn(old, old_capacity * sizeof(Entry));
    return true;
  }

  Entry* entries_ = nullptr;
  size_t capacity_ = 0;  // a power of two
  unsigned shift_ = 0;
  size_t size_ = 0;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_OS_FLAT_TABLE_H_
