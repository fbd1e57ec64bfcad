// A set of numbers that rise: each that is added is larger than all that were added before.
//
// Used for events, of which a rule remembers those that are still open: they begin in order and
// end in any.
//
// A sorted vector in which what was erased is marked, and taken out when it is half of all: O(1) to
// add, amortised O(log n) to erase. Numbers are positive.
// Memory: 40 bytes with up to one number. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_RISING_SET_H_
#define TIDEMARK_ANALYSIS_MODEL_RISING_SET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidemark::analysis {

class RisingSet {
 public:
  bool empty() const { return live_ == 0; }

  // Both of a set that is not empty.
  int64_t first() const { return many_.empty() ? only_ : many_[begin_]; }
  int64_t last() const { return many_.empty() ? only_ : many_.back(); }

  // At least as large as any before; nothing happens if it is there already.
  void Add(int64_t number) {
    if (empty()) {
      only_ = number;
    } else if (last() == number) {
      return;
    } else {
      if (many_.empty()) many_.push_back(only_);
      many_.push_back(number);
    }
    ++live_;
  }

  // Says whether it was there.
  bool Erase(int64_t number) {
    if (many_.empty()) {
      if (empty() || only_ != number) return false;
      live_ = 0;
      return true;
    }
    const auto at = std::lower_bound(
        many_.begin() + begin_, many_.end(), number,
        [](int64_t element, int64_t wanted) { return Magnitude(element) < wanted; });
    if (at == many_.end() || *at != number) return false;
    *at = -number;
    --live_;
    Tidy();
    return true;
  }

  // Calls `visit` with each that is larger than `bound`, in their order.
  template <class Visit>
  void ForEachAbove(int64_t bound, Visit visit) const {
    if (many_.empty()) {
      if (!empty() && only_ > bound) visit(only_);
      return;
    }
    auto at = std::upper_bound(
        many_.begin() + begin_, many_.end(), bound,
        [](int64_t wanted, int64_t element) { return wanted < Magnitude(element); });
    for (; at != many_.end(); ++at) {
      if (*at > 0) visit(*at);
    }
  }

 private:
  // What was erased is negative.
  static int64_t Magnitude(int64_t element) { return element < 0 ? -element : element; }

  // Neither the first nor the last is one that was erased, and at most half of all are.
  void Tidy() {
    if (live_ == 0) {
      many_.clear();
      begin_ = 0;
      return;
    }
    while (many_.back() < 0) many_.pop_back();
    while (many_[begin_] < 0) ++begin_;
    if (many_.size() < 2 * size_t{live_}) return;
    many_.erase(
        std::remove_if(many_.begin(), many_.end(), [](int64_t element) { return element < 0; }),
        many_.end());
    begin_ = 0;
  }

  int64_t only_ = 0;           // where there are not many
  std::vector<int64_t> many_;  // empty, or all of them
  uint32_t begin_ = 0;
  uint32_t live_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_RISING_SET_H_
