// When buffers that a fix may change began and ended, and what sizes they had.
//
// Kept by the first pass: of a buffer whose end was not the end of what rules have to say about it
// (LiveState::Keep), the life stays known. Consumed by the what-if replay, which needs no events.
//
// Units: bytes, multiplied with the weight of samples; events by their position, from 1.
// Memory: O(lives kept). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_LIVES_H_
#define TIDEMARK_ANALYSIS_MODEL_LIVES_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {

struct Life {
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  struct Resize {
    int64_t event = 0;
    WideSum bytes = 0;
  };
  int64_t serial = 0;
  int64_t begin = 0;     // the event
  int64_t end = kNever;  // the event
  WideSum bytes = 0;     // with which it began; 0 where its bytes count nowhere
  std::vector<Resize> resizes;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LIVES_H_
