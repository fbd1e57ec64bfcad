// Sums of figures that were read from files, and may be anything.
#ifndef TIDEMARK_MERGE_SATURATING_SUM_INTERNAL_H_
#define TIDEMARK_MERGE_SATURATING_SUM_INTERNAL_H_

#include <cstdint>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::merge {

inline void AddTo(int64_t* sum, int64_t more) {
  *sum = analysis::Narrow(analysis::WideSum(*sum) + more);
}

}  // namespace tidemark::merge

#endif  // TIDEMARK_MERGE_SATURATING_SUM_INTERNAL_H_
