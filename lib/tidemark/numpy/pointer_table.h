// A hash table whose keys are addresses, for look-ups of a few nanoseconds: open addressing, linear
// probing, and deletion that leaves no tombstones.
//
// Used for what is kept of each array, buffer, code object and ufunc.
//
// Ownership: values are plain data and copied. A pointer to one is valid until the next Put or Erase.
// Memory: of the program's heap, left out of a heap recording. Threading: with the GIL.
//
//   table.Put(array, {.view = view});
//   if (Handle* handle = table.Find(array)) ...
#ifndef TIDEMARK_NUMPY_POINTER_TABLE_H_
#define TIDEMARK_NUMPY_POINTER_TABLE_H_

#include <cstdint>
#include <cstdlib>

#include "tidemark/numpy/own_memory.h"

namespace tidemark::numpy {

template <class Value>
class PointerTable {
 public:
  struct Entry {
    const void* key;
    Value value;
  };

  constexpr PointerTable() = default;
  PointerTable(const PointerTable&) = delete;
  PointerTable& operator=(const PointerTable&) = delete;

  Value* Find(const void* key) {
    if (entries_ == nullptr) return nullptr;
    for (size_t i = HomeOf(key);; i = (i + 1) & mask_) {
      if (entries_[i].key == key) return &entries_[i].value;
      if (entries_[i].key == nullptr) return nullptr;
    }
  }

  // Adds or replaces.
  Value* Put(const void* key, const Value& value) {
    if (2 * (count_ + 1) > mask_) Grow();
    size_t i = HomeOf(key);
    while (entries_[i].key != nullptr && entries_[i].key != key) i = (i + 1) & mask_;
    if (entries_[i].key == nullptr) ++count_;
    entries_[i] = {key, value};
    return &entries_[i].value;
  }

  bool Erase(const void* key) {
    if (entries_ == nullptr) return false;
    size_t hole = HomeOf(key);
    for (; entries_[hole].key != key; hole = (hole + 1) & mask_) {
      if (entries_[hole].key == nullptr) return false;
    }
    // What was pushed beyond the hole moves up.
    for (size_t i = (hole + 1) & mask_; entries_[i].key != nullptr; i = (i + 1) & mask_) {
      const size_t home = HomeOf(entries_[i].key);
      const bool is_between = hole <= i ? (hole < home && home <= i) : (hole < home || home <= i);
      if (is_between) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole].key = nullptr;
    --count_;
    return true;
  }

  void Clear() {
    for (size_t i = 0; entries_ != nullptr && i <= mask_; ++i) entries_[i].key = nullptr;
    count_ = 0;
  }

  size_t size() const { return count_; }

  template <class Visit>
  void ForEach(const Visit& visit) {
    for (size_t i = 0; entries_ != nullptr && i <= mask_; ++i) {
      if (entries_[i].key != nullptr) visit(entries_[i].key, entries_[i].value);
    }
  }

 private:
  size_t HomeOf(const void* key) const {
    return static_cast<size_t>(((reinterpret_cast<uintptr_t>(key) >> 4) * 0x9e3779b97f4a7c15U) >>
                               32) &
           mask_;
  }

  void Grow() {
    Entry* const before = entries_;
    const size_t slots = before == nullptr ? 0 : mask_ + 1;
    const size_t wanted = before == nullptr ? 1024 : 2 * slots;
    entries_ = static_cast<Entry*>(OwnZeroed(wanted * sizeof(Entry)));
    mask_ = wanted - 1;
    count_ = 0;
    for (size_t i = 0; i < slots; ++i) {
      if (before[i].key != nullptr) Put(before[i].key, before[i].value);
    }
    OwnFree(before);
  }

  Entry* entries_ = nullptr;
  size_t mask_ = 0;
  size_t count_ = 0;
};

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_POINTER_TABLE_H_
