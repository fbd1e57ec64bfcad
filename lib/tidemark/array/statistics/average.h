// Averages in which each element has a weight.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's
// average(a, weights=...). Without weights it is mean (reduce.h).
//
// Weights have the array's shape, or are a line along the one axis. Result: over everything a
//   number (of an AnyArray a double), with axes an array; in the common dtype, of integers a
//   double.
// Memory: as many sums of weights as there are results. Events: an alloc for the result, an alloc
//   and a free for the sums unless these are few; one op.
// Errors: ShapeError for weights that do not fit; ValueError where they add up to 0; DTypeError for
//   the double that would be complex.
//
//   double grade = average(marks, weights);
#ifndef TIDEMARK_ARRAY_STATISTICS_AVERAGE_H_
#define TIDEMARK_ARRAY_STATISTICS_AVERAGE_H_

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/dtype_rules.h"

namespace tidemark {

double average(const AnyArray& a, const AnyArray& weights,
               SourceLocation site = SourceLocation::Current());
AnyArray average(const AnyArray& a, const AnyArray& weights, const Axes& axes,
                 KeepDims keepdims = KeepDims::kNo,
                 SourceLocation site = SourceLocation::Current());

namespace array_internal {
constexpr DType AverageDType(DType a, DType weights) {
  const DType common = PromoteDTypes(a, weights);
  return KindOrder(a) < 2 ? PromoteDTypes(common, DType::kFloat64) : common;
}
// Of everything at `result`, of AverageDType.
void AverageTo(void* result, const AnyArray& a, const AnyArray& weights, SourceLocation site);
}  // namespace array_internal

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_STATISTICS_AVERAGE_H_
