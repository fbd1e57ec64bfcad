// The largest of many things, by bytes: as many as fit are kept, the rest only counted.
//
// Kept by the lists of single buffers and copies. Of equal ones the earlier is kept.
//
// Ownership: owns what is kept. Memory: O(most). Threading: one thread at a time.
//
//   LargestKept<CopyReport> copies(1000);
//   copies.Add(bytes, /*order=*/event, std::move(copy));
//   if (CopyReport* copy = copies.Find(event)) copy->needless = true;
#ifndef TIDEMARK_ANALYSIS_METRICS_LARGEST_KEPT_H_
#define TIDEMARK_ANALYSIS_METRICS_LARGEST_KEPT_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"

namespace tidemark::analysis {

template <class T>
class LargestKept {
 public:
  explicit LargestKept(size_t most) : most_(most) {}

  // `order`: different for each; those that come later have larger ones.
  void Add(int64_t bytes, int64_t order, T value) {
    ++count_;
    if (by_size_.size() == most_) {
      const auto smallest = std::prev(by_size_.end());
      if (Key(-bytes, order) > smallest->first) return;
      bytes_.erase(smallest->first.second);
      by_size_.erase(smallest);
    }
    by_size_.emplace(Key(-bytes, order), std::move(value));
    bytes_.emplace(order, bytes);
  }

  // Null: it was not kept.
  T* Find(int64_t order) {
    const auto bytes = bytes_.find(order);
    return bytes == bytes_.end() ? nullptr : &by_size_.find(Key(-bytes->second, order))->second;
  }

  int64_t count() const { return count_; }  // of all that were added

  // Those kept, the largest first.
  template <class Use>
  void ForEach(Use use) {
    for (auto& [key, value] : by_size_) use(value);
  }

 private:
  using Key = std::pair<int64_t, int64_t>;  // bytes below zero, order

  size_t most_;
  int64_t count_ = 0;
  absl::btree_map<Key, T> by_size_;
  absl::flat_hash_map<int64_t, int64_t> bytes_;  // by order
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_METRICS_LARGEST_KEPT_H_
