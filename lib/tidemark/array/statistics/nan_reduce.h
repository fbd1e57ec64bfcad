// Reductions that leave NaN out.
//
// Called by users through Array<T>, and by programs that only know AnyArray; NumPy's functions of
// the same names. (nanmedian and nanquantile are in quantile.h.)
//
// Result: over everything a number (of an AnyArray a double), with axes an array with the dtype and
//   the layout of the plain reduction. Where nothing remains: nansum 0, nanprod 1, the others NaN;
//   nanvar and nanstd, too, where no more than `ddof` elements remain. Bools and integers have no
//   NaN and are reduced as by the plain function.
// Memory: no copy of the array. With axes nanmean, nanvar and nanstd count in memory for as many
//   int64 as there are results, and nanvar and nanstd keep as many means.
// Events: an alloc for the result; an alloc and a free for counts and means of more than a few
//   results; one op.
// Errors: those of the plain reductions; DTypeError for the double that would be complex;
//   ValueError where nanargmin or nanargmax meet only NaN. As in NumPy NaN counts as infinity for
//   these two: of NaN and the infinity of that side alone, the first is found.
//
//   double total = nansum(a);
//   AnyArray per_column = nanmean(a, 0);
#ifndef TIDEMARK_ARRAY_STATISTICS_NAN_REDUCE_H_
#define TIDEMARK_ARRAY_STATISTICS_NAN_REDUCE_H_

#include <optional>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {

namespace array_internal {

enum class NanReduction : uint8_t { kSum, kProd, kMin, kMax, kMean, kVar, kStd };

// Everything, at `result`, of the dtype NanReducedDType gives; and along axes.
constexpr DType NanReducedDType(NanReduction what, DType dtype) {
  switch (what) {
    case NanReduction::kSum:
    case NanReduction::kProd:
      return SumDType(dtype);
    case NanReduction::kMin:
    case NanReduction::kMax:
      return dtype;
    case NanReduction::kMean:
      return DivideDType(dtype);
    default:
      return RealDType(DivideDType(dtype));
  }
}
void NanReduceTo(void* result, NanReduction what, const AnyArray& a, int64_t ddof,
                 SourceLocation site);
double NanReduceToDouble(NanReduction what, const AnyArray& a, int64_t ddof, SourceLocation site);
AnyArray NanReduce(NanReduction what, const AnyArray& a, const Axes& axes, KeepDims keepdims,
                   int64_t ddof, SourceLocation site);

}  // namespace array_internal

// name(a), and name(a, axes, keepdims).
#define TIDEMARK_ARRAY_NAN_REDUCTION(name, kWhat)                                               \
  inline double name(const AnyArray& a, SourceLocation site = SourceLocation::Current()) {      \
    return array_internal::NanReduceToDouble(array_internal::NanReduction::kWhat, a, 0, site);  \
  }                                                                                             \
  inline AnyArray name(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,  \
                       SourceLocation site = SourceLocation::Current()) {                       \
    return array_internal::NanReduce(array_internal::NanReduction::kWhat, a, axes, keepdims, 0, \
                                     site);                                                     \
  }
TIDEMARK_ARRAY_NAN_REDUCTION(nansum, kSum)
TIDEMARK_ARRAY_NAN_REDUCTION(nanprod, kProd)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmin, kMin)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmax, kMax)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmean, kMean)
#undef TIDEMARK_ARRAY_NAN_REDUCTION

// name(a), and name(a, axes, keepdims), each with an optional Ddof.
#define TIDEMARK_ARRAY_NAN_SPREAD(name, kWhat)                                                   \
  inline double name(const AnyArray& a, Ddof ddof = Ddof(0),                                     \
                     SourceLocation site = SourceLocation::Current()) {                          \
    return array_internal::NanReduceToDouble(array_internal::NanReduction::kWhat, a, ddof.value, \
                                             site);                                              \
  }                                                                                              \
  inline AnyArray name(const AnyArray& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,   \
                       Ddof ddof = Ddof(0), SourceLocation site = SourceLocation::Current()) {   \
    return array_internal::NanReduce(array_internal::NanReduction::kWhat, a, axes, keepdims,     \
                                     ddof.value, site);                                          \
  }
TIDEMARK_ARRAY_NAN_SPREAD(nanvar, kVar)
TIDEMARK_ARRAY_NAN_SPREAD(nanstd, kStd)
#undef TIDEMARK_ARRAY_NAN_SPREAD

// Positions, over everything that among all elements in C order.
int64_t nanargmin(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray nanargmin(const AnyArray& a, int64_t axis, KeepDims keepdims = KeepDims::kNo,
                   SourceLocation site = SourceLocation::Current());
int64_t nanargmax(const AnyArray& a, SourceLocation site = SourceLocation::Current());
AnyArray nanargmax(const AnyArray& a, int64_t axis, KeepDims keepdims = KeepDims::kNo,
                   SourceLocation site = SourceLocation::Current());

// Running sums and products with NaN counted as 0 and as 1.
AnyArray nancumsum(const AnyArray& a, std::optional<int64_t> axis = std::nullopt,
                   SourceLocation site = SourceLocation::Current());
AnyArray nancumprod(const AnyArray& a, std::optional<int64_t> axis = std::nullopt,
                    SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_STATISTICS_NAN_REDUCE_H_
