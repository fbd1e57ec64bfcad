// Sums of byte counts that cannot overflow, and their way back to 64 bits.
//
// Produced and consumed by the passes. A trace is not trusted: each of its numbers may be 2^63-1.
//
// Units: bytes or counts. A WideSum holds any sum of fewer than 2^63 numbers of the trace; Narrow
//   gives the nearest 64-bit number.
//
//   WideSum live = 0;
//   live += event.bytes;
//   report.peak.bytes = Narrow(live);
#ifndef TIDEMARK_ANALYSIS_MODEL_WIDE_SUM_H_
#define TIDEMARK_ANALYSIS_MODEL_WIDE_SUM_H_

#include <cstdint>

#include "absl/numeric/int128.h"

namespace tidemark::analysis {

using WideSum = absl::int128;

inline int64_t Narrow(WideSum sum) {
  if (sum > WideSum(INT64_MAX)) return INT64_MAX;
  if (sum < WideSum(INT64_MIN)) return INT64_MIN;
  return static_cast<int64_t>(sum);
}

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_WIDE_SUM_H_
