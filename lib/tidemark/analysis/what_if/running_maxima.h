// The maximum of a growing series since any of its points.
//
// Fed by the what-if replay with the live bytes after each event, and asked for the maximum since
// the event at which a replay last changed.
//
// A stack of the points that no later point reaches, largest first: amortised O(1) an append and
// O(log n) a question.
// Memory: O(decreases since the maximum). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_WHAT_IF_RUNNING_MAXIMA_H_
#define TIDEMARK_ANALYSIS_WHAT_IF_RUNNING_MAXIMA_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

class RunningMaxima {
 public:
  // Points are appended in ascending order.
  void Append(int64_t point, WideSum value) {
    while (!stack_.empty() && stack_.back().value <= value) stack_.pop_back();
    stack_.push_back({.point = point, .value = value});
  }

  // The maximum over the points from `first` to the last one appended; `none` where there is none.
  WideSum Since(int64_t first, WideSum none) const {
    const auto at =
        std::lower_bound(stack_.begin(), stack_.end(), first,
                         [](const Entry& entry, int64_t point) { return entry.point < point; });
    return at == stack_.end() ? none : at->value;
  }

 private:
  struct Entry {
    int64_t point;
    WideSum value;
  };
  std::vector<Entry> stack_;  // points ascending, values descending
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_WHAT_IF_RUNNING_MAXIMA_H_
