// Sums of figures of a trace, which may be as large as 64 bits allow: a sum beyond that is the largest.
//
// Used wherever figures that were read from files are summed up. Threading: a pure function.
#ifndef TIDEMARK_BASE_SATURATING_H_
#define TIDEMARK_BASE_SATURATING_H_

#include <cstdint>

namespace tidemark {

inline void AddSaturating(int64_t more, int64_t* sum) {
  if (__builtin_add_overflow(*sum, more, sum)) *sum = more > 0 ? INT64_MAX : INT64_MIN;
}

}  // namespace tidemark

#endif  // TIDEMARK_BASE_SATURATING_H_
