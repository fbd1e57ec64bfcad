// Sorted lines without repetitions, of which sets are made.
//
// Used by unique.cc and sets.cc.
#ifndef TIDEMARK_ARRAY_SORTING_SETS_INTERNAL_H_
#define TIDEMARK_ARRAY_SORTING_SETS_INTERNAL_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/ops/lines_internal.h"

namespace tidemark::array_internal {

// Whether `next`, which follows in the order of sort, counts as the same value: NaN does behind
// NaN.
template <class T>
bool IsRepeated(const T& last, const T& next) {
  return last == next || IsNanElement(last);
}

// Of a sorted line the first of each value, moved together: how many.
int64_t DropRepeated(std::byte* line, int64_t n, DType dtype);

// A new array of one axis with these elements.
AnyArray LineFrom(const std::byte* line, int64_t n, DType dtype, const char* op,
                  SourceLocation site);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_SORTING_SETS_INTERNAL_H_
