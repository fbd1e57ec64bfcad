// Reductions of arrays with their element types known, along axes and with an output: what the
// methods sum(), prod(), min(), max() and mean() of Array<T> leave out.
//
// Called by users; typed forms of reduce.h, where results, events and errors are stated. The
// functions whose name ends in _into put their result into `out`: NumPy's out=.
//
//   Array<double> spread = stddev(samples, {.axes = Dims(0)});
//   sum_into(image, row_sums, {.axes = Dims(1)});
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_

#include <optional>
#include <utility>

#include "tidemark/array/ops/reduce.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {
template <ReduceOp kOp, class T>
using ReducedT = CppTypeT<kernels::ReduceAccumulator(kOp, kDTypeOf<T>)>;

inline ReduceOptions WithOut(ReduceOptions options, const AnyArray& out) {
  options.out = &out;
  return options;
}
}  // namespace array_internal

// name(a, options) and name_into(a, out, options).
#define TIDEMARK_ARRAY_REDUCTION(kOp, name, ...)                                        \
  template <ArrayLike A>                                                                \
  Array<array_internal::ReducedT<ReduceOp::kOp, ElementT<A>>> name(                     \
      const A& a, const ReduceOptions& options = {},                                    \
      SourceLocation site = SourceLocation::Current()) {                                \
    return array_internal::Typed<array_internal::ReducedT<ReduceOp::kOp, ElementT<A>>>( \
        reduce(ReduceOp::kOp, a.any(), options, site));                                 \
  }                                                                                     \
  template <ArrayLike A, ArrayLike Out>                                                 \
  void name##_into(const A& a, const Out& out, const ReduceOptions& options = {},       \
                   SourceLocation site = SourceLocation::Current()) {                   \
    reduce(ReduceOp::kOp, a.any(), array_internal::WithOut(options, out.any()), site);  \
  }
TIDEMARK_REDUCE_OPS(TIDEMARK_ARRAY_REDUCTION)
#undef TIDEMARK_ARRAY_REDUCTION

template <ArrayLike A>
Array<MeanT<ElementT<A>>> mean(const A& a, const ReduceOptions& options = {},
                               SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<MeanT<ElementT<A>>>(mean(a.any(), options, site));
}
template <ArrayLike A, ArrayLike Out>
void mean_into(const A& a, const Out& out, const ReduceOptions& options = {},
               SourceLocation site = SourceLocation::Current()) {
  mean(a.any(), array_internal::WithOut(options, out.any()), site);
}
// `ddof` is taken off the divisor.
template <ArrayLike A>
Array<RealT<MeanT<ElementT<A>>>> var(const A& a, const ReduceOptions& options = {},
                                     int64_t ddof = 0,
                                     SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<RealT<MeanT<ElementT<A>>>>(var(a.any(), options, ddof, site));
}
template <ArrayLike A, ArrayLike Out>
void var_into(const A& a, const Out& out, const ReduceOptions& options = {}, int64_t ddof = 0,
              SourceLocation site = SourceLocation::Current()) {
  var(a.any(), array_internal::WithOut(options, out.any()), ddof, site);
}
template <ArrayLike A>
Array<RealT<MeanT<ElementT<A>>>> stddev(const A& a, const ReduceOptions& options = {},
                                        int64_t ddof = 0,
                                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<RealT<MeanT<ElementT<A>>>>(stddev(a.any(), options, ddof, site));
}
template <ArrayLike A, ArrayLike Out>
void stddev_into(const A& a, const Out& out, const ReduceOptions& options = {}, int64_t ddof = 0,
                 SourceLocation site = SourceLocation::Current()) {
  stddev(a.any(), array_internal::WithOut(options, out.any()), ddof, site);
}

template <ArrayLike A>
Array<int64_t> argmin(const A& a, std::optional<int64_t> axis = std::nullopt,
                      KeepDims keepdims = KeepDims::kNo,
                      SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argmin(a.any(), axis, keepdims, site));
}
template <ArrayLike A>
Array<int64_t> argmax(const A& a, std::optional<int64_t> axis = std::nullopt,
                      KeepDims keepdims = KeepDims::kNo,
                      SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(argmax(a.any(), axis, keepdims, site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> cumsum(A&& a, std::optional<int64_t> axis = std::nullopt,
                                SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(
      cumsum(array_internal::OperandOf(std::forward<A>(a)), axis, site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> cumprod(A&& a, std::optional<int64_t> axis = std::nullopt,
                                 SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(
      cumprod(array_internal::OperandOf(std::forward<A>(a)), axis, site));
}
template <ArrayLike A, ArrayLike Out>
void cumsum_into(const A& a, const Out& out, std::optional<int64_t> axis = std::nullopt,
                 SourceLocation site = SourceLocation::Current()) {
  cumsum_into(a.any(), out.any(), axis, site);
}
template <ArrayLike A, ArrayLike Out>
void cumprod_into(const A& a, const Out& out, std::optional<int64_t> axis = std::nullopt,
                  SourceLocation site = SourceLocation::Current()) {
  cumprod_into(a.any(), out.any(), axis, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_
