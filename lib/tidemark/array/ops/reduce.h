// Reductions along axes: sums, extremes, means, truth, positions, running sums.
//
// Called by users through Array<T>, and by programs that only know AnyArray. NumPy's functions of
// the same names; sums of floating point are pairwise.
//
// Result: an array without the reduced axes (with them, of extent 1, for keepdims), 0-d when all
//   are reduced; in order 'K'. No axes given: all. Sums and products of bools and integers are 64
//   bits wide; mean, var and std of them are doubles.
// out=: of the result's shape, casts of the same kind. Where it is contiguous, of the result's
//   dtype and disjoint from the input, results are written to it directly; else through a
//   temporary.
// Events: one op; an alloc and a copy where there is a temporary, an alloc without out=.
// Errors: ShapeError for axes that do not exist; ValueError for the extreme of nothing and for
//   repeated axes; DTypeError.
//
//   AnyArray rows = reduce(kernels::ReduceOp::kSum, a, {.axes = Dims{1}});
//   double average;
//   mean_to(&average, a);
#ifndef TIDEMARK_ARRAY_OPS_REDUCE_H_
#define TIDEMARK_ARRAY_OPS_REDUCE_H_

#include <optional>

#include "tidemark/array/core/any_array.h"
#include "tidemark/array/kernels/operations.h"

namespace tidemark {

using kernels::ReduceOp;

struct ReduceOptions {
  std::optional<Dims> axes = std::nullopt;  // absent: all
  KeepDims keepdims = KeepDims::kNo;
  const AnyArray* out = nullptr;  // where to put the result
};

// What is taken off the divisor of a variance: 0 for that of the elements, 1 for an estimate from a
// sample.
struct Ddof {
  constexpr Ddof() = default;
  explicit constexpr Ddof(int64_t n) : value(n) {}
  int64_t value = 0;
};

AnyArray reduce(ReduceOp op, const AnyArray& a, const ReduceOptions& options = {},
                SourceLocation site = SourceLocation::Current());

// Everything folded into one element at `result`, of the dtype kernels::ReduceAccumulator gives for
// reduce and of mean's for mean; without any allocation.
void reduce_to(void* result, ReduceOp op, const AnyArray& a,
               SourceLocation site = SourceLocation::Current());
void mean_to(void* result, const AnyArray& a, SourceLocation site = SourceLocation::Current());

// NaN for the mean of nothing. `ddof` is taken off the divisor of var and std.
AnyArray mean(const AnyArray& a, const ReduceOptions& options = {},
              SourceLocation site = SourceLocation::Current());
AnyArray var(const AnyArray& a, const ReduceOptions& options = {}, Ddof ddof = {},
             SourceLocation site = SourceLocation::Current());
AnyArray stddev(const AnyArray& a, const ReduceOptions& options = {}, Ddof ddof = {},
                SourceLocation site = SourceLocation::Current());

// Positions (int64) of the first smallest or largest element along an axis, or in C order.
AnyArray argmin(const AnyArray& a, std::optional<int64_t> axis = std::nullopt,
                KeepDims keepdims = KeepDims::kNo, SourceLocation site = SourceLocation::Current());
AnyArray argmax(const AnyArray& a, std::optional<int64_t> axis = std::nullopt,
                KeepDims keepdims = KeepDims::kNo, SourceLocation site = SourceLocation::Current());

void argmin_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis = std::nullopt,
                 KeepDims keepdims = KeepDims::kNo,
                 SourceLocation site = SourceLocation::Current());
void argmax_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis = std::nullopt,
                 KeepDims keepdims = KeepDims::kNo,
                 SourceLocation site = SourceLocation::Current());

// Running sums and products along an axis, or of all elements in C order as one axis. The buffer
// of an rvalue operand without other references may be stolen where dtype and layout allow.
AnyArray cumsum(const Operand& a, std::optional<int64_t> axis = std::nullopt,
                SourceLocation site = SourceLocation::Current());
AnyArray cumprod(const Operand& a, std::optional<int64_t> axis = std::nullopt,
                 SourceLocation site = SourceLocation::Current());
void cumsum_into(const AnyArray& a, const AnyArray& out, std::optional<int64_t> axis = std::nullopt,
                 SourceLocation site = SourceLocation::Current());
void cumprod_into(const AnyArray& a, const AnyArray& out,
                  std::optional<int64_t> axis = std::nullopt,
                  SourceLocation site = SourceLocation::Current());

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_OPS_REDUCE_H_
