// A set of heap addresses: one bit for every 16 bytes of the address space.
//
// Used where a recording begins in the middle of a process's life, in the child of a fork and after
// a delayed start, to distinguish blocks that were allocated since from older ones; and for Python's
// objects.
//
// Without a lock, as signal handlers may interrupt it anywhere and jump away. Ownership: memory of
// its own, mapped as it is needed, never the program's heap. Memory: 1/128 of the heap's address
// range, in whole pages, and 1 MiB of address space.
// Threading: any thread, and signal handlers. Errors: where memory is short an address is not kept.
//
//   bitmap.Add(address);
//   if (!bitmap.Remove(address)) ...  // was not allocated since
#ifndef TIDEMARK_RECORD_BUFFER_ADDRESS_BITMAP_H_
#define TIDEMARK_RECORD_BUFFER_ADDRESS_BITMAP_H_

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tidemark/record/os/own_memory.h"

namespace tidemark::record {

class AddressBitmap {
 public:
  AddressBitmap() = default;
  ~AddressBitmap() {
    if (regions_ == nullptr) return;
    for (size_t i = 0; i < kRegions; ++i) {
      if (Word* const words = regions_[i].load(std::memory_order_relaxed); words != nullptr) {
        UnmapOwn(words, kRegionBytes);
      }
    }
    UnmapOwn(regions_, kRegions * sizeof(std::atomic<Word*>));
  }
  AddressBitmap(const AddressBitmap&) = delete;
  AddressBitmap& operator=(const AddressBitmap&) = delete;

  // Before that, and where memory is short, nothing is kept.
  void Open() noexcept {
    regions_ = static_cast<std::atomic<Word*>*>(MapOwn(kRegions * sizeof(std::atomic<Word*>)));
  }

  void Add(uintptr_t address) noexcept {
    if (Word* const word = Find(address, true)) {
      word->fetch_or(BitOf(address), std::memory_order_relaxed);
    }
  }

  bool Has(uintptr_t address) const noexcept {
    const Word* const word = const_cast<AddressBitmap*>(this)->Find(address, false);
    return word != nullptr && (word->load(std::memory_order_relaxed) & BitOf(address)) != 0;
  }

  // Calls `visit` with each, in rising order.
  template <class Visit>
  void ForEach(const Visit& visit) const noexcept {
    for (size_t i = 0; regions_ != nullptr && i < kRegions; ++i) {
      const Word* const words = regions_[i].load(std::memory_order_acquire);
      for (size_t j = 0; words != nullptr && j < kRegionWords; ++j) {
        for (uint64_t left = words[j].load(std::memory_order_relaxed); left != 0;
             left &= left - 1) {
          const auto bit = static_cast<uintptr_t>(std::countr_zero(left));
          visit((i << kRegionShift) | (j << kWordShift) | (bit << kGranuleShift));
        }
      }
    }
  }

  // True when it was there.
  bool Remove(uintptr_t address) noexcept {
    Word* const word = Find(address, false);
    if (word == nullptr) return false;
    const uint64_t bit = BitOf(address);
    return (word->fetch_and(~bit, std::memory_order_relaxed) & bit) != 0;
  }

 private:
  using Word = std::atomic<uint64_t>;
  static constexpr unsigned kGranuleShift = 4;  // malloc aligns to 16 bytes
  static constexpr unsigned kWordShift = kGranuleShift + 6;
  static constexpr unsigned kRegionShift = 30;
  static constexpr unsigned kAddressBits = 47;
  static constexpr size_t kRegions = size_t{1} << (kAddressBits - kRegionShift);
  static constexpr size_t kRegionWords = size_t{1} << (kRegionShift - kWordShift);
  static constexpr size_t kRegionBytes = kRegionWords * sizeof(Word);

  static uint64_t BitOf(uintptr_t address) noexcept {
    return uint64_t{1} << ((address >> kGranuleShift) & 63);
  }

  Word* Find(uintptr_t address, bool make) noexcept {
    const size_t index = address >> kRegionShift;
    if (regions_ == nullptr || index >= kRegions) return nullptr;
    Word* words = regions_[index].load(std::memory_order_acquire);
    if (words == nullptr) {
      if (!make) return nullptr;
      auto* const fresh = static_cast<Word*>(MapOwn(nullptr, kRegionBytes, PROT_READ | PROT_WRITE,
                                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE));
      if (fresh == nullptr) return nullptr;
      if (regions_[index].compare_exchange_strong(words, fresh, std::memory_order_acq_rel)) {
        words = fresh;
      } else {
        UnmapOwn(fresh, kRegionBytes);
      }
    }
    return words + ((address >> kWordShift) & (kRegionWords - 1));
  }

  std::atomic<Word*>* regions_ = nullptr;
};

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BUFFER_ADDRESS_BITMAP_H_
