// Reductions of arrays with their element types known, in their free forms and with an output.
//
// Called by users; typed forms of reduce.h, where results, events and errors are stated. As the
// methods of Array<T>: without axes to a number, with axes to an array. The functions whose name
// ends in _into put their result into `out`: NumPy's out=.
//
//   double total = sum(samples);
//   Array<double> spread = stddev(samples, 0, KeepDims::kNo, Ddof{1});
//   sum_into(image, row_sums, 1);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_

#include <optional>
#include <utility>

#include "tidemark/array/ops/reduce.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

namespace array_internal {

// `out` is only asked where it is; the array that it names outlives the call.
inline ReduceOptions Into(const AnyArray& out, std::optional<Dims> axes, KeepDims keepdims) {
  return {.axes = std::move(axes), .keepdims = keepdims, .out = &out};
}

}  // namespace array_internal

// name(a), name(a, axes, keepdims), name(a, keepdims): the methods of the same names (any_true and
// all_true are any and all here), and name_into(a, out, axes, keepdims).
#define TIDEMARK_ARRAY_REDUCTION(name, method, fold)                                        \
  template <ArrayLike A>                                                                    \
  auto name(A&& a, Here here = SourceLocation::Current()) {                                 \
    return array_internal::AsArray(a).method(here);                                         \
  }                                                                                         \
  template <ArrayLike A>                                                                    \
  auto name(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,                     \
            SourceLocation site = SourceLocation::Current()) {                              \
    return array_internal::AsArray(a).method(axes, keepdims, site);                         \
  }                                                                                         \
  template <ArrayLike A>                                                                    \
  auto name(A&& a, KeepDims keepdims, SourceLocation site = SourceLocation::Current()) {    \
    return array_internal::AsArray(a).method(keepdims, site);                               \
  }                                                                                         \
  template <ArrayLike A, WritableArray Out>                                                 \
  void name##_into(A&& a, Out&& out, Here here = SourceLocation::Current()) {               \
    fold(a.any(), array_internal::Into(out.any(), std::nullopt, KeepDims::kNo), here.site); \
  }                                                                                         \
  template <ArrayLike A, WritableArray Out>                                                 \
  void name##_into(A&& a, Out&& out, const Axes& axes, KeepDims keepdims = KeepDims::kNo,   \
                   SourceLocation site = SourceLocation::Current()) {                       \
    fold(a.any(), array_internal::Into(out.any(), axes.dims(), keepdims), site);            \
  }
#define TIDEMARK_FOLD(kOp)                                                            \
  [](const AnyArray& array, const ReduceOptions& options, const SourceLocation& at) { \
    reduce(ReduceOp::kOp, array, options, at);                                        \
  }
TIDEMARK_ARRAY_REDUCTION(sum, sum, TIDEMARK_FOLD(kSum))
TIDEMARK_ARRAY_REDUCTION(prod, prod, TIDEMARK_FOLD(kProd))
TIDEMARK_ARRAY_REDUCTION(min, min, TIDEMARK_FOLD(kMin))
TIDEMARK_ARRAY_REDUCTION(max, max, TIDEMARK_FOLD(kMax))
TIDEMARK_ARRAY_REDUCTION(any, any_true, TIDEMARK_FOLD(kAny))
TIDEMARK_ARRAY_REDUCTION(all, all_true, TIDEMARK_FOLD(kAll))
TIDEMARK_ARRAY_REDUCTION(mean, mean, mean)
#undef TIDEMARK_FOLD
#undef TIDEMARK_ARRAY_REDUCTION

#define TIDEMARK_ARRAY_SPREAD(name)                                                       \
  template <ArrayLike A>                                                                  \
  auto name(A&& a, Ddof ddof = {}, Here here = SourceLocation::Current()) {               \
    return array_internal::AsArray(a).name(ddof, here);                                   \
  }                                                                                       \
  template <ArrayLike A>                                                                  \
  auto name(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo, Ddof ddof = {},   \
            SourceLocation site = SourceLocation::Current()) {                            \
    return array_internal::AsArray(a).name(axes, keepdims, ddof, site);                   \
  }                                                                                       \
  template <ArrayLike A, WritableArray Out>                                               \
  void name##_into(A&& a, Out&& out, const Axes& axes, KeepDims keepdims = KeepDims::kNo, \
                   Ddof ddof = {}, SourceLocation site = SourceLocation::Current()) {     \
    name(a.any(), array_internal::Into(out.any(), axes.dims(), keepdims), ddof, site);    \
  }
TIDEMARK_ARRAY_SPREAD(var)
TIDEMARK_ARRAY_SPREAD(stddev)
#undef TIDEMARK_ARRAY_SPREAD

// Positions of the first extreme element.
#define TIDEMARK_ARRAY_POSITION(name)                                         \
  template <ArrayLike A>                                                      \
  int64_t name(A&& a, Here here = SourceLocation::Current()) {                \
    return array_internal::AsArray(a).name(here);                             \
  }                                                                           \
  template <ArrayLike A>                                                      \
  Array<int64_t> name(A&& a, int64_t axis, KeepDims keepdims = KeepDims::kNo, \
                      SourceLocation site = SourceLocation::Current()) {      \
    return array_internal::AsArray(a).name(axis, keepdims, site);             \
  }
TIDEMARK_ARRAY_POSITION(argmin)
TIDEMARK_ARRAY_POSITION(argmax)
#undef TIDEMARK_ARRAY_POSITION

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
template <ArrayLike A, WritableArray Out>
void cumsum_into(A&& a, Out&& out, std::optional<int64_t> axis = std::nullopt,
                 SourceLocation site = SourceLocation::Current()) {
  cumsum_into(a.any(), out.any(), axis, site);
}
template <ArrayLike A, WritableArray Out>
void cumprod_into(A&& a, Out&& out, std::optional<int64_t> axis = std::nullopt,
                  SourceLocation site = SourceLocation::Current()) {
  cumprod_into(a.any(), out.any(), axis, site);
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_REDUCE_H_
