// The shapes that reductions have in common: which axes go, what remains, where results are put.
//
// Used by reduce.cc, variance.cc, arg_reduce.cc and scan.cc.
#ifndef TIDEMARK_ARRAY_OPS_REDUCE_INTERNAL_H_
#define TIDEMARK_ARRAY_OPS_REDUCE_INTERNAL_H_

#include <optional>

#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark::array_internal {

struct ReductionShape {
  Dims result;        // the result's shape
  Dims strides;       // of a new result of items of the size asked for
  int64_t count = 1;  // elements folded into each result
  bool reduced[kMaxDims] = {};
};

// Throws for axes that do not exist or are repeated. For 0-d arrays the axes 0 and -1 pass, as in
// NumPy.
ReductionShape PlanReduction(const View& view, const std::optional<Dims>& axes, KeepDims keepdims,
                             int64_t item_size);

// The same for a reduction that NumPy makes of a copy of the array: the order is that of the copy.
ReductionShape PlanReductionOfCopy(const View& view, const Dims& axes, KeepDims keepdims,
                                   int64_t item_size);

// The result's strides seen through the shape of the reduced array: 0 along the reduced axes.
Dims StridesThrough(const View& result, const View& view, const ReductionShape& shape,
                    KeepDims keepdims);

// An array for results of `dtype`, its elements one after the other: options.out, if it can be
// written to while `in` is read, else a new one. Checks options.out; FinishReduction brings it
// results that could not be put there at once.
AnyArray ReductionTarget(const ReductionShape& shape, DType dtype, const View& in,
                         const ReduceOptions& options, const char* op, SourceLocation site);
AnyArray FinishReduction(const AnyArray& result, const ReduceOptions& options, const char* op,
                         SourceLocation site);

// accumulators (already of value) op= in, cast to `loop_dtype` on the way.
void FoldInto(std::byte* result, const Dims& result_strides, const View& in, ReduceOp op,
              DType loop_dtype);

// data[i] /= divisor for count elements one after the other, of a floating point or complex dtype.
void DivideElements(std::byte* data, DType dtype, int64_t count, double divisor);
void DivideAll(const AnyArray& result, double divisor);

}  // namespace tidemark::array_internal

#endif  // TIDEMARK_ARRAY_OPS_REDUCE_INTERNAL_H_
