// Comparison, order statistics, reductions without NaN, histograms and interpolation of arrays with
// their element types known.
//
// Called by users; typed forms of average.h, compare.h, quantile.h, nan_reduce.h, histogram.h and
// differences.h, where results, events and errors are stated. Over everything the result is a
// number of the type that the elements of an array of results would have. A histogram with weights
// or as a density is that of histogram.h: its type depends on the options.
//
//   const double middle = median(samples);
//   const Array<double> quartiles = quantile(image, {0.25, 0.5, 0.75}, 0);
//   const auto [counts, edges] = histogram(samples, 20);
#ifndef TIDEMARK_ARRAY_TYPED_ARRAY_STATISTICS_H_
#define TIDEMARK_ARRAY_TYPED_ARRAY_STATISTICS_H_

#include <initializer_list>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "tidemark/array/indexing/create.h"
#include "tidemark/array/ops/compare.h"
#include "tidemark/array/statistics/average.h"
#include "tidemark/array/statistics/differences.h"
#include "tidemark/array/statistics/histogram.h"
#include "tidemark/array/statistics/nan_reduce.h"
#include "tidemark/array/statistics/quantile.h"
#include "tidemark/array/typed/typed_array.h"

namespace tidemark {

template <ArrayLike A, ArrayLike B>
Array<bool> isclose(A&& a, B&& b, const CloseOptions& options = {},
                    SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<bool>(isclose(a.any(), b.any(), options, site));
}
// Near a number: allclose(a - b, 0.0).
template <ArrayLike A, NumberLike S>
Array<bool> isclose(A&& a, S&& number, const CloseOptions& options = {},
                    SourceLocation site = SourceLocation::Current()) {
  const Scalar b(NumberOf(std::forward<S>(number)));
  return array_internal::Typed<bool>(
      isclose(a.any(), full(b.dtype(), Dims(), b, site), options, site));
}
template <ArrayLike A, NumberLike S>
bool allclose(A&& a, S&& number, const CloseOptions& options = {},
              SourceLocation site = SourceLocation::Current()) {
  const Scalar b(NumberOf(std::forward<S>(number)));
  return allclose(a.any(), full(b.dtype(), Dims(), b, site), options, site);
}
template <ArrayLike A>
Array<int64_t> count_nonzero(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                             SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(count_nonzero(a.any(), axes, keepdims, site));
}

// name(a) and name(a, axes, keepdims).
#define TIDEMARK_ARRAY_MEDIAN(name, kPolicy)                                                     \
  template <ArrayLike A>                                                                         \
  MeanT<ElementT<A>> name(A&& a, SourceLocation site = SourceLocation::Current()) {              \
    MeanT<ElementT<A>> result;                                                                   \
    array_internal::MedianTo(&result, a.any(), array_internal::NanPolicy::kPolicy, #name, site); \
    return result;                                                                               \
  }                                                                                              \
  template <ArrayLike A>                                                                         \
  Array<MeanT<ElementT<A>>> name(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,     \
                                 SourceLocation site = SourceLocation::Current()) {              \
    return array_internal::Typed<MeanT<ElementT<A>>>(name(a.any(), axes, keepdims, site));       \
  }
TIDEMARK_ARRAY_MEDIAN(median, kSpread)
TIDEMARK_ARRAY_MEDIAN(nanmedian, kLeaveOut)
#undef TIDEMARK_ARRAY_MEDIAN

template <class T, class W>
using AverageT = CppTypeT<array_internal::AverageDType(kDTypeOf<T>, kDTypeOf<W>)>;

template <ArrayLike A, ArrayLike W>
AverageT<ElementT<A>, ElementT<W>> average(A&& a, W&& weights,
                                           SourceLocation site = SourceLocation::Current()) {
  AverageT<ElementT<A>, ElementT<W>> result;
  array_internal::AverageTo(&result, a.any(), weights.any(), site);
  return result;
}
template <ArrayLike A, ArrayLike W>
Array<AverageT<ElementT<A>, ElementT<W>>> average(A&& a, W&& weights, const Axes& axes,
                                                  KeepDims keepdims = KeepDims::kNo,
                                                  SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<AverageT<ElementT<A>, ElementT<W>>>(
      average(a.any(), weights.any(), axes, keepdims, site));
}

// double, for complex numbers complex<double>; also where a method gives one of the elements.
template <class T>
using QuantileT =
    std::conditional_t<std::is_same_v<T, RealT<T>>, double, CppTypeT<DType::kComplex128>>;

namespace array_internal {
template <class T>
Array<QuantileT<T>> TypedQuantiles(const AnyArray& a, QuantileRequest request,
                                   SourceLocation site) {
  request.interpolated_type = true;
  return Typed<QuantileT<T>>(Quantiles(a, request, site));
}
}  // namespace array_internal

// name(a, q), name(a, {q, ...}), and both with axes.
#define TIDEMARK_ARRAY_QUANTILES(name, in_scale, kPolicy)                                         \
  template <ArrayLike A>                                                                          \
  QuantileT<ElementT<A>> name(A&& a, double q, QuantileMethod method = QuantileMethod::kLinear,   \
                              SourceLocation site = SourceLocation::Current()) {                  \
    QuantileT<ElementT<A>> result;                                                                \
    array_internal::QuantileTo(                                                                   \
        &result, a.any(),                                                                         \
        array_internal::Asked({in_scale, array_internal::NanPolicy::kPolicy, #name},              \
                              std::span<const double>(&q, 1), false, method),                     \
        site);                                                                                    \
    return result;                                                                                \
  }                                                                                               \
  template <ArrayLike A>                                                                          \
  Array<QuantileT<ElementT<A>>> name(A&& a, double q, const Axes& axes,                           \
                                     KeepDims keepdims = KeepDims::kNo,                           \
                                     QuantileMethod method = QuantileMethod::kLinear,             \
                                     SourceLocation site = SourceLocation::Current()) {           \
    return array_internal::TypedQuantiles<ElementT<A>>(                                           \
        a.any(),                                                                                  \
        array_internal::Asked({in_scale, array_internal::NanPolicy::kPolicy, #name},              \
                              std::span<const double>(&q, 1), false, method, axes.dims(),         \
                              keepdims),                                                          \
        site);                                                                                    \
  }                                                                                               \
  template <ArrayLike A>                                                                          \
  Array<QuantileT<ElementT<A>>> name(A&& a, std::span<const double> q,                            \
                                     QuantileMethod method = QuantileMethod::kLinear,             \
                                     SourceLocation site = SourceLocation::Current()) {           \
    return array_internal::TypedQuantiles<ElementT<A>>(                                           \
        a.any(),                                                                                  \
        array_internal::Asked({in_scale, array_internal::NanPolicy::kPolicy, #name}, q, true,     \
                              method),                                                            \
        site);                                                                                    \
  }                                                                                               \
  template <ArrayLike A>                                                                          \
  Array<QuantileT<ElementT<A>>> name(A&& a, std::span<const double> q, const Axes& axes,          \
                                     KeepDims keepdims = KeepDims::kNo,                           \
                                     QuantileMethod method = QuantileMethod::kLinear,             \
                                     SourceLocation site = SourceLocation::Current()) {           \
    return array_internal::TypedQuantiles<ElementT<A>>(                                           \
        a.any(),                                                                                  \
        array_internal::Asked({in_scale, array_internal::NanPolicy::kPolicy, #name}, q, true,     \
                              method, axes.dims(), keepdims),                                     \
        site);                                                                                    \
  }                                                                                               \
  template <ArrayLike A>                                                                          \
  Array<QuantileT<ElementT<A>>> name(A&& a, std::initializer_list<double> q,                      \
                                     QuantileMethod method = QuantileMethod::kLinear,             \
                                     SourceLocation site = SourceLocation::Current()) {           \
    return name(std::forward<A>(a), std::span<const double>(q.begin(), q.size()), method, site);  \
  }                                                                                               \
  template <ArrayLike A>                                                                          \
  Array<QuantileT<ElementT<A>>> name(A&& a, std::initializer_list<double> q, const Axes& axes,    \
                                     KeepDims keepdims = KeepDims::kNo,                           \
                                     QuantileMethod method = QuantileMethod::kLinear,             \
                                     SourceLocation site = SourceLocation::Current()) {           \
    return name(std::forward<A>(a), std::span<const double>(q.begin(), q.size()), axes, keepdims, \
                method, site);                                                                    \
  }
TIDEMARK_ARRAY_QUANTILES(quantile, 1, kSpread)
TIDEMARK_ARRAY_QUANTILES(percentile, 100, kSpread)
TIDEMARK_ARRAY_QUANTILES(nanquantile, 1, kLeaveOut)
TIDEMARK_ARRAY_QUANTILES(nanpercentile, 100, kLeaveOut)
#undef TIDEMARK_ARRAY_QUANTILES

namespace array_internal {
template <NanReduction kWhat, class T>
using NanReducedT = CppTypeT<NanReducedDType(kWhat, kDTypeOf<T>)>;

template <NanReduction kWhat, class T>
NanReducedT<kWhat, T> NanReducedNumber(const AnyArray& a, int64_t ddof, SourceLocation site) {
  NanReducedT<kWhat, T> result;
  NanReduceTo(&result, kWhat, a, ddof, site);
  return result;
}
template <NanReduction kWhat, class T>
Array<NanReducedT<kWhat, T>> NanReducedAlong(const AnyArray& a, const Axes& axes, KeepDims keepdims,
                                             int64_t ddof, SourceLocation site) {
  return Typed<NanReducedT<kWhat, T>>(NanReduce(kWhat, a, axes, keepdims, ddof, site));
}
}  // namespace array_internal

// name(a) and name(a, axes, keepdims).
#define TIDEMARK_ARRAY_NAN_REDUCTION(name, kWhat)                                              \
  template <ArrayLike A>                                                                       \
  auto name(A&& a, SourceLocation site = SourceLocation::Current()) {                          \
    return array_internal::NanReducedNumber<array_internal::NanReduction::kWhat, ElementT<A>>( \
        a.any(), 0, site);                                                                     \
  }                                                                                            \
  template <ArrayLike A>                                                                       \
  auto name(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,                        \
            SourceLocation site = SourceLocation::Current()) {                                 \
    return array_internal::NanReducedAlong<array_internal::NanReduction::kWhat, ElementT<A>>(  \
        a.any(), axes, keepdims, 0, site);                                                     \
  }
TIDEMARK_ARRAY_NAN_REDUCTION(nansum, kSum)
TIDEMARK_ARRAY_NAN_REDUCTION(nanprod, kProd)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmin, kMin)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmax, kMax)
TIDEMARK_ARRAY_NAN_REDUCTION(nanmean, kMean)
#undef TIDEMARK_ARRAY_NAN_REDUCTION

#define TIDEMARK_ARRAY_NAN_SPREAD(name, kWhat)                                                 \
  template <ArrayLike A>                                                                       \
  auto name(A&& a, Ddof ddof = Ddof(0), SourceLocation site = SourceLocation::Current()) {     \
    return array_internal::NanReducedNumber<array_internal::NanReduction::kWhat, ElementT<A>>( \
        a.any(), ddof.value, site);                                                            \
  }                                                                                            \
  template <ArrayLike A>                                                                       \
  auto name(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo, Ddof ddof = Ddof(0),   \
            SourceLocation site = SourceLocation::Current()) {                                 \
    return array_internal::NanReducedAlong<array_internal::NanReduction::kWhat, ElementT<A>>(  \
        a.any(), axes, keepdims, ddof.value, site);                                            \
  }
TIDEMARK_ARRAY_NAN_SPREAD(nanvar, kVar)
TIDEMARK_ARRAY_NAN_SPREAD(nanstd, kStd)
#undef TIDEMARK_ARRAY_NAN_SPREAD

template <ArrayLike A>
Array<int64_t> nanargmin(A&& a, int64_t axis, KeepDims keepdims = KeepDims::kNo,
                         SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(nanargmin(a.any(), axis, keepdims, site));
}
template <ArrayLike A>
Array<int64_t> nanargmax(A&& a, int64_t axis, KeepDims keepdims = KeepDims::kNo,
                         SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(nanargmax(a.any(), axis, keepdims, site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> nancumsum(A&& a, std::optional<int64_t> axis = std::nullopt,
                                   SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(nancumsum(a.any(), axis, site));
}
template <ArrayLike A>
Array<SumT<ElementT<A>>> nancumprod(A&& a, std::optional<int64_t> axis = std::nullopt,
                                    SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<SumT<ElementT<A>>>(nancumprod(a.any(), axis, site));
}

// The counts of a histogram, and its edges in E.
template <class E>
struct CountedHistogram {
  Array<int64_t> counts;
  Array<E> edges;
};
template <class T>
using HistogramEdgeT = std::conditional_t<std::is_same_v<T, float>, float, double>;

template <ArrayLike A>
CountedHistogram<HistogramEdgeT<ElementT<A>>> histogram(
    A&& a, int64_t bins = 10, const std::optional<std::pair<double, double>>& range = std::nullopt,
    SourceLocation site = SourceLocation::Current()) {
  Histogram any = histogram(
      a.any(), bins, HistogramOptions{.density = Density::kNo, .range = range, .weights = nullptr},
      site);
  return {array_internal::Typed<int64_t>(std::move(any.counts)),
          array_internal::Typed<HistogramEdgeT<ElementT<A>>>(std::move(any.edges))};
}
template <ArrayLike A, ArrayLike E>
CountedHistogram<ElementT<E>> histogram(A&& a, E&& edges,
                                        SourceLocation site = SourceLocation::Current()) {
  Histogram any = histogram(a.any(), edges.any(), HistogramOptions(), site);
  return {array_internal::Typed<int64_t>(std::move(any.counts)),
          array_internal::Typed<ElementT<E>>(std::move(any.edges))};
}
template <ArrayLike A>
CountedHistogram<double> histogram(A&& a, std::initializer_list<double> edges,
                                   SourceLocation site = SourceLocation::Current()) {
  const AnyArray line =
      from_bytes(DType::kFloat64, Dims(edges.size()), edges.begin(), "array", site);
  Histogram any = histogram(a.any(), line, HistogramOptions(), site);
  return {array_internal::Typed<int64_t>(std::move(any.counts)),
          array_internal::Typed<double>(std::move(any.edges))};
}

template <ArrayLike A>
requires(std::is_integral_v<ElementT<A>>) Array<int64_t> bincount(
    A&& a, SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(bincount(a.any(), BincountOptions(), site));
}
template <ArrayLike A, ArrayLike W>
requires(std::is_integral_v<ElementT<A>>) Array<double> bincount(
    A&& a, W&& weights, SourceLocation site = SourceLocation::Current()) {
  // NumPy's counts of nothing are integers.
  if (a.size() == 0) {
    return array_internal::Typed<double>(zeros(DType::kFloat64, Dims(0), site));
  }
  const BincountOptions options{.weights = &weights.any(), .min_length = 0};
  return array_internal::Typed<double>(bincount(a.any(), options, site));
}
template <ArrayLike A, ArrayLike E>
Array<int64_t> digitize(A&& a, E&& edges, ClosedSide closed = ClosedSide::kLower,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<int64_t>(digitize(a.any(), edges.any(), closed, site));
}

template <ArrayLike A>
Array<ElementT<A>> diff(A&& a, int64_t n = 1, int64_t axis = -1,
                        SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(diff(a.any(), n, axis, site));
}
template <ArrayLike A>
ElementT<A> ptp(A&& a, SourceLocation site = SourceLocation::Current()) {
  ElementT<A> result;
  array_internal::PtpTo(&result, a.any(), site);
  return result;
}
template <ArrayLike A>
Array<ElementT<A>> ptp(A&& a, const Axes& axes, KeepDims keepdims = KeepDims::kNo,
                       SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<ElementT<A>>(ptp(a.any(), axes, keepdims, site));
}
template <ArrayLike A, ArrayLike X, ArrayLike Y>
Array<double> interp(A&& x, X&& xp, Y&& fp, const InterpOptions& options = {},
                     SourceLocation site = SourceLocation::Current()) {
  return array_internal::Typed<double>(interp(x.any(), xp.any(), fp.any(), options, site));
}

}  // namespace tidemark

#endif  // TIDEMARK_ARRAY_TYPED_ARRAY_STATISTICS_H_
